import type { VNode } from 'preact';
import type { CaseDetail } from '../../../cases/cases.queries.js';
import { readableMoney } from '../../../kernel/money.js';
import type { EntryLine } from '../../../ledger/ledger.queries.js';
import type { ApprovalWithVotes } from '../../../platform/approvals/approvals.queries.js';
import type { StaffSummary } from '../../../staff/staff.queries.js';
import { Button } from '../../ui/buttons.js';
import { RadioField, SelectField, TextArea, TextField } from '../../ui/fields.js';
import { readableDay } from '../../ui/format.js';
import type { Desk } from '../access/visit.js';
import { wordFor, words } from '../console.words.js';
import type { TrailEvent } from '../trail/trail.queries.js';

/** Everything that the page of a case shows. */
export interface CaseProps {
  readonly detail: CaseDetail;
  /** Entries about the same thing: one of them may be what put it right. */
  readonly entries: readonly EntryLine[];
  /** Requests that would end it. */
  readonly approvals: readonly ApprovalWithVotes[];
  readonly people: readonly StaffSummary[];
  readonly names: ReadonlyMap<string, string>;
  readonly trail: readonly TrailEvent[];
  readonly now: Date;
  readonly today: string;
  readonly problems: readonly { field: string; text: string }[];
  /** What was typed before a refusal. */
  readonly typed: Readonly<Record<string, string | undefined>>;
  readonly done?: unknown;
}

interface FormsProps {
  readonly desk: Desk;
  readonly props: CaseProps;
  /** Address of the case. */
  readonly path: string;
}

function Owner({ desk, props, path }: FormsProps): VNode {
  const { locale } = desk;
  const { item } = props.detail;
  const people = props.people.filter(({ disabledAt }) => disabledAt === null);
  return (
    <form method="post" action={`${path}/owner`}>
      <SelectField
        name="owner"
        label={words(locale, 'cases.owner')}
        problem={problemOf(props, 'owner')}
        value={item.assignedTo ?? ''}
        options={[
          { value: '', label: words(locale, 'cases.nobody') },
          ...people.map(({ id, displayName }) => ({
            value: id,
            label:
              id === desk.staff.staffId ? `${displayName} (${words(locale, 'approvals.you')})` : displayName,
          })),
        ]}
      />
      <Button second>{words(locale, 'cases.assign')}</Button>
    </form>
  );
}

function Closing({ desk, props, path }: FormsProps): VNode {
  const { locale } = desk;
  const { outcomes, resolvedByEntry } = props.detail;
  return (
    <form method="post" action={`${path}/closing`} aria-label={words(locale, 'cases.close')}>
      <RadioField
        name="outcome"
        label={words(locale, 'cases.outcome')}
        problem={problemOf(props, 'outcome')}
        value={props.typed.outcome}
        options={outcomes.map((outcome) => ({
          value: outcome,
          label: words(locale, `cases.outcome.${outcome}`),
          note: words(locale, `cases.outcomeNote.${outcome}`),
        }))}
      />
      {resolvedByEntry && (
        <SelectField
          name="entry"
          label={words(locale, 'cases.entry')}
          hint={words(locale, 'cases.entryHint')}
          problem={problemOf(props, 'entry')}
          value={props.typed.entry ?? ''}
          options={[
            { value: '', label: words(locale, 'none') },
            ...props.entries.map((entry) => ({
              value: entry.id,
              label: [
                wordFor(locale, 'entry', entry.kind),
                readableMoney({ amount: entry.amount, currency: entry.currency }, locale),
                readableDay(entry.bookedOn, locale),
              ].join(' · '),
            })),
          ]}
        />
      )}
      <TextArea
        name="reason"
        label={words(locale, 'cases.reason')}
        hint={words(locale, 'cases.reasonHint')}
        problem={problemOf(props, 'reason')}
        value={props.typed.reason ?? ''}
        rows={3}
        required
      />
      <Button second>{words(locale, 'cases.closeIt')}</Button>
    </form>
  );
}

/** What can be done about an open case. */
export function CaseForms({ desk, props, path }: FormsProps): VNode {
  const { locale } = desk;
  return (
    <div class="case-forms">
      <form method="post" action={`${path}/notes`}>
        <TextArea
          name="note"
          label={words(locale, 'cases.note')}
          hint={words(locale, 'cases.noteHint')}
          problem={problemOf(props, 'note')}
          value={props.typed.note ?? ''}
          rows={3}
          required
        />
        <Button second>{words(locale, 'cases.addNote')}</Button>
      </form>
      <Owner desk={desk} props={props} path={path} />
      <form method="post" action={`${path}/due`}>
        <TextField
          name="due"
          type="date"
          label={words(locale, 'cases.due')}
          problem={problemOf(props, 'due')}
          value={props.typed.due ?? props.detail.item.dueOn ?? ''}
        />
        <Button second>{words(locale, 'cases.setDue')}</Button>
      </form>
      <h2>{words(locale, 'cases.close')}</h2>
      <Closing desk={desk} props={props} path={path} />
    </div>
  );
}

function problemOf({ problems }: CaseProps, field: string): string | undefined {
  return problems.find((problem) => problem.field === field)?.text;
}
