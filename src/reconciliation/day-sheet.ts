import { type AccountDay, type Control, hasMoved, statedClosing } from './day-control.js';
import type { ControlledDay } from './day-controls.service.js';
import type { WayTotal } from './day-gifts.queries.js';

/** The same with amounts as text, as it is kept and shown. */
export type Written<T> = {
  readonly [K in keyof T]: T[K] extends bigint | null ? string | Extract<T[K], null> : T[K];
};

/** One row of the three-way equation: opening + what moved = closing, minor units as text. */
export interface EquationSide {
  readonly opening: string;
  readonly gifts: string;
  readonly refunds: string;
  readonly fees: string;
  readonly disputes: string;
  readonly other: string;
  readonly payouts: string;
  readonly closing: string;
}

/** A provider account on a day: its statement, our books, and what is on its way to the bank. */
export interface Equation {
  readonly accountId: string;
  readonly name: string;
  readonly provider: string;
  readonly currency: string;
  /** Null while the statement of the day is not there. */
  readonly statement: EquationSide | null;
  readonly books: EquationSide;
  /** In transit before the day, paid out on it, arrived at the bank, and still in transit after it. */
  readonly transit: {
    readonly opening: string;
    readonly paidOut: string;
    readonly banked: string;
    readonly closing: string;
  };
  /** Statement and books agree in every part, or people have explained why not. */
  readonly holds: boolean;
  readonly missingBills: readonly string[];
}

/** A difference of the day and what became of it. */
export interface SheetDiscrepancy {
  readonly code: string;
  readonly account: string;
  readonly ours: string | null;
  readonly theirs: string | null;
  readonly currency: string;
  readonly caseId: string | null;
  /** open, or how its case ended, or healed by itself. */
  readonly outcome: string;
  readonly reason: string | null;
  readonly by: string | null;
}

export const SHEET_FORMAT = 'boai-day-sheet-1';

/** What a day came to: drawn live while it is open, kept as it was for every revision that was closed. */
export interface DaySheet {
  readonly format: typeof SHEET_FORMAT;
  readonly equations: readonly Equation[];
  readonly controls: readonly Written<Control>[];
  readonly totals: readonly Written<WayTotal>[];
  readonly toCover: readonly { readonly fund: string; readonly amount: string; readonly currency: string }[];
  readonly discrepancies: readonly SheetDiscrepancy[];
}

/** The sheet of a day out of what was found. */
export function sheetOf(
  { accounts, controls, funds }: ControlledDay,
  totals: readonly WayTotal[],
  discrepancies: readonly SheetDiscrepancy[],
  needs: readonly {
    readonly fund: { readonly name: string; readonly currency: string };
    readonly amount: bigint;
  }[],
): DaySheet {
  const failing = (id: string): boolean =>
    controls.some(
      ({ about, state }) => about?.id === id && (state === 'fails' || state === 'needs_statement'),
    );
  const shown = accounts.filter(
    (each) => hasMoved(each) || each.closing !== 0n || each.transitClosing !== 0n || funds.length === 0,
  );
  return {
    format: SHEET_FORMAT,
    equations: shown.map((each) => equationOf(each, !failing(each.account.id))),
    controls: controls.map(written),
    totals: totals.map(written),
    toCover: needs.map(({ fund, amount }) => ({
      fund: fund.name,
      currency: fund.currency,
      amount: amount.toString(),
    })),
    discrepancies,
  };
}

function equationOf(day: AccountDay, holds: boolean): Equation {
  const { account, name, statement, books, opening, closing, transitOpening, transitClosing } = day;
  const text = (amount: bigint): string => amount.toString();
  const parts = (of: AccountDay['statement'] | AccountDay['books'], other: bigint) => ({
    gifts: text(of.gifts),
    refunds: text(of.refunds),
    fees: text(of.fees),
    disputes: text(of.disputes),
    other: text(other),
    payouts: text(of.payouts),
  });
  const covered = account.covered || !hasMoved(day);
  const begins = statement.namedOpening ?? statement.opening;
  return {
    accountId: account.id,
    name,
    provider: account.provider,
    currency: account.currency,
    statement: covered
      ? { opening: text(begins), ...parts(statement, statement.other), closing: text(statedClosing(day)) }
      : null,
    books: {
      opening: text(opening),
      ...parts(books, books.other + books.corrections),
      closing: text(closing),
    },
    transit: {
      opening: text(transitOpening),
      paidOut: text(-books.payouts),
      banked: text(transitOpening - books.payouts - transitClosing),
      closing: text(transitClosing),
    },
    holds,
    missingBills: account.missingBills,
  };
}

function written<T extends object>(row: T): Written<T> {
  const entries = Object.entries(row).map(([key, value]) => [
    key,
    typeof value === 'bigint' ? value.toString() : value,
  ]);
  return Object.fromEntries(entries) as Written<T>;
}
