import { createHash } from 'node:crypto';
import { type Cell, csvLine } from '../kernel/csv.js';
import { plainAmount } from '../kernel/money.js';
import type { Column, ColumnKind, Row, Section, Value } from './export-table.js';

/** A row ready for any shape of file: its values, and what each is. */
export interface ShapedRow {
  readonly role: 'head' | 'body' | 'total';
  readonly currency: string;
  readonly cells: readonly { readonly kind: ColumnKind; readonly value: Value }[];
}

interface ZoneClock {
  readonly formatter: Intl.DateTimeFormat;
  quarter: number;
  offset: number;
}

const clocks = new Map<string, ZoneClock>();
/** No zone changes its offset but at a full quarter of an hour. */
const QUARTER_MS = 900_000;

/** An instant as the clock on the organization's wall shows it: "2026-01-15 14:05:09". */
export function wallClock(at: Date, timeZone: string): string {
  let clock = clocks.get(timeZone);
  if (!clock) {
    const formatter = new Intl.DateTimeFormat('sv-SE', {
      timeZone,
      ...{ year: 'numeric', month: '2-digit', day: '2-digit' },
      ...{ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' },
    });
    clock = { formatter, quarter: Number.NaN, offset: 0 };
    clocks.set(timeZone, clock);
  }
  const quarter = Math.floor(at.getTime() / QUARTER_MS);
  if (quarter !== clock.quarter) {
    const start = quarter * QUARTER_MS;
    clock.offset = Date.parse(`${clock.formatter.format(start).replace(' ', 'T')}Z`) - start;
    clock.quarter = quarter;
  }
  return new Date(at.getTime() + clock.offset).toISOString().slice(0, 19).replace('T', ' ');
}

/** The text of a value, the same in every shape: amounts in major units with all decimals. */
export function valueText(kind: ColumnKind, value: Value, currency: string, timeZone: string): string {
  if (value === null) return '';
  if (kind === 'amount' && typeof value === 'bigint') return plainAmount({ amount: value, currency });
  if (value instanceof Date) return wallClock(value, timeZone);
  return String(value);
}

/** The line of a row in CSV; also what a content hash is made of, whatever the shape. */
export function rowLine({ role, currency, cells }: ShapedRow, timeZone: string): string {
  return csvLine(
    cells.map(({ kind, value }): Cell => {
      const text = valueText(kind, value, currency, timeZone);
      const figure = role !== 'head' && (typeof value === 'bigint' || typeof value === 'number');
      return figure ? { figure: text } : { text };
    }),
  );
}

/** SHA-256 of a table's rows: two files of one content show the same. */
export class ContentHash {
  private readonly hash = createHash('sha256');
  private rows = 0;

  constructor(private readonly timeZone: string) {}

  add(rows: readonly ShapedRow[]): void {
    this.hash.update(rows.map((row) => rowLine(row, this.timeZone)).join(''));
    this.rows += rows.filter(({ role }) => role === 'body').length;
  }

  /** Rows so far, without headings and totals. */
  get count(): number {
    return this.rows;
  }

  hex(): string {
    return this.hash.copy().digest('hex');
  }
}

/** A section's rows in their order: heading, body, then one line of sums for each currency. */
export async function* shaped(section: Section): AsyncIterable<readonly ShapedRow[]> {
  const { columns, totals } = section;
  yield [{ role: 'head', currency: '', cells: columns.map(({ head }) => ({ kind: 'text', value: head })) }];
  const sums = new Map<string, bigint[]>();
  for await (const rows of section.rows) {
    for (const row of rows) add(sums, columns, row);
    yield rows.map(({ currency, cells }) => ({
      role: 'body' as const,
      currency,
      cells: columns.map(({ kind }, at) => ({ kind, value: cells[at] ?? null })),
    }));
  }
  if (totals)
    yield [...sums.keys()].sort().map((currency) => ({
      role: 'total' as const,
      currency,
      cells: columns.map(({ kind, unsummed }, at) =>
        at === 0
          ? { kind: 'text' as const, value: `合计 ${currency}` }
          : { kind, value: kind === 'amount' && !unsummed ? (sums.get(currency)?.[at] ?? 0n) : null },
      ),
    }));
}

function add(sums: Map<string, bigint[]>, columns: readonly Column[], { currency, cells }: Row): void {
  const sum = sums.get(currency) ?? columns.map(() => 0n);
  cells.forEach((value, at) => {
    if (typeof value === 'bigint' && columns[at]?.kind === 'amount') sum[at] = (sum[at] ?? 0n) + value;
  });
  sums.set(currency, sum);
}
