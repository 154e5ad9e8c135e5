import { scaleOf } from '../kernel/money.js';
import { transitions } from '../kernel/transitions.js';

export type CaseState = 'open' | 'closed';

/** A case is closed once; what comes up again later is a new case. Held by a trigger too. */
export const CASE_TRANSITIONS = transitions<CaseState>('open', { open: ['closed'], closed: [] });

/** How a case ends: nothing was wrong · too small to follow · put right, by an entry where money was at stake. */
export const CASE_OUTCOMES = ['FALSE_POSITIVE', 'WRITTEN_OFF', 'RESOLVED'] as const;
export type CaseOutcome = (typeof CASE_OUTCOMES)[number];

/**
 * Kinds whose money stands wrong in the books until an entry moves it: in suspense, or missing from a fund. Such a case
 * ends with that entry and in no other way, or nobody would look after the money any more.
 */
const IN_SUSPENSE = ['UNKNOWN_PAYMENT', 'AMOUNT_MISMATCH', 'CURRENCY_MISMATCH', 'ACCOUNT_MISMATCH'];
const ENDS_WITH_ENTRY = [...IN_SUSPENSE, 'FUND_OVERDRAWN'];

/** The largest amount, in whole units of its currency, that one person may write off: ten yuan. */
const WRITE_OFF_MAX = 10n;

/** What the rules of closing look at. */
export interface ClosingCase {
  readonly kind: string;
  readonly amount: bigint | null;
  readonly currency: string | null;
}

/** Whether the case asks about money that lies in suspense. */
export function isInSuspense({ kind }: Pick<ClosingCase, 'kind'>): boolean {
  return IN_SUSPENSE.includes(kind);
}

/** The outcomes a case may end with. */
export function outcomesOf({ kind, amount, currency }: ClosingCase): CaseOutcome[] {
  if (ENDS_WITH_ENTRY.includes(kind)) return ['RESOLVED'];
  const scale = currency === null ? undefined : scaleOf(currency);
  const small = amount !== null && scale !== undefined && amount <= WRITE_OFF_MAX * 10n ** BigInt(scale);
  return small ? [...CASE_OUTCOMES] : ['FALSE_POSITIVE', 'RESOLVED'];
}

/** Whether being resolved means that an entry put it right: where money is at stake. */
export function resolvedByEntry({ kind, amount }: ClosingCase): boolean {
  return amount !== null || ENDS_WITH_ENTRY.includes(kind);
}
