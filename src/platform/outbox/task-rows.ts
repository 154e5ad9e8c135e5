import type { Database, Tx } from '../database/database.js';
import { redact } from '../http/redact.js';
import { afterFailure, DEAD_AFTER_ATTEMPTS } from './backoff.js';
import type { OutboxTask } from './subscriber.js';

const TASK = `SELECT t.id, t.event_id AS eventId, e.kind, e.organization_id AS organizationId, e.ref,
    e.dedupe_key AS dedupeKey, t.attempts
  FROM outbox_task t JOIN outbox_event e ON e.id = t.event_id WHERE t.id IN (?) ORDER BY t.id`;

/** The tasks of these ids, with their events. */
export function tasksById(tx: Tx, ids: readonly string[]): Promise<OutboxTask[]> {
  return ids.length === 0 ? Promise.resolve([]) : tx.query(TASK, [ids]);
}

/** Locks up to `limit` due tasks of a subscriber that nobody else has locked. */
export async function lockDue(tx: Tx, subscriber: string, limit: number): Promise<string[]> {
  const rows: { id: string }[] = await tx.query(
    `SELECT id FROM outbox_task WHERE state = 'PENDING' AND subscriber = ? AND due_at <= UTC_TIMESTAMP(6)
     ORDER BY due_at, id LIMIT ${limit} FOR UPDATE SKIP LOCKED`,
    [subscriber],
  );
  return rows.map(({ id }) => id);
}

/** Locks one task and says whether it still waits to be done; waits for whoever is doing it now. */
export async function lockUndone(tx: Tx, id: string): Promise<boolean> {
  const rows: { state: string }[] = await tx.query('SELECT state FROM outbox_task WHERE id = ? FOR UPDATE', [
    id,
  ]);
  return rows[0]?.state === 'PENDING' || rows[0]?.state === 'ENQUEUED';
}

/** Marks tasks done, in the database transaction of their effects. */
export async function markDone(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx.query(
    `UPDATE outbox_task SET state = 'DONE', done_at = UTC_TIMESTAMP(6), lease_until = NULL, last_error = NULL
     WHERE id IN (?)`,
    [ids],
  );
}

/** Notes a failed attempt: when to try again, or that a person must look. */
export async function markFailed(database: Database, task: OutboxTask, error: unknown): Promise<void> {
  const { state, waitSeconds } = afterFailure(task.attempts + 1);
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  await database.inTransaction((tx) =>
    tx.query(
      `UPDATE outbox_task SET state = ?, attempts = ?, lease_until = NULL, last_error = ?,
         due_at = UTC_TIMESTAMP(6) + INTERVAL ? SECOND
       WHERE id = ? AND attempts = ? AND state IN ('PENDING', 'ENQUEUED')`,
      [state, task.attempts + 1, redact(message).slice(0, 1000), waitSeconds, task.id, task.attempts],
    ),
  );
}

/** Ends the attempts whose lease has run out; no error was told, so the row says what is known. @returns how many. */
export async function endOverdue(tx: Tx): Promise<number> {
  // The columns are assigned from left to right: `attempts` comes last, so all of them see the old one.
  const { affectedRows }: { affectedRows: number } = await tx.query(
    `UPDATE outbox_task SET lease_until = NULL,
       state = CASE WHEN attempts + 1 >= ? THEN 'DEAD' ELSE 'PENDING' END,
       last_error = CASE WHEN attempts + 1 >= ? THEN ? ELSE 'not finished within its lease' END,
       attempts = attempts + 1
     WHERE state = 'ENQUEUED' AND lease_until < UTC_TIMESTAMP(6)`,
    [
      DEAD_AFTER_ATTEMPTS,
      DEAD_AFTER_ATTEMPTS,
      `given up after ${DEAD_AFTER_ATTEMPTS} attempts, the last not finished within its lease: its worker ended or hung`,
    ],
  );
  return affectedRows;
}
