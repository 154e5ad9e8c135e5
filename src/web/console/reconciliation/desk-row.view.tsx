import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import { readableMoney } from '../../../kernel/money.js';
import type { Candidate, Reason, Suggestion, Why } from '../../../reconciliation/reconciliation.queries.js';
import { Button, ButtonLink } from '../../ui/buttons.js';
import { Hidden } from '../../ui/fields.js';
import { readableDay, readableTime } from '../../ui/format.js';
import { Badge } from '../../ui/notices.js';
import { type Desk, mayAct } from '../access/visit.js';
import { wordFor, words } from '../console.words.js';
import { at } from '../layout.js';
import type { DeskRow } from './desk-rows.service.js';

const money = (desk: Desk, amount: bigint | null, currency: string): string =>
  amount === null
    ? words(desk.locale, 'reconciliation.nothing')
    : readableMoney({ amount, currency }, desk.locale);

/** Why two go together, and why they were not matched. */
function Reasons(props: {
  desk: Desk;
  agrees: readonly (Why | Reason)[];
  differs: readonly (Why | Reason)[];
}): VNode {
  const { locale } = props.desk;
  return (
    <p class="reasons">
      {props.agrees.map((why) => (
        <Badge key={why} tone="good">
          {words(locale, `reconciliation.agrees.${why}`)}
        </Badge>
      ))}
      {props.differs.map((why) => (
        <Badge key={why} tone="warn">
          {words(locale, `reconciliation.differs.${why}`)}
        </Badge>
      ))}
    </p>
  );
}

interface Yes {
  readonly kind: 'line' | 'bank';
  readonly line: string;
  readonly fact?: string;
  readonly part?: string;
}

/** The form that accepts one pair. `first` = Enter accepts it. */
function Accept(props: {
  desk: Desk;
  day: string;
  index: number;
  yes: Yes;
  first: boolean;
  note: boolean;
}): VNode | null {
  const { desk, day, index, yes } = props;
  if (!mayAct(desk, 'clerk')) return null;
  return (
    <form method="post" action={at(desk, `/reconciliation/${day}/matches`)}>
      <Hidden name="kind" value={yes.kind} />
      <Hidden name="line" value={yes.line} />
      {yes.fact && <Hidden name="fact" value={yes.fact} />}
      {yes.part && <Hidden name="part" value={yes.part} />}
      <Hidden name="row" value={String(index)} />
      {props.note && (
        <input
          name="note"
          required
          aria-label={words(desk.locale, 'reconciliation.noteNeeded')}
          placeholder={words(desk.locale, 'reconciliation.noteNeeded')}
        />
      )}
      <button type="submit" class="button button-small" data-accept={props.first ? '' : undefined}>
        {words(desk.locale, 'reconciliation.accept')}
      </button>
    </form>
  );
}

function SuggestionView(props: {
  desk: Desk;
  day: string;
  index: number;
  line: string;
  of: Suggestion;
}): VNode {
  const { desk, of } = props;
  const { item } = of;
  return (
    <div class={of.exact ? 'suggestion suggestion-exact' : 'suggestion'}>
      <p>
        <b>{money(desk, item.amount, item.currency)}</b> {wordFor(desk.locale, 'part', item.kind)}{' '}
        <span class="soft small">
          {readableDay(item.day, desk.locale)} {item.reference}
        </span>
      </p>
      <Reasons desk={desk} agrees={of.agrees} differs={of.differs} />
      <Accept
        {...props}
        first
        note={false}
        yes={{ kind: 'bank', line: props.line, part: `${item.kind}:${item.id}` }}
      />
    </div>
  );
}

/** How a candidate of a difference is accepted; null when it stands in another pair or there is nothing to pair. */
function yesTo({ difference }: DeskRow, of: Candidate): Yes | null {
  if (!difference || of.differs.includes('matched')) return null;
  if (of.kind === 'fact')
    return difference.lineId ? { kind: 'line', line: difference.lineId, fact: of.id } : null;
  if (of.kind === 'line')
    return difference.factId ? { kind: 'line', line: of.id, fact: difference.factId } : null;
  return difference.bankLineId
    ? { kind: 'bank', line: difference.bankLineId, part: `${of.kind}:${of.id}` }
    : null;
}

function CandidateView(props: {
  desk: Desk;
  day: string;
  index: number;
  row: DeskRow;
  of: Candidate;
  first: boolean;
}): VNode {
  const { desk, of } = props;
  const { locale, organization } = desk;
  const yes = yesTo(props.row, of);
  const when = of.at
    ? readableTime(of.at, locale, organization.timeZone)
    : of.day && readableDay(of.day, locale);
  return (
    <div class="suggestion">
      <p>
        <b>{money(desk, of.amount, of.currency)}</b> {wordFor(locale, 'part', of.kind)}{' '}
        <span class="soft small">
          {when} <code>{of.label}</code>
        </span>
      </p>
      <Reasons desk={desk} agrees={of.agrees} differs={of.differs} />
      {yes && <Accept {...props} yes={yes} note={of.differs.includes('amount')} />}
    </div>
  );
}

function Theirs({ desk, row }: { desk: Desk; row: DeskRow }): VNode {
  const { locale, organization } = desk;
  const { bankLine, difference } = row;
  if (bankLine)
    return (
      <p>
        <b>{money(desk, bankLine.amount, bankLine.currency)}</b> {bankLine.summary}{' '}
        <span class="soft small">
          {readableTime(bankLine.occurredAt, locale, organization.timeZone)} {bankLine.reference}
        </span>
      </p>
    );
  return <p>{difference && <b>{money(desk, difference.theirs, difference.currency)}</b>}</p>;
}

/** One thing to decide: the statement's side, ours with what suggests itself, and what can be done. */
export function DeskRowView(props: { desk: Desk; day: string; index: number; row: DeskRow }): VNode {
  const { desk, day, index, row } = props;
  const { locale } = desk;
  const { bankLine, difference, candidates } = row;
  const suggestion = bankLine?.suggestion ?? null;
  const nothing = suggestion === null && candidates.length === 0;
  return (
    <li class="desk-row" id={`r${index}`} data-row tabIndex={-1}>
      <div class="desk-what">
        {difference ? (
          <Badge tone="warn">{wordFor(locale, 'caseKind', difference.code)}</Badge>
        ) : (
          <Badge>{words(locale, 'reconciliation.bankLine')}</Badge>
        )}
        {difference && <span class="soft small">{difference.detail}</span>}
      </div>
      <div class="desk-side">
        <h3>{words(locale, 'reconciliation.theirs')}</h3>
        <Theirs desk={desk} row={row} />
      </div>
      <div class="desk-side">
        <h3>{words(locale, 'reconciliation.ours')}</h3>
        {difference && !bankLine && <p>{money(desk, difference.ours, difference.currency)}</p>}
        {suggestion && bankLine && (
          <SuggestionView desk={desk} day={day} index={index} line={bankLine.id} of={suggestion} />
        )}
        {!suggestion &&
          candidates.map((of, n) => (
            <CandidateView
              key={of.id}
              desk={desk}
              day={day}
              index={index}
              row={row}
              of={of}
              first={n === 0}
            />
          ))}
        {nothing && <p class="soft">{words(locale, 'reconciliation.noCandidate')}</p>}
      </div>
      <div class="desk-more">
        {bankLine && mayAct(desk, 'clerk') && (
          <ButtonLink second size="small" href={at(desk, `/reconciliation/${day}/many?line=${bankLine.id}`)}>
            <span data-split>{words(locale, 'reconciliation.many')}</span>
          </ButtonLink>
        )}
        {difference?.caseId && (
          <ButtonLink second size="small" href={at(desk, `/cases/${withPrefix('cas', difference.caseId)}`)}>
            {words(locale, 'reconciliation.case')}
          </ButtonLink>
        )}
        {difference?.caseId && mayAct(desk, 'clerk') && (
          <details>
            <summary data-note>{words(locale, 'reconciliation.note')}</summary>
            <form method="post" action={at(desk, `/reconciliation/${day}/notes`)}>
              <Hidden name="difference" value={difference.id} />
              <Hidden name="row" value={String(index)} />
              <textarea name="text" rows={2} required aria-label={words(locale, 'reconciliation.note')} />
              <Button size="small" second>
                {words(locale, 'reconciliation.noteSave')}
              </Button>
            </form>
          </details>
        )}
      </div>
    </li>
  );
}
