import type { VNode } from 'preact';
import type { Pledge, PledgeState } from '../../../donations/pledge.entity.js';
import { withPrefix } from '../../../kernel/ids.js';
import { readableMoney } from '../../../kernel/money.js';
import type { Project } from '../../../projects/project.entity.js';
import { ButtonLink } from '../../ui/buttons.js';
import { readableDay } from '../../ui/format.js';
import { Badge, type Tone } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { type Key, words } from '../console.words.js';
import { at, DeskPage, nameOf } from '../layout.js';

const TONES: Readonly<Record<PledgeState, Tone>> = {
  requested: 'warn',
  open: 'plain',
  fulfilled: 'good',
  rejected: 'plain',
  cancelled: 'plain',
  expired: 'plain',
};

/** A pledge's state in words. */
export function PledgeBadge({ desk, state }: { desk: Desk; state: PledgeState }): VNode {
  return <Badge tone={TONES[state]}>{words(desk.locale, `pledges.state.${state}` as Key)}</Badge>;
}

interface Props {
  readonly lines: readonly { pledge: Pledge; name: string; paid: bigint; project: Project | null }[];
  readonly today: string;
}

/** Promised gifts, newest first, with what was paid and what is overdue. */
export function pledgesPage(desk: Desk, { lines, today }: Props): VNode {
  const { locale } = desk;
  const title = words(locale, 'nav.pledges');
  const here = at(desk, '/pledges');
  return (
    <DeskPage desk={desk} title={title} current="pledges">
      <p class="crumbs">
        <a href={at(desk, '/offline-gifts')}>{words(locale, 'nav.offlineGifts')}</a>
      </p>
      <div class="day-head">
        <h1>{title}</h1>
        {mayAct(desk, 'clerk') && (
          <ButtonLink href={`${here}/new`}>{words(locale, 'pledges.new')}</ButtonLink>
        )}
      </div>
      <p class="soft">{words(locale, 'pledges.lead')}</p>
      <Table
        caption={title}
        hideCaption
        columns={[
          { head: words(locale, 'pledges.pledger') },
          { head: words(locale, 'pledges.promised'), number: true },
          { head: words(locale, 'pledges.paid'), number: true },
          { head: words(locale, 'day.state') },
          { head: words(locale, 'pledges.dueOn') },
          { head: words(locale, 'day.project') },
        ]}
        rows={lines.map(({ pledge, name, paid, project }) => [
          <a href={`${here}/${withPrefix('plg', pledge.id)}`}>{name}</a>,
          readableMoney(pledge, locale),
          readableMoney({ amount: paid, currency: pledge.currency }, locale),
          <PledgeBadge desk={desk} state={pledge.state} />,
          pledge.dueOn === null ? (
            words(locale, 'none')
          ) : (
            <>
              {readableDay(pledge.dueOn, locale)}{' '}
              {pledge.state === 'open' && pledge.dueOn < today && (
                <Badge tone="warn">{words(locale, 'pledges.overdue')}</Badge>
              )}
            </>
          ),
          project && nameOf(project, locale),
        ])}
        empty={words(locale, 'pledges.none')}
      />
    </DeskPage>
  );
}
