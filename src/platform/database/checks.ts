import type { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import { type BrokenRule, brokenRules, type Check } from './check.js';
import type { Database } from './database.js';

/** Why all checks were run. */
export type CheckCause = 'schedule' | 'person' | 'closing';

/** A run of all checks. */
export interface CheckRun {
  readonly id: string;
  readonly cause: CheckCause;
  readonly staffId: string | null;
  readonly startedAt: Date;
  readonly finishedAt: Date;
  readonly rules: number;
  readonly broken: number;
}

/** A rule that was broken in a kept run, with the rows that broke it. */
export interface CheckFinding {
  readonly name: string;
  readonly rule: string;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

const RUN = `SELECT id, cause, staff_id AS staffId, started_at AS startedAt, finished_at AS finishedAt, rules, broken
  FROM check_run`;
const ROWS_KEPT = 20;

/** The rules of all rooms about their own data. The list is given where the process is put together. */
export class Checks {
  constructor(
    /** From the ground floor up. */
    readonly all: readonly Check[],
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Runs all checks and returns the broken ones; reads only. */
  run(): Promise<BrokenRule[]> {
    return brokenRules(this.database, this.all);
  }

  /** Runs all checks and keeps what came out, for the console and for whoever asks later. */
  async runAndKeep(
    cause: CheckCause,
    staffId: string | null = null,
  ): Promise<{ run: CheckRun; broken: BrokenRule[] }> {
    const startedAt = this.clock.now();
    const broken = await this.run();
    const finishedAt = this.clock.now();
    const [rules, id] = [this.all.length, newId()];
    const run: CheckRun = { id, cause, staffId, startedAt, finishedAt, rules, broken: broken.length };
    await this.database.inTransaction(async (tx) => {
      await tx.query(
        `INSERT INTO check_run (id, cause, staff_id, started_at, finished_at, rules, broken)
         VALUES (?, ?, ?, ?, ?, ?, ?)`,
        [id, cause, staffId, startedAt, finishedAt, rules, broken.length],
      );
      for (const { check, rows } of broken)
        await tx.query('INSERT INTO check_finding (run_id, name, rule, broken_rows) VALUES (?, ?, ?, ?)', [
          id,
          check.name,
          check.rule,
          jsonOf(rows.slice(0, ROWS_KEPT)),
        ]);
    });
    return { run, broken };
  }

  /** The newest runs, newest first. */
  async runs(limit: number): Promise<CheckRun[]> {
    return this.database.rows<CheckRun>(`${RUN} ORDER BY finished_at DESC, id DESC LIMIT ?`, [limit]);
  }

  /** When the clock last had all checks run; null when never. */
  async lastScheduled(): Promise<Date | null> {
    const [row] = await this.database.rows<{ at: Date | null }>(
      "SELECT MAX(finished_at) AS at FROM check_run WHERE cause = 'schedule'",
    );
    return row?.at ?? null;
  }

  /** What a kept run found broken. */
  async findings(runId: string): Promise<CheckFinding[]> {
    const rows = await this.database.rows<{ name: string; rule: string; brokenRows: string }>(
      'SELECT name, rule, broken_rows AS brokenRows FROM check_finding WHERE run_id = ? ORDER BY name',
      [runId],
    );
    return rows.map(({ name, rule, brokenRows }) => ({ name, rule, rows: JSON.parse(brokenRows) }));
  }
}

function jsonOf(rows: readonly object[]): string {
  return JSON.stringify(rows, (_, value) => (typeof value === 'bigint' ? value.toString() : value));
}
