import type { VNode } from 'preact';
import { CASE_VIEWS, type CaseView } from '../../../cases/cases.queries.js';
import type { WorkCase } from '../../../cases/work-case.entity.js';
import { withPrefix } from '../../../kernel/ids.js';
import { readableMoney } from '../../../kernel/money.js';
import { readableCount, readableDay, Time } from '../../ui/format.js';
import { Badge } from '../../ui/notices.js';
import { Pager, Table } from '../../ui/tables.js';
import type { Desk } from '../access/visit.js';
import { wordFor, words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';
import { Subject } from './subject.view.js';

const DAY_MS = 86_400_000;

export interface CasesProps {
  readonly cases: readonly WorkCase[];
  readonly view: CaseView;
  readonly counts: Readonly<Record<CaseView, number>>;
  readonly names: ReadonlyMap<string, string>;
  readonly now: Date;
  /** Today where the organization is. */
  readonly today: string;
  readonly page: number;
  readonly more: boolean;
  readonly done?: unknown;
}

/** The amount at stake, or a dash. */
export function stakeOf(desk: Desk, { amount, currency }: Pick<WorkCase, 'amount' | 'currency'>): string {
  return amount === null || currency === null
    ? words(desk.locale, 'none')
    : readableMoney({ amount, currency }, desk.locale);
}

/** The day by which a case should be closed, loud when it has passed. */
export function Due({ desk, item, today }: { desk: Desk; item: WorkCase; today: string }): VNode | string {
  const { locale } = desk;
  if (item.dueOn === null) return words(locale, 'none');
  const day = readableDay(item.dueOn, locale);
  if (item.state === 'closed' || item.dueOn >= today) return day;
  return (
    <>
      {day} <Badge tone="bad">{words(locale, 'cases.overdue')}</Badge>
    </>
  );
}

function Filter({ desk, props }: { desk: Desk; props: CasesProps }): VNode {
  const { locale } = desk;
  return (
    <nav class="counts" aria-label={words(locale, 'cases.filter')}>
      {CASE_VIEWS.map((view) => (
        <a
          key={view}
          href={`${at(desk, '/cases')}?view=${view}`}
          aria-current={props.view === view ? 'page' : undefined}
        >
          {words(locale, `cases.view.${view}`)} <b>{readableCount(props.counts[view], locale)}</b>
        </a>
      ))}
    </nav>
  );
}

/** Cases of one view: what is at stake, for how long, who looks after it and until when. */
export function casesPage(desk: Desk, props: CasesProps): VNode {
  const { locale, organization } = desk;
  const title = words(locale, 'nav.cases');
  const closed = props.view === 'closed';
  const href = (page: number) => `${at(desk, '/cases')}?view=${props.view}&page=${page}`;
  return (
    <DeskPage desk={desk} title={title} current="cases" done={props.done}>
      <h1>{title}</h1>
      <p class="soft">{words(locale, 'case.lead')}</p>
      <Filter desk={desk} props={props} />
      <Table
        caption={title}
        hideCaption
        columns={[
          { head: words(locale, 'case.kind') },
          { head: words(locale, 'case.subject') },
          { head: words(locale, 'day.amount'), number: true },
          { head: words(locale, 'case.opened') },
          { head: words(locale, 'cases.age'), number: true },
          { head: words(locale, 'cases.owner') },
          { head: words(locale, closed ? 'cases.outcome' : 'cases.due') },
        ]}
        rows={props.cases.map((item) => [
          <a href={at(desk, `/cases/${withPrefix('cas', item.id)}`)}>
            {wordFor(locale, 'caseKind', item.kind)}
          </a>,
          <Subject desk={desk} type={item.subjectType} id={item.subjectId} />,
          stakeOf(desk, item),
          <Time at={item.openedAt} locale={locale} zone={organization.timeZone} />,
          words(locale, 'cases.days', { n: ageInDays(item, props.now) }),
          (item.assignedTo && props.names.get(item.assignedTo)) || words(locale, 'none'),
          item.outcome ? (
            words(locale, `cases.outcome.${item.outcome}`)
          ) : (
            <Due desk={desk} item={item} today={props.today} />
          ),
        ])}
        empty={words(locale, closed ? 'cases.nothingClosed' : 'case.nothing')}
      />
      <Pager
        label={words(locale, 'cases.pages')}
        previous={
          props.page > 1 ? { href: href(props.page - 1), text: words(locale, 'cases.previous') } : undefined
        }
        next={props.more ? { href: href(props.page + 1), text: words(locale, 'cases.next') } : undefined}
      />
    </DeskPage>
  );
}

/** Whole days that a case has been open, or was. */
export function ageInDays(
  { openedAt, closedAt }: Pick<WorkCase, 'openedAt' | 'closedAt'>,
  now: Date,
): number {
  return Math.max(0, Math.floor(((closedAt ?? now).getTime() - openedAt.getTime()) / DAY_MS));
}
