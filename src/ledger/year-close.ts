import { type AccountCode, CHART } from './chart.js';
import type { FundKind } from './fund.entity.js';

/** What one income or cost account of one fund moved in a year, minor units: credits less debits. */
export interface YearMovement {
  readonly fundId: string;
  readonly fundCode: string;
  readonly fundKind: FundKind;
  readonly currency: string;
  readonly code: AccountCode;
  readonly credited: bigint;
}

/** A leg of a year's closing: `amount` moves inside the fund from the credit account to the debit account. */
export interface ClosingLeg {
  readonly fundId: string;
  readonly fundCode: string;
  readonly debit: AccountCode;
  readonly credit: AccountCode;
  readonly amount: bigint;
  readonly currency: string;
}

/**
 * The legs that empty a year's income and cost accounts (charity.md 2.2, rows 15a and 18): restricted donation income
 * goes to restricted net assets (3102), all other income and every cost to unrestricted net assets (3101). What a
 * restricted fund spent has met its restriction, so that much goes from 3102 to 3101: afterwards all that a restricted
 * fund holds stands in 3102. No fund's balance changes.
 */
export function closingLegs(movements: readonly YearMovement[]): ClosingLeg[] {
  const legs: ClosingLeg[] = [];
  const unrestricted = new Map<string, { of: YearMovement; held: bigint }>();
  for (const movement of movements) {
    const target = movement.code === '410102' ? '3102' : '3101';
    legs.push(...moved(movement, target, movement.code, movement.credited));
    if (target === '3102' || movement.fundKind !== 'restricted') continue;
    const key = `${movement.fundId}/${movement.currency}`;
    const held = unrestricted.get(key)?.held ?? 0n;
    unrestricted.set(key, { of: movement, held: held + movement.credited });
  }
  for (const { of, held } of unrestricted.values()) legs.push(...moved(of, '3102', '3101', held));
  return legs;
}

/** Whether a year's closing empties an account. */
export const isClosedByYear = (code: AccountCode): boolean => {
  const { kind } = CHART[code];
  return kind === 'income' || kind === 'cost';
};

/** Moves `amount` from the account that holds it (`from`) to another; the other way round when it is negative. */
function moved(
  { fundId, fundCode, currency }: YearMovement,
  to: AccountCode,
  from: AccountCode,
  amount: bigint,
): ClosingLeg[] {
  if (amount === 0n) return [];
  const of = { fundId, fundCode, currency };
  return amount > 0n
    ? [{ ...of, debit: from, credit: to, amount }]
    : [{ ...of, debit: to, credit: from, amount: -amount }];
}

/** First and last day of a year. */
export const daysOfYear = (year: number): { readonly first: string; readonly last: string } => ({
  first: `${year}-01-01`,
  last: `${year}-12-31`,
});

/** Reads a year as people write it; null when it is none of this century. */
export function readYear(text: string): number | null {
  return /^20\d\d$/.test(text) ? Number(text) : null;
}

/** SQL: a closing `y` with its undoing `r`, whose columns are null while the closing stands. */
export const YEAR_CLOSINGS = `year_close y
  LEFT JOIN year_reopening r ON r.organization_id = y.organization_id AND r.year = y.year AND r.revision = y.revision`;
