import type { VNode } from 'preact';
import type { OfflineGift } from '../../../donations/offline-gift.entity.js';
import type { Pledge } from '../../../donations/pledge.entity.js';
import { withPrefix } from '../../../kernel/ids.js';
import { readableMoney } from '../../../kernel/money.js';
import type { Project } from '../../../projects/project.entity.js';
import { Actions, Button, ButtonLink } from '../../ui/buttons.js';
import { Facts } from '../../ui/facts.js';
import { FormProblems, TextArea } from '../../ui/fields.js';
import { readableDay } from '../../ui/format.js';
import { Notice } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { type Key, words } from '../console.words.js';
import { at, DeskPage, nameOf } from '../layout.js';
import { OfflineState } from '../offline-gifts/offline-gifts.page.js';
import type { TrailEvent } from '../trail/trail.queries.js';
import { Trail } from '../trail/trail.view.js';
import { PledgeBadge } from './pledges.page.js';

interface Props {
  readonly pledge: Pledge;
  readonly name: string;
  readonly paid: bigint;
  readonly gifts: readonly OfflineGift[];
  readonly project: Project | null;
  readonly trail: readonly TrailEvent[];
  readonly problems: readonly { field: string; text: string }[];
  readonly reason: string;
  readonly done?: unknown;
}

function Next({ desk, props }: { desk: Desk; props: Props }): VNode | null {
  const { locale } = desk;
  const { pledge } = props;
  const key = withPrefix('plg', pledge.id);
  if (pledge.state === 'requested')
    return (
      <Notice tone="warn">
        <p>
          {words(locale, 'offline.waits')}{' '}
          <a href={at(desk, `/approvals/${withPrefix('apr', pledge.approvalId)}`)}>
            {words(locale, 'disbursements.toApproval')}
          </a>
        </p>
      </Notice>
    );
  if (pledge.state !== 'open' || !mayAct(desk, 'clerk')) return null;
  return (
    <>
      <Actions>
        <ButtonLink href={`${at(desk, '/offline-gifts/new')}?way=bank_transfer&pledge=${key}`}>
          {words(locale, 'pledges.paidByBank')}
        </ButtonLink>
        <ButtonLink second href={`${at(desk, '/offline-gifts/new')}?way=cash&pledge=${key}`}>
          {words(locale, 'pledges.paidInCash')}
        </ButtonLink>
      </Actions>
      <details class="panel" open={props.problems.length > 0}>
        <summary>{words(locale, 'pledges.giveUp')}</summary>
        <form method="post" action={at(desk, `/pledges/${key}/giving-up`)}>
          <TextArea
            name="reason"
            label={words(locale, 'disbursements.reason')}
            problem={props.problems.find(({ field }) => field === 'reason')?.text}
            value={props.reason}
            rows={2}
            required
          />
          <Button second>{words(locale, 'pledges.giveUpConfirm')}</Button>
        </form>
      </details>
    </>
  );
}

/** One promise and what was paid on it. */
export function pledgePage(desk: Desk, props: Props): VNode {
  const { locale } = desk;
  const { pledge, project } = props;
  const title = words(locale, 'pledges.title', { amount: readableMoney(pledge, locale) });
  return (
    <DeskPage desk={desk} title={title} current="pledges" done={props.done}>
      <p class="crumbs">
        <a href={at(desk, '/pledges')}>{words(locale, 'nav.pledges')}</a>
      </p>
      <h1>
        {title} <PledgeBadge desk={desk} state={pledge.state} />
      </h1>
      <FormProblems title={words(locale, 'form.problems')} problems={props.problems} />
      <Next desk={desk} props={props} />
      <Facts
        facts={[
          [words(locale, 'pledges.pledger'), props.name],
          [words(locale, 'offline.publicity'), words(locale, `offline.publicity.${pledge.publicity}` as Key)],
          [
            words(locale, 'pledges.paid'),
            readableMoney({ amount: props.paid, currency: pledge.currency }, locale),
          ],
          [words(locale, 'pledges.pledgedOn'), readableDay(pledge.pledgedOn, locale)],
          [words(locale, 'pledges.dueOn'), pledge.dueOn && readableDay(pledge.dueOn, locale)],
          [
            words(locale, 'day.project'),
            project && (
              <a href={at(desk, `/projects/${withPrefix('prj', project.id)}`)}>{nameOf(project, locale)}</a>
            ),
          ],
          [words(locale, 'disbursements.reason'), pledge.reason],
        ]}
      />
      <Table
        caption={words(locale, 'pledges.gifts')}
        columns={[
          { head: words(locale, 'offline.receivedOn') },
          { head: words(locale, 'day.amount'), number: true },
          { head: words(locale, 'day.state') },
        ]}
        rows={props.gifts.map((gift) => [
          <a href={at(desk, `/offline-gifts/${withPrefix('don', gift.id)}`)}>
            {readableDay(gift.receivedOn, locale)}
          </a>,
          readableMoney(gift, locale),
          <OfflineState desk={desk} state={gift.state} />,
        ])}
        empty={words(locale, 'pledges.noGifts')}
      />
      <h2>{words(locale, 'trail.title')}</h2>
      <Trail desk={desk} events={props.trail} />
    </DeskPage>
  );
}
