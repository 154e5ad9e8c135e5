import { type FieldProblem, Refusal } from '../kernel/errors.js';
import type { DayTotal } from '../ledger/ledger.queries.js';

/** Why a day cannot be closed now. `n` = how many; `names` = what they are called. */
export interface Obstacle {
  readonly code:
    | 'day_not_over'
    | 'day_is_closed'
    | 'day_earlier_open'
    | 'day_inbox_waits'
    | 'day_unnumbered'
    | 'day_checks_fail'
    | 'day_statement_missing'
    | 'day_unreconciled'
    | 'day_discrepancies_open'
    | 'day_control_fails'
    | 'seal_key_missing';
  readonly n: number;
  readonly names: readonly string[];
}

/** The refusal that names all obstacles at once, each as a field of its own. */
export function closingRefused(day: string, obstacles: readonly Obstacle[]): Refusal {
  const fields = obstacles.map(
    ({ code, n, names }): FieldProblem => ({
      field: code,
      code,
      params: { day, n: String(n), names: names.join(', ') },
    }),
  );
  return new Refusal('conflict', 'day_has_obstacles', { day, n: String(obstacles.length) }, fields);
}

/** What two people agree to when they close a day. */
export interface ClosingShown {
  readonly day: string;
  readonly revision: number;
  readonly totals: readonly {
    readonly kind: string;
    readonly currency: string;
    readonly entries: number;
    readonly amount: string;
  }[];
}

/** The closing as it is shown and hashed: a late entry changes it, and then it must be asked for anew. */
export function closingShown(day: string, revision: number, totals: readonly DayTotal[]): ClosingShown {
  return { day, revision, totals: totals.map((each) => ({ ...each, amount: each.amount.toString() })) };
}

/** What three people agree to when they open a closed day again. */
export interface ReopeningShown {
  readonly day: string;
  /** The revision that ends, and its root; 0 and null for a day without business that was closed with another. */
  readonly revision: number;
  readonly root: string | null;
  readonly reason: string;
}

const REASON_MAX = 500;

/** Why something closed should be opened again, as it was typed. @throws Refusal invalid reason_missing. */
export function reopeningReason(typed: string): string {
  const reason = typed.trim().slice(0, REASON_MAX);
  if (reason === '')
    throw new Refusal('invalid', 'reason_missing', {}, [{ field: 'reason', code: 'reason_missing' }]);
  return reason;
}
