/** What a cell may hold. bigint in an amount column = minor units of the row's currency. */
export type Value = string | number | bigint | Date | null;

/** `text` is never read as a number or a formula; `amount` is summed by currency below the rows. */
export type ColumnKind = 'text' | 'amount' | 'count' | 'day' | 'time';

export interface Column {
  readonly head: string;
  readonly kind: ColumnKind;
  /** An amount whose sum says nothing (a balance beside its parts). */
  readonly unsummed?: boolean;
}

export interface Row {
  /** ISO 4217; of what its amounts are. */
  readonly currency: string;
  readonly cells: readonly Value[];
}

/** A sheet: columns that are the same every time, rows as they come, and their sums. */
export interface Section {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly rows: AsyncIterable<readonly Row[]>;
  readonly totals: boolean;
}

/** What is exported, before it has a shape. `expected` = rows that will come, for the progress. */
export interface ExportTable {
  readonly sections: readonly Section[];
  readonly expected: number | null;
}

/** What the books are asked: an organization, a period, and up to which number of its ledger. */
export interface Question {
  readonly organizationId: string;
  readonly organizationName: string;
  readonly timeZone: string;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly seq: string;
  /** When that number was given; null while the books are empty. */
  readonly asOf: Date | null;
}

/** Rows that are there at once, as a section wants them. */
export async function* atOnce(rows: readonly Row[]): AsyncIterable<readonly Row[]> {
  yield rows;
}
