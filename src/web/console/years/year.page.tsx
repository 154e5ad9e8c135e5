import type { VNode } from 'preact';
import { readableMoney } from '../../../kernel/money.js';
import type { YearLine } from '../../../ledger/accounting-years.queries.js';
import type { ClosingLeg } from '../../../ledger/year-close.js';
import type { ApprovalWithVotes } from '../../../platform/approvals/approvals.queries.js';
import type { YearObstacle } from '../../../reconciliation/year-closing.js';
import { Button } from '../../ui/buttons.js';
import { FormProblems, TextArea } from '../../ui/fields.js';
import { Notice } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { approvalPath } from '../approvals/approvals.page.js';
import { type Key, wordFor, words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';
import type { TrailEvent } from '../trail/trail.queries.js';
import { Trail } from '../trail/trail.view.js';
import { YearBadge } from './years.page.js';

export interface YearProps {
  readonly year: YearLine;
  readonly closed: boolean;
  /** What closing would move, or what the standing closing moved. */
  readonly legs: readonly ClosingLeg[];
  readonly obstacles: readonly YearObstacle[];
  readonly request: ApprovalWithVotes | null;
  readonly trail: readonly TrailEvent[];
  readonly problems: readonly { field: string; text: string }[];
  readonly reason?: string;
  readonly done?: unknown;
}

function Legs({ desk, props }: { desk: Desk; props: YearProps }): VNode {
  const { locale } = desk;
  const account = (code: string) => `${code} ${wordFor(locale, 'account', code)}`;
  return (
    <Table
      caption={words(locale, props.closed ? 'years.moved' : 'years.wouldMove')}
      columns={[
        { head: words(locale, 'years.fund') },
        { head: words(locale, 'years.debit') },
        { head: words(locale, 'years.credit') },
        { head: words(locale, 'years.amount'), number: true },
      ]}
      rows={props.legs.map((leg) => [
        leg.fundCode,
        account(leg.debit),
        account(leg.credit),
        readableMoney(leg, locale),
      ])}
      empty={words(locale, 'years.movesNothing')}
    />
  );
}

function Obstacles({ desk, props }: { desk: Desk; props: YearProps }): VNode {
  const { locale } = desk;
  if (props.obstacles.length === 0)
    return (
      <Notice tone="good">
        <p>{words(locale, 'years.noObstacles')}</p>
      </Notice>
    );
  return (
    <Notice tone="warn" title={words(locale, 'years.obstacles')}>
      <ul>
        {props.obstacles.map(({ code, n, names }) => (
          <li key={code}>
            {words(locale, `field.${code}` as Key, { year: props.year.year, n, names: names.join(', ') })}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

function Asking({ desk, props }: { desk: Desk; props: YearProps }): VNode | null {
  const { locale } = desk;
  const here = at(desk, `/years/${props.year.year}`);
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
  if (!props.closed)
    return props.obstacles.length > 0 ? null : (
      <form method="post" action={`${here}/closing`}>
        <p class="soft">{words(locale, 'years.requestMeans')}</p>
        <Button>{words(locale, 'years.request')}</Button>
      </form>
    );
  return (
    <form method="post" action={`${here}/reopening`}>
      <p class="soft">{words(locale, 'years.reopenMeans')}</p>
      <TextArea
        name="reason"
        label={words(locale, 'closing.reason')}
        hint={words(locale, 'closing.reasonHint')}
        rows={3}
        required
        value={props.reason ?? ''}
        problem={props.problems.find(({ field }) => field === 'reason')?.text}
      />
      <Button second>{words(locale, 'years.reopen')}</Button>
    </form>
  );
}

/** One year before and after its closing. */
export function yearPage(desk: Desk, props: YearProps): VNode {
  const { locale } = desk;
  const title = `${words(locale, 'nav.years')} · ${props.year.year}`;
  return (
    <DeskPage desk={desk} title={title} current="years" done={props.done}>
      <h1>{title}</h1>
      <p>
        <YearBadge desk={desk} year={props.year} />
      </p>
      <FormProblems title={words(locale, 'closing.refused')} problems={props.problems} />
      {!props.closed && props.problems.length === 0 && <Obstacles desk={desk} props={props} />}
      <Asking desk={desk} props={props} />
      <Legs desk={desk} props={props} />
      <h2>{words(locale, 'closing.trail')}</h2>
      <Trail desk={desk} events={props.trail} />
    </DeskPage>
  );
}
