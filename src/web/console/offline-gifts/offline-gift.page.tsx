import type { VNode } from 'preact';
import type { OfflineGift } from '../../../donations/offline-gift.entity.js';
import { withPrefix } from '../../../kernel/ids.js';
import { readableMoney } from '../../../kernel/money.js';
import type { EntryLine } from '../../../ledger/ledger.queries.js';
import type { ApprovalWithVotes } from '../../../platform/approvals/approvals.queries.js';
import type { Project } from '../../../projects/project.entity.js';
import { Button } from '../../ui/buttons.js';
import { Facts } from '../../ui/facts.js';
import { FormProblems, TextArea } from '../../ui/fields.js';
import { readableDay, Time } from '../../ui/format.js';
import { Notice } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { type Key, words } from '../console.words.js';
import { EntryLines } from '../entry-lines.js';
import { at, DeskPage, nameOf } from '../layout.js';
import type { TrailEvent } from '../trail/trail.queries.js';
import { Trail } from '../trail/trail.view.js';
import { OfflineState } from './offline-gifts.page.js';

interface Props {
  readonly gift: OfflineGift;
  readonly donor: { name: string | null; payer: string | null; mail: string | null };
  readonly project: Project | null;
  readonly counts: readonly { denomination: bigint; pieces: number }[];
  readonly voters: readonly string[];
  /** The request to annul it that was made last. */
  readonly annulment: ApprovalWithVotes | null;
  readonly staff: ReadonlyMap<string, string>;
  readonly entries: readonly EntryLine[];
  readonly trail: readonly TrailEvent[];
  readonly problems: readonly { field: string; text: string }[];
  readonly reason: string;
  readonly done?: unknown;
}

function CountSheet({ desk, props }: { desk: Desk; props: Props }): VNode | null {
  const { locale } = desk;
  const { currency } = props.gift;
  if (props.counts.length === 0) return null;
  return (
    <Table
      caption={words(locale, 'offline.countSheet')}
      columns={[
        { head: words(locale, 'offline.denomination'), number: true },
        { head: words(locale, 'offline.piecesHead'), number: true },
        { head: words(locale, 'day.amount'), number: true },
      ]}
      rows={props.counts.map(({ denomination, pieces }) => [
        readableMoney({ amount: denomination, currency }, locale),
        String(pieces),
        readableMoney({ amount: denomination * BigInt(pieces), currency }, locale),
      ])}
      foot={[words(locale, 'offline.total'), '', readableMoney(props.gift, locale)]}
    />
  );
}

function Next({ desk, props }: { desk: Desk; props: Props }): VNode | null {
  const { locale } = desk;
  const { gift, annulment } = props;
  const open = annulment && ['waiting', 'approved'].includes(annulment.state) ? annulment : null;
  const waitingId = gift.state === 'requested' ? gift.approvalId : (open?.id ?? null);
  if (waitingId !== null)
    return (
      <Notice tone="warn">
        <p>
          {words(locale, gift.state === 'requested' ? 'offline.waits' : 'offline.annulmentWaits')}{' '}
          <a href={at(desk, `/approvals/${withPrefix('apr', waitingId)}`)}>
            {words(locale, 'disbursements.toApproval')}
          </a>
        </p>
      </Notice>
    );
  if (gift.state !== 'booked' || !mayAct(desk, 'clerk')) return null;
  return (
    <details class="panel no-print" open={props.problems.length > 0}>
      <summary>{words(locale, 'offline.annul')}</summary>
      <form method="post" action={at(desk, `/offline-gifts/${withPrefix('don', gift.id)}/annulment`)}>
        <p class="soft">{words(locale, 'offline.annulNote')}</p>
        <TextArea
          name="reason"
          label={words(locale, 'offline.annulReason')}
          problem={props.problems.find(({ field }) => field === 'reason')?.text}
          value={props.reason}
          rows={2}
          required
        />
        <Button second>{words(locale, 'offline.annulConfirm')}</Button>
      </form>
    </details>
  );
}

function Record({ desk, props }: { desk: Desk; props: Props }): VNode {
  const { locale, organization } = desk;
  const { gift, donor, project } = props;
  const who = (id: string) => props.staff.get(id) ?? words(locale, 'none');
  return (
    <Facts
      facts={[
        [words(locale, 'offline.donor'), donor.name ?? words(locale, 'offline.unnamed')],
        [words(locale, 'offline.publicity'), words(locale, `offline.publicity.${gift.publicity}` as Key)],
        [words(locale, 'offline.mail'), donor.mail],
        [words(locale, 'offline.way'), words(locale, `offline.way.${gift.way}` as Key)],
        [words(locale, 'offline.receivedOn'), readableDay(gift.receivedOn, locale)],
        [words(locale, 'offline.payer'), donor.payer],
        [words(locale, 'disbursements.bankReference'), gift.bankReference],
        [words(locale, 'offline.counters'), gift.countedBy && `${gift.countedBy} · ${gift.countedWith}`],
        [
          words(locale, 'day.project'),
          project && (
            <a href={at(desk, `/projects/${withPrefix('prj', project.id)}`)}>{nameOf(project, locale)}</a>
          ),
        ],
        [
          words(locale, 'offline.pledge'),
          gift.pledgeId && (
            <a href={at(desk, `/pledges/${withPrefix('plg', gift.pledgeId)}`)}>
              {words(locale, 'offline.toPledge')}
            </a>
          ),
        ],
        [
          words(locale, 'offline.recordedBy'),
          <>
            {who(gift.requestedBy)} ·{' '}
            <Time at={gift.requestedAt} locale={locale} zone={organization.timeZone} />
          </>,
        ],
        [words(locale, 'offline.checkedBy'), props.voters.map(who).join(', ')],
        [words(locale, 'disbursements.reason'), gift.reason ?? gift.annulmentReason],
        [
          words(locale, 'day.gift'),
          gift.state === 'booked' || gift.state === 'annulled' ? (
            <a href={at(desk, `/gifts/${withPrefix('don', gift.id)}`)}>{withPrefix('don', gift.id)}</a>
          ) : null,
        ],
      ]}
    />
  );
}

/** One offline gift; printed, it is the voucher with its count sheet. */
export function offlineGiftPage(desk: Desk, props: Props): VNode {
  const { locale, organization } = desk;
  const { gift } = props;
  const title = words(locale, 'offline.title', { amount: readableMoney(gift, locale) });
  return (
    <DeskPage desk={desk} title={title} current="offlineGifts" done={props.done}>
      <p class="crumbs">
        <a href={at(desk, '/offline-gifts')}>{words(locale, 'nav.offlineGifts')}</a>
      </p>
      <p class="print-only">{nameOf(organization, locale)}</p>
      <h1>
        {title} <OfflineState desk={desk} state={gift.state} />
      </h1>
      <FormProblems title={words(locale, 'form.problems')} problems={props.problems} />
      <Next desk={desk} props={props} />
      <Record desk={desk} props={props} />
      <CountSheet desk={desk} props={props} />
      <EntryLines desk={desk} entries={props.entries} empty={words(locale, 'disbursements.noEntries')} />
      <p class="signatures print-only">
        <span>{words(locale, 'offline.recordedBy')}</span>
        <span>{words(locale, 'offline.checkedBy')}</span>
        <span>{words(locale, 'offline.counters')}</span>
      </p>
      <div class="no-print">
        <h2>{words(locale, 'trail.title')}</h2>
        <Trail desk={desk} events={props.trail} />
      </div>
    </DeskPage>
  );
}
