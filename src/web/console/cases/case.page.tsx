import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import { readableMoney } from '../../../kernel/money.js';
import type { EntryLine } from '../../../ledger/ledger.queries.js';
import type { ApprovalWithVotes } from '../../../platform/approvals/approvals.queries.js';
import { Actions, ButtonLink } from '../../ui/buttons.js';
import { type Fact, Facts } from '../../ui/facts.js';
import { FormProblems } from '../../ui/fields.js';
import { readableDay, Time } from '../../ui/format.js';
import { Badge, Notice } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { approvalPath } from '../approvals/approvals.page.js';
import { wordFor, words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';
import { Trail } from '../trail/trail.view.js';
import { CaseForms, type CaseProps } from './case-forms.view.js';
import { ageInDays, Due, stakeOf } from './cases.page.js';
import { Subject } from './subject.view.js';

function Entries({ desk, entries }: { desk: Desk; entries: readonly EntryLine[] }): VNode | null {
  const { locale } = desk;
  if (entries.length === 0) return null;
  return (
    <Table
      caption={words(locale, 'cases.entries')}
      columns={[
        { head: words(locale, 'cases.entryKind') },
        { head: words(locale, 'approvalField.day') },
        { head: words(locale, 'day.amount'), number: true },
        { head: words(locale, 'approvalField.memo') },
      ]}
      rows={entries.map((entry) => [
        wordFor(locale, 'entry', entry.kind),
        readableDay(entry.bookedOn, locale),
        readableMoney({ amount: entry.amount, currency: entry.currency }, locale),
        entry.memo ?? words(locale, 'none'),
      ])}
    />
  );
}

function Waiting({ desk, approvals }: { desk: Desk; approvals: readonly ApprovalWithVotes[] }): VNode | null {
  const { locale } = desk;
  const waiting = approvals.filter(({ state }) => state === 'waiting' || state === 'approved');
  if (waiting.length === 0) return null;
  return (
    <Notice tone="warn">
      {waiting.map((approval) => (
        <p key={approval.id}>
          {words(locale, 'cases.proposed')}{' '}
          <a href={approvalPath(desk, approval.id)}>{wordFor(locale, 'operation', approval.operation)}</a>
        </p>
      ))}
    </Notice>
  );
}

function Notes({ desk, props }: { desk: Desk; props: CaseProps }): VNode {
  const { locale, organization } = desk;
  const { notes } = props.detail;
  if (notes.length === 0) return <p class="soft">{words(locale, 'cases.noNotes')}</p>;
  return (
    <ol class="trail">
      {notes.map((note) => (
        <li key={note.id}>
          {note.body}{' '}
          <span class="soft small">
            {props.names.get(note.staffId) ?? words(locale, 'none')} ·{' '}
            <Time at={note.writtenAt} locale={locale} zone={organization.timeZone} />
          </span>
        </li>
      ))}
    </ol>
  );
}

/** One case: what it is about, what was found out, who does what until when, and how it ends. */
export function casePage(desk: Desk, props: CaseProps): VNode {
  const { locale, organization } = desk;
  const { item } = props.detail;
  const title = wordFor(locale, 'caseKind', item.kind);
  const time = (instant: Date) => <Time at={instant} locale={locale} zone={organization.timeZone} />;
  const name = (id: string | null) => (id === null ? null : (props.names.get(id) ?? words(locale, 'none')));
  const facts: Fact[] = [
    [words(locale, 'case.subject'), <Subject desk={desk} type={item.subjectType} id={item.subjectId} />],
    [words(locale, 'cases.stake'), stakeOf(desk, item)],
    [words(locale, 'case.detail'), item.detail],
    [words(locale, 'case.opened'), time(item.openedAt)],
    [words(locale, 'cases.age'), words(locale, 'cases.days', { n: ageInDays(item, props.now) })],
    [words(locale, 'cases.owner'), name(item.assignedTo) ?? words(locale, 'cases.nobody')],
    [words(locale, 'cases.due'), <Due desk={desk} item={item} today={props.today} />],
    [words(locale, 'cases.outcome'), item.outcome && words(locale, `cases.outcome.${item.outcome}`)],
    [
      words(locale, 'cases.closedBy'),
      item.closedAt && (name(item.closedBy) ?? words(locale, 'trail.system')),
    ],
    [words(locale, 'cases.closedAt'), item.closedAt && time(item.closedAt)],
    [words(locale, 'cases.reason'), item.closeReason],
    [words(locale, 'cases.entry'), item.entryId && <code class="small">{item.entryId}</code>],
  ];
  return (
    <DeskPage desk={desk} title={title} current="cases" done={props.done}>
      <p class="crumbs">
        <a href={at(desk, '/cases')}>{words(locale, 'nav.cases')}</a>
      </p>
      <h1>
        {title}{' '}
        <Badge tone={item.state === 'open' ? 'warn' : 'good'}>
          {words(locale, `cases.view.${item.state}`)}
        </Badge>
      </h1>
      <FormProblems title={words(locale, 'cases.refused')} problems={props.problems} />
      <Waiting desk={desk} approvals={props.approvals} />
      <Facts facts={facts} />
      <Entries desk={desk} entries={props.entries} />
      <h2>{words(locale, 'cases.notes')}</h2>
      <Notes desk={desk} props={props} />
      {item.state === 'open' && mayAct(desk, 'clerk') && (
        <Actions>
          {props.detail.inSuspense && (
            <ButtonLink href={`${at(desk, `/cases/${withPrefix('cas', item.id)}`)}/release`}>
              {words(locale, 'release.link')}
            </ButtonLink>
          )}
          <ButtonLink second href={`${at(desk, `/cases/${withPrefix('cas', item.id)}`)}/entry`}>
            {words(locale, 'resolution.link')}
          </ButtonLink>
        </Actions>
      )}
      {item.state === 'open' && mayAct(desk, 'clerk', 'approver') && (
        <CaseForms desk={desk} props={props} path={at(desk, `/cases/${withPrefix('cas', item.id)}`)} />
      )}
      <h2>{words(locale, 'start.trail')}</h2>
      <Trail desk={desk} events={props.trail} />
    </DeskPage>
  );
}
