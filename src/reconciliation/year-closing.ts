import { type FieldProblem, Refusal } from '../kernel/errors.js';
import type { ClosingLeg } from '../ledger/year-close.js';

/** Why a year cannot be closed now. */
export interface YearObstacle {
  readonly code: 'year_not_over' | 'year_is_closed' | 'year_days_open' | 'year_earlier_open';
  readonly n: number;
  readonly names: readonly string[];
}

/** The refusal that names all obstacles, each as a field of its own. */
export function yearRefused(year: number, obstacles: readonly YearObstacle[]): Refusal {
  const fields = obstacles.map(
    ({ code, n, names }): FieldProblem => ({
      ...{ field: code, code, params: { year: String(year), n: String(n), names: names.join(', ') } },
    }),
  );
  return new Refusal('conflict', 'year_has_obstacles', { year: String(year) }, fields);
}

/** What two people agree to when they close a year: every leg that will be posted. */
export interface YearShown {
  readonly year: string;
  readonly revision: number;
  readonly transfers: readonly {
    readonly fund: string;
    readonly debit: string;
    readonly credit: string;
    readonly amount: string;
    readonly currency: string;
  }[];
}

/** The closing as it is shown and hashed. */
export function yearShown(year: number, revision: number, legs: readonly ClosingLeg[]): YearShown {
  return {
    year: String(year),
    revision,
    transfers: legs.map(({ fundCode, debit, credit, amount, currency }) => ({
      ...{ fund: fundCode, debit, credit, amount: amount.toString(), currency },
    })),
  };
}
