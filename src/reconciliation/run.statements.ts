import { newId } from '../kernel/ids.js';
import type { Database, Tx } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import { RunTaken } from './reconciliation.errors.js';
import type { ReconciliationRun } from './run.js';

/** So long nobody else takes up a run whose worker does not answer. One chunk takes seconds. */
const LEASE_SECONDS = 120;
const PROBLEM_MAX = 300;

/** Which account and day a run is about. */
export interface RunOf {
  readonly organizationId: string;
  readonly providerAccountId: string | null;
  readonly bankAccountId: string | null;
  readonly day: string;
}

/** A run that is this process's own until its lease ends. */
export interface HeldRun {
  readonly run: ReconciliationRun;
  readonly token: string;
  readonly resumed: boolean;
}

type CountNames = 'revision' | 'pass' | 'chunk' | 'lines' | 'facts' | 'matched' | 'waiting' | 'found';
type RunRow = Omit<ReconciliationRun, CountNames> & Record<CountNames, number | string>;

export const RUN_COLUMNS = `r.id, r.organization_id AS organizationId, r.provider_account_id AS providerAccountId,
  r.bank_account_id AS bankAccountId, r.day, r.revision, r.state, r.pass, r.chunk, r.line_high AS lineHigh,
  r.line_count AS \`lines\`, r.fact_count AS facts, r.matched_count AS matched, r.waiting_count AS waiting,
  r.found_count AS found, r.started_by AS startedBy, r.started_at AS startedAt, r.ended_at AS endedAt, r.problem`;

/** A row of RUN_COLUMNS. */
export function runOf(row: unknown): ReconciliationRun {
  const known = row as RunRow;
  const counts = ['revision', 'pass', 'chunk', 'lines', 'facts', 'matched', 'waiting', 'found'] as const;
  return { ...known, ...Object.fromEntries(counts.map((name) => [name, Number(known[name])])) } as never;
}

/** The run of this id. @throws when there is none. */
export async function readRun(database: Database, id: string, tx?: Tx): Promise<ReconciliationRun> {
  const [row] = await database.rows(
    `SELECT ${RUN_COLUMNS} FROM reconciliation_run r WHERE r.id = ?`,
    [id],
    tx,
  );
  if (!row) throw new Error(`there is no reconciliation run ${id}`);
  return runOf(row);
}

/**
 * Begins the next revision of an account's day, or goes on with the one that was left unfinished.
 * @returns the run, held; or only the run, when another process is at it.
 */
export async function takeRun(
  database: Database,
  of: RunOf,
  startedBy: string | null,
  now: Date,
): Promise<HeldRun | ReconciliationRun> {
  const token = newId();
  const id = newId();
  try {
    await database.inTransaction((tx) => insertRun(tx, of, { id, token, startedBy, now }));
    return { run: await readRun(database, id), token, resumed: false };
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
  return database.inTransaction(async (tx) => {
    const account = of.providerAccountId ?? of.bankAccountId;
    const [row]: { id: string }[] = await tx.query(
      'SELECT id FROM reconciliation_run WHERE unfinished_account_id = ? AND day = ? FOR UPDATE',
      [account, of.day],
    );
    if (!row) return lastRun(database, of, tx);
    const { affectedRows }: { affectedRows: number } = await tx.query(
      `UPDATE reconciliation_run SET state = 'running', problem = NULL, lease_token = ?,
              lease_until = UTC_TIMESTAMP(6) + INTERVAL ${LEASE_SECONDS} SECOND
        WHERE id = ? AND (state = 'interrupted' OR lease_until <= UTC_TIMESTAMP(6))`,
      [token, row.id],
    );
    const run = await readRun(database, row.id, tx);
    return affectedRows === 1 ? { run, token, resumed: true } : run;
  });
}

/** It was finished in the meantime: what it found is as good as ours. */
async function lastRun(database: Database, of: RunOf, tx: Tx): Promise<ReconciliationRun> {
  const [row] = await database.rows(
    `SELECT ${RUN_COLUMNS} FROM reconciliation_run r
      WHERE r.provider_account_id <=> ? AND r.bank_account_id <=> ? AND r.day = ? ORDER BY r.revision DESC LIMIT 1`,
    [of.providerAccountId, of.bankAccountId, of.day],
    tx,
  );
  if (!row) throw new Error('a reconciliation run that was in the way is gone');
  return runOf(row);
}

async function insertRun(
  tx: Tx,
  of: RunOf,
  { id, token, startedBy, now }: { id: string; token: string; startedBy: string | null; now: Date },
): Promise<void> {
  const [last]: { revision: number | null }[] = await tx.query(
    `SELECT MAX(revision) AS revision FROM reconciliation_run
      WHERE provider_account_id <=> ? AND bank_account_id <=> ? AND day = ?`,
    [of.providerAccountId, of.bankAccountId, of.day],
  );
  await tx.query(
    `INSERT INTO reconciliation_run (id, organization_id, provider_account_id, bank_account_id, day, revision, state,
       lease_token, lease_until, started_by, started_at)
     VALUES (?, ?, ?, ?, ?, ?, 'running', ?, UTC_TIMESTAMP(6) + INTERVAL ${LEASE_SECONDS} SECOND, ?, ?)`,
    [
      id,
      of.organizationId,
      of.providerAccountId,
      of.bankAccountId,
      of.day,
      Number(last?.revision ?? 0) + 1,
      token,
      startedBy,
      now,
    ],
  );
}

/** What a chunk adds to its run's counts. */
export interface Tally {
  readonly waiting?: number;
  readonly found?: number;
  readonly unmatched?: number;
}

/** Says, in the chunk's own database transaction, that it is done. @throws RunTaken when the lease is another's. */
export async function advance(
  tx: Tx,
  { run, token }: HeldRun,
  next: { readonly pass: number; readonly chunk: number },
  { waiting = 0, found = 0, unmatched = 0 }: Tally = {},
): Promise<void> {
  const { affectedRows }: { affectedRows: number } = await tx.query(
    `UPDATE reconciliation_run SET pass = ?, chunk = ?, waiting_count = waiting_count + ?,
            found_count = found_count + ?, matched_count = matched_count - LEAST(?, matched_count),
            lease_until = UTC_TIMESTAMP(6) + INTERVAL ${LEASE_SECONDS} SECOND
      WHERE id = ? AND lease_token = ? AND state = 'running'`,
    [next.pass, next.chunk, waiting, found, unmatched, run.id, token],
  );
  if (affectedRows !== 1) throw new RunTaken(run.id);
}

/** Writes down what there was when the run began. */
export async function countRun(
  database: Database,
  { run, token }: HeldRun,
  counts: { readonly lines: number; readonly facts: number; readonly lineHigh: string },
): Promise<void> {
  await database.inTransaction((tx) =>
    tx.query(
      `UPDATE reconciliation_run SET line_count = ?, fact_count = ?, matched_count = ?, line_high = ?
        WHERE id = ? AND lease_token = ?`,
      [counts.lines, counts.facts, counts.lines, counts.lineHigh, run.id, token],
    ),
  );
}

/** The run is through. @throws RunTaken when the lease is another's. */
export async function finishRun(tx: Tx, { run, token }: HeldRun, now: Date): Promise<void> {
  const { affectedRows }: { affectedRows: number } = await tx.query(
    `UPDATE reconciliation_run SET state = 'done', ended_at = ?, lease_token = NULL, lease_until = NULL
      WHERE id = ? AND lease_token = ? AND state = 'running'`,
    [now, run.id, token],
  );
  if (affectedRows !== 1) throw new RunTaken(run.id);
}

/** The run stops where it is; whoever runs the day next goes on there. */
export async function interruptRun(
  database: Database,
  { run, token }: HeldRun,
  problem: string,
): Promise<void> {
  await database.inTransaction((tx) =>
    tx.query(
      `UPDATE reconciliation_run SET state = 'interrupted', problem = ?, lease_token = NULL, lease_until = NULL
        WHERE id = ? AND lease_token = ?`,
      [problem.slice(0, PROBLEM_MAX), run.id, token],
    ),
  );
}
