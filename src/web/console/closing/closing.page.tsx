import type { VNode } from 'preact';
import { readableMoney } from '../../../kernel/money.js';
import type { DaySeal } from '../../../ledger/accounting-days.queries.js';
import type { DayTotal } from '../../../ledger/ledger.queries.js';
import type { ApprovalWithVotes } from '../../../platform/approvals/approvals.queries.js';
import type { Obstacle } from '../../../reconciliation/day-closing.js';
import { Actions, Button, ButtonLink } from '../../ui/buttons.js';
import { FormProblems, TextArea } from '../../ui/fields.js';
import { readableCount, readableDay, Time } from '../../ui/format.js';
import { Notice } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { approvalPath } from '../approvals/approvals.page.js';
import { type Key, wordFor, words } from '../console.words.js';
import type { SheetSigners } from '../day/sheet.page.js';
import { at, DeskPage } from '../layout.js';
import type { TrailEvent } from '../trail/trail.queries.js';
import { Trail } from '../trail/trail.view.js';
import { StateBadge } from './closings.page.js';

export interface ClosingProps {
  readonly day: string;
  readonly state: 'open' | 'closed';
  readonly totals: readonly DayTotal[];
  /** Newest revision first. */
  readonly seals: readonly (DaySeal & { readonly fingerprint: string; readonly signers: SheetSigners })[];
  readonly obstacles: readonly Obstacle[];
  /** The request that waits, if any. */
  readonly request: ApprovalWithVotes | null;
  readonly trail: readonly TrailEvent[];
  readonly problems: readonly { field: string; text: string }[];
  /** What was typed before a refusal. */
  readonly reason?: string;
  readonly done?: unknown;
}

function Totals({ desk, totals }: { desk: Desk; totals: readonly DayTotal[] }): VNode {
  const { locale } = desk;
  return (
    <Table
      caption={words(locale, 'closing.totals')}
      columns={[
        { head: words(locale, 'closing.kind') },
        { head: words(locale, 'closing.entries'), number: true },
        { head: words(locale, 'closing.amount'), number: true },
      ]}
      rows={totals.map(({ kind, currency, entries, amount }) => [
        wordFor(locale, 'entry', kind),
        readableCount(entries, locale),
        readableMoney({ amount, currency }, locale),
      ])}
      empty={words(locale, 'closing.noEntries')}
    />
  );
}

function Obstacles({ desk, props }: { desk: Desk; props: ClosingProps }): VNode {
  const { locale } = desk;
  if (props.obstacles.length === 0)
    return (
      <Notice tone="good">
        <p>{words(locale, 'closing.noObstacles')}</p>
      </Notice>
    );
  return (
    <Notice tone="warn" title={words(locale, 'closing.obstacles')}>
      <ul>
        {props.obstacles.map(({ code, n, names }) => (
          <li key={code}>
            {words(locale, `field.${code}` as Key, {
              day: readableDay(props.day, locale),
              n,
              names: names.join(', '),
            })}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

/** Asking for what the day's state allows; while a request waits, the way to it. */
function Asking({ desk, props }: { desk: Desk; props: ClosingProps }): VNode | null {
  const { locale } = desk;
  const here = at(desk, `/closing/${props.day}`);
  if (props.request)
    return (
      <Notice>
        <p>
          {words(locale, 'closing.requested')} ·{' '}
          <a href={approvalPath(desk, props.request.id)}>{words(locale, 'closing.seeRequest')}</a>
        </p>
      </Notice>
    );
  if (!mayAct(desk, 'clerk', 'approver')) return null;
  if (props.state === 'open')
    return (
      <form method="post" action={`${here}/closing`}>
        <p class="soft">{words(locale, 'closing.requestMeans')}</p>
        <Button>{words(locale, 'closing.request')}</Button>
      </form>
    );
  return (
    <form method="post" action={`${here}/reopening`}>
      <p class="soft">{words(locale, 'closing.reopenMeans')}</p>
      <TextArea
        name="reason"
        label={words(locale, 'closing.reason')}
        hint={words(locale, 'closing.reasonHint')}
        rows={3}
        required
        value={props.reason ?? ''}
        problem={props.problems.find(({ field }) => field === 'reason')?.text}
      />
      <Button second>{words(locale, 'closing.reopen')}</Button>
    </form>
  );
}

function Files({ desk, props }: { desk: Desk; props: ClosingProps }): VNode {
  const { locale, organization } = desk;
  const books = `/disclosure/books/${organization.slug}`;
  const [newest] = props.seals;
  return (
    <>
      <h2>{words(locale, 'closing.files')}</h2>
      <Table
        caption={words(locale, 'closing.files')}
        hideCaption
        columns={[
          { head: words(locale, 'closing.file') },
          { head: words(locale, 'closing.number'), number: true },
          { head: words(locale, 'closing.rows'), number: true },
          { head: words(locale, 'closing.signedAt') },
          { head: words(locale, 'closing.root') },
          { head: words(locale, 'closing.signers') },
          { head: words(locale, 'day.sheet') },
        ]}
        rows={props.seals.map((seal) => [
          <>
            <a
              class="nowrap"
              href={`${books}/${seal.day}.r${seal.revision}.json`}
            >{`${seal.day}.r${seal.revision}.json`}</a>
            {seal.coversFrom !== seal.day && (
              <small class="soft">
                {' '}
                {words(locale, 'closing.covers')} {readableDay(seal.coversFrom, locale)}
              </small>
            )}
          </>,
          String(seal.no),
          readableCount(seal.rows, locale),
          <span class="nowrap">
            <Time at={seal.signedAt} locale={locale} zone={organization.timeZone} />
          </span>,
          <code title={seal.root}>{seal.root.slice(0, 16)}</code>,
          [seal.signers.prepared, ...seal.signers.approved].filter(Boolean).join(' · '),
          <a class="nowrap" href={at(desk, `/days/${seal.day}/sheet?revision=${seal.revision}`)}>
            {words(locale, 'day.sheet.revision', { n: seal.revision })}
          </a>,
        ])}
      />
      {newest && (
        <p>
          {words(locale, 'closing.key')}
          <br />
          <code>{newest.fingerprint.replace(/.{4}(?=.)/g, '$& ')}</code>
        </p>
      )}
    </>
  );
}

/** One accounting day before and after its closing. */
export function closingPage(desk: Desk, props: ClosingProps): VNode {
  const { locale } = desk;
  const title = `${words(locale, 'nav.closing')} · ${readableDay(props.day, locale)}`;
  return (
    <DeskPage desk={desk} title={title} current="closing" done={props.done}>
      <h1>{readableDay(props.day, locale)}</h1>
      <p>
        <StateBadge desk={desk} state={props.state} revision={props.seals.length} />
      </p>
      <FormProblems title={words(locale, 'closing.refused')} problems={props.problems} />
      <Totals desk={desk} totals={props.totals} />
      <Actions>
        <ButtonLink second href={at(desk, `/days/${props.day}`)}>
          {words(locale, 'closing.daySheet')}
        </ButtonLink>
      </Actions>
      {props.state === 'open' && props.problems.length === 0 && <Obstacles desk={desk} props={props} />}
      <Asking desk={desk} props={props} />
      {props.seals.length > 0 && <Files desk={desk} props={props} />}
      <h2>{words(locale, 'closing.trail')}</h2>
      <Trail desk={desk} events={props.trail} />
    </DeskPage>
  );
}
