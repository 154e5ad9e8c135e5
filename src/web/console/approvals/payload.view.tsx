import type { ComponentChildren, VNode } from 'preact';
import { isId, withPrefix } from '../../../kernel/ids.js';
import { readableMoney } from '../../../kernel/money.js';
import type { Payload } from '../../../platform/approvals/approval.entity.js';
import { type Fact, Facts } from '../../ui/facts.js';
import { readableDay, readableTime } from '../../ui/format.js';
import { Table } from '../../ui/tables.js';
import type { Desk } from '../access/visit.js';
import { wordFor, words } from '../console.words.js';
import { at } from '../layout.js';

/** Fields that hold ids of things with a page of their own. */
const PAGES = { donation: ['don', '/gifts/'], project: ['prj', '/projects/'] } as const;

/** Fields whose values have words of their own in the console, by the group of those words. */
const GROUPS: Readonly<Record<string, string>> = {
  kind: 'caseKind',
  type: 'subject',
  entry: 'entry',
  fact: 'fact',
};

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A field's value for a reader: money by its currency, days and instants as such, things as links, the rest as text. */
function Value({ desk, name, value, currency }: ValueProps): VNode | string {
  const { locale, organization } = desk;
  if (value === null || value === undefined || value === '') return words(locale, 'none');
  if (Array.isArray(value)) return value.map(textOf).join(', ') || words(locale, 'none');
  if (typeof value === 'boolean') return words(locale, value ? 'yes' : 'no');
  const text = textOf(value);
  if (/amount$/i.test(name) && /^-?\d+$/.test(text) && currency !== null)
    return readableMoney({ amount: BigInt(text), currency }, locale);
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return readableDay(text, locale);
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text))
    return readableTime(new Date(text), locale, organization.timeZone);
  const page = Object.entries(PAGES).find(([field]) => field === name.replace(/_?id$/i, ''));
  if (page && isId(text)) {
    const [, [prefix, path]] = page;
    return <a href={at(desk, `${path}${withPrefix(prefix, text)}`)}>{withPrefix(prefix, text)}</a>;
  }
  if (name === 'debit' || name === 'credit') return `${text} ${wordFor(locale, 'account', text)}`;
  return wordFor(locale, GROUPS[name] ?? `approvalValue.${name}`, text);
}

interface ValueProps {
  readonly desk: Desk;
  readonly name: string;
  readonly value: unknown;
  readonly currency: string | null;
}

const isFields = (value: unknown): value is Payload =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const currencyOf = (payload: Payload, outer: string | null = null): string | null =>
  typeof payload.currency === 'string' ? payload.currency : outer;

function Rows({
  desk,
  name,
  rows,
  currency,
}: {
  desk: Desk;
  name: string;
  rows: Payload[];
  currency: string | null;
}): VNode {
  const { locale } = desk;
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return (
    <Table
      caption={wordFor(locale, 'approvalField', name)}
      columns={columns.map((column) => ({
        head: wordFor(locale, 'approvalField', column),
        number: /amount$/i.test(column),
      }))}
      rows={rows.map((row) =>
        columns.map((column) => (
          <Value desk={desk} name={column} value={row[column]} currency={currencyOf(row, currency)} />
        )),
      )}
    />
  );
}

function Change({
  desk,
  before,
  after,
  currency,
}: {
  desk: Desk;
  before: Payload;
  after: Payload;
  currency: string | null;
}): VNode {
  const { locale } = desk;
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return (
    <Table
      caption={words(locale, 'approvals.change')}
      columns={['approvals.field', 'approvals.before', 'approvals.after'].map((key) => ({
        head: wordFor(locale, 'approvals', key.slice('approvals.'.length)),
      }))}
      rows={fields.map((name) => [
        wordFor(locale, 'approvalField', name),
        <Value desk={desk} name={name} value={before[name]} currency={currencyOf(before, currency)} />,
        <strong>
          <Value desk={desk} name={name} value={after[name]} currency={currencyOf(after, currency)} />
        </strong>,
      ])}
    />
  );
}

/**
 * Everything that is approved, field by field: whoever votes sees the whole of what was hashed. `before` and `after`
 * stand beside each other, lists of like things are tables, and amounts take the currency that stands with them.
 */
export function PayloadView({
  desk,
  payload,
  facts,
}: {
  desk: Desk;
  payload: Payload;
  facts: readonly Fact[];
}): VNode {
  const { locale } = desk;
  const currency = currencyOf(payload);
  const plain: Fact[] = [];
  const blocks: ComponentChildren[] = [];
  for (const [name, value] of Object.entries(payload)) {
    if (name === 'before' || name === 'after') continue;
    if (Array.isArray(value) && value.length > 0 && value.every(isFields))
      blocks.push(<Rows key={name} desk={desk} name={name} rows={value} currency={currency} />);
    else if (isFields(value))
      for (const [inner, each] of Object.entries(value))
        plain.push([
          `${wordFor(locale, 'approvalField', name)} · ${wordFor(locale, 'approvalField', inner)}`,
          <Value desk={desk} name={inner} value={each} currency={currencyOf(value, currency)} />,
        ]);
    else
      plain.push([
        wordFor(locale, 'approvalField', name),
        <Value desk={desk} name={name} value={value} currency={currency} />,
      ]);
  }
  const { before, after } = payload;
  return (
    <>
      <Facts facts={[...facts, ...plain]} />
      {(isFields(before) || isFields(after)) && (
        <Change
          desk={desk}
          before={isFields(before) ? before : {}}
          after={isFields(after) ? after : {}}
          currency={currency}
        />
      )}
      {blocks}
    </>
  );
}
