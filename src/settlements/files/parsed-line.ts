/** One line of a file that says what moved. Minor units, signed from our side: what leaves us is negative. */
export interface ParsedLine {
  /** Place in the file, from 1. */
  readonly lineNo: number;
  readonly key: string;
  readonly type: string;
  readonly amount: bigint;
  /** What the provider kept (positive) or gave back (negative). */
  readonly fee: bigint;
  /** amount − fee. */
  readonly net: bigint;
  readonly currency: string;
  readonly paymentId: string | null;
  readonly sourceKey: string | null;
  readonly merchantRef: string | null;
  readonly attach: string | null;
  readonly description: string | null;
  readonly status: string | null;
  readonly balanceAfter: bigint | null;
  /** Who paid or was paid, in plain words: sealed before it is stored. */
  readonly counterparty: string | null;
  readonly occurredAt: Date;
  /** Calendar day on which the file says that it happened. */
  readonly day: string;
  /** The cells as the file has them, but for those that name a person. */
  readonly raw: readonly (string | null)[];
}

/** What a file adds up to, minor units as text. */
export type FileTotals = Readonly<Record<string, string>>;

/** Why a file is not what it must be; `line` 0 = the whole file. */
export interface FileProblem {
  readonly line: number;
  readonly code: string;
  readonly params: Readonly<Record<string, string>>;
}

const PROBLEMS_MAX = 50;

/** Problems of one file in the order in which they were met; more than fifty help nobody. */
export class Problems {
  readonly list: FileProblem[] = [];

  get full(): boolean {
    return this.list.length >= PROBLEMS_MAX;
  }

  /** Notes one; always null, for readers that answer "no line". */
  add(line: number, code: string, params: Readonly<Record<string, string>> = {}): null {
    if (!this.full) this.list.push({ line, code, params });
    return null;
  }
}

/** Ends the reading of a file at once: nothing after it could be read. */
export class UnreadableFile extends Error {
  constructor(
    readonly code: string,
    readonly params: Readonly<Record<string, string>> = {},
    readonly line = 0,
  ) {
    super(`the file cannot be read: ${code}`);
  }
}

/** What the reader of a file must know about the account and the days that it was uploaded for. */
export interface FileScope {
  /** First and last day, "YYYY-MM-DD". */
  readonly firstDay: string;
  readonly lastDay: string;
  readonly currency: string;
  /** 商户号, PID or bank account number; null = not known, and then it is not compared. */
  readonly accountNo: string | null;
  readonly timeZone: string;
}

/** Reads a file line after line; knows nothing of bytes, archives or databases. */
export interface FileReader {
  /** Takes one line of text without its line end. @returns the money in it, or null. */
  take(text: string, lineNo: number): ParsedLine | null;
  /** After the last line: compares what was read with what the file says of itself. @returns the totals. */
  finish(): FileTotals;
}
