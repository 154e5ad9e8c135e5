import type { Database } from './database.js';

/** A rule about our own data, as a query that must return nothing. */
export interface Check {
  /** Short name, with the invariant's number where it has one: "I1 entries balance". */
  readonly name: string;
  /** The rule as a sentence: what is always true. */
  readonly rule: string;
  /** Returns the rows that break the rule; at most some tens, so that the message stays readable. */
  readonly sql: string;
}

/** A broken rule with the rows that break it. */
export interface BrokenRule {
  readonly check: Check;
  readonly rows: readonly Record<string, unknown>[];
}

/** Runs all checks, one after the other, and returns those that are broken. Reads only. */
export async function brokenRules(database: Database, checks: readonly Check[]): Promise<BrokenRule[]> {
  const broken: BrokenRule[] = [];
  for (const check of checks) {
    const rows = await database.rows<Record<string, unknown>>(check.sql);
    if (rows.length > 0) broken.push({ check, rows });
  }
  return broken;
}
