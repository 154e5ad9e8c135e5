import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';
import { Database, type Tx } from '../database/database.js';
import { Jobs } from '../jobs/jobs.js';
import type { BatchSubscriber, Subscriber } from './subscriber.js';
import { endOverdue, lockDue } from './task-rows.js';

const EVENTS_AT_ONCE = 500;
/** Enqueued tasks of one subscriber at a time: no more than are done well before their lease ends. */
const ENQUEUED_MAX = 500;
const LEASE_MINUTES = 5;

/**
 * Turns announced events into one task for each subscriber, and due tasks into jobs. The rows are the truth:
 * while Redis is away tasks wait, and after it was wiped everything is enqueued again.
 */
@Injectable()
export class OutboxRelay {
  private subscribers: readonly Subscriber[] = [];

  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly config: Config,
  ) {}

  /** Takes the literal list of all subscribers; called once when a worker starts. */
  use(subscribers: readonly Subscriber[]): void {
    this.subscribers = subscribers;
  }

  /** One round. @returns the number of events and tasks moved on. */
  async relayOnce(): Promise<number> {
    let moved = await this.makeTasks();
    if (!this.jobs.reachable) return moved;
    moved += await this.reenqueueAfterWipe();
    for (const subscriber of this.subscribers) {
      if (subscriber.mode === 'batch') await this.ringIfDue(subscriber);
      else moved += await this.enqueue(subscriber.name);
    }
    return moved;
  }

  /**
   * Puts back what was enqueued and not done within its lease: its worker died. Each time counts as a failed
   * attempt, so a task that kills whoever does it ends like one that fails. @returns how many were overdue.
   */
  sweepOnce(): Promise<number> {
    return this.database.inTransaction(endOverdue);
  }

  /** Events of kinds that this worker does not know stay: a newer worker may. */
  private makeTasks(): Promise<number> {
    const kinds = [...new Set(this.subscribers.map(({ on }) => on))];
    if (kinds.length === 0) return Promise.resolve(0);
    return this.database.inTransaction(async (tx) => {
      const events: { id: string; kind: string }[] = await tx.query(
        `SELECT id, kind FROM outbox_event WHERE state = 'PENDING' AND kind IN (?)
         ORDER BY id LIMIT ${EVENTS_AT_ONCE} FOR UPDATE SKIP LOCKED`,
        [kinds],
      );
      if (events.length === 0) return 0;
      const tasks = events.flatMap(({ id, kind }) =>
        this.subscribers.filter(({ on }) => on === kind).map(({ name }) => [id, name]),
      );
      await tx.query(
        `INSERT INTO outbox_task (event_id, subscriber, due_at)
         VALUES ${tasks.map(() => '(?, ?, UTC_TIMESTAMP(6))').join(', ')}
         ON DUPLICATE KEY UPDATE subscriber = outbox_task.subscriber`,
        tasks.flat(),
      );
      await tx.query("UPDATE outbox_event SET state = 'RELAYED' WHERE id IN (?)", [
        events.map(({ id }) => id),
      ]);
      return events.length;
    });
  }

  /** A doorbell is answered by one worker; as many ring as may come. */
  private async ringIfDue({ name, workers = 1 }: BatchSubscriber): Promise<void> {
    const due = await this.database.rows(
      `SELECT 1 FROM outbox_task WHERE state = 'PENDING' AND subscriber = ? AND due_at <= UTC_TIMESTAMP(6) LIMIT 1`,
      [name],
    );
    if (due.length === 0) return;
    const bells = Array.from({ length: workers }, (_, n) => (n === 0 ? `ring-${name}` : `ring-${name}-${n}`));
    await this.jobs.add(
      name,
      bells.map((id) => ({ id, data: {} })),
    );
  }

  private async enqueue(subscriber: string): Promise<number> {
    const claimed = await this.database.inTransaction((tx) => this.claim(tx, subscriber));
    if (claimed.length === 0) return 0;
    const added = await this.jobs.add(
      subscriber,
      claimed.map(({ id, attempts }) => ({ id: `outbox-${id}-${attempts}`, data: { id, attempts } })),
    );
    if (added) return claimed.length;
    await this.database.inTransaction((tx) =>
      tx.query(
        "UPDATE outbox_task SET state = 'PENDING', lease_until = NULL WHERE state = 'ENQUEUED' AND id IN (?)",
        [claimed.map(({ id }) => id)],
      ),
    );
    return 0;
  }

  private async claim(tx: Tx, subscriber: string): Promise<{ id: string; attempts: number }[]> {
    const [enqueued]: { n: string }[] = await tx.query(
      "SELECT COUNT(*) AS n FROM outbox_task WHERE state = 'ENQUEUED' AND subscriber = ?",
      [subscriber],
    );
    const room = ENQUEUED_MAX - Number(enqueued?.n ?? 0);
    if (room <= 0) return [];
    const ids = await lockDue(tx, subscriber, room);
    if (ids.length === 0) return [];
    await tx.query(
      `UPDATE outbox_task SET state = 'ENQUEUED', lease_until = UTC_TIMESTAMP(6) + INTERVAL ${LEASE_MINUTES} MINUTE
       WHERE id IN (?)`,
      [ids],
    );
    return tx.query('SELECT id, attempts FROM outbox_task WHERE id IN (?)', [ids]);
  }

  /** A key that only we write: when it is gone, Redis was wiped or replaced, and with it all jobs. */
  private async reenqueueAfterWipe(): Promise<number> {
    const epoch = `${this.config.REDIS_PREFIX}:epoch`;
    if ((await this.jobs.redis.get(epoch)) !== null) return 0;
    const waiting = await this.database.inTransaction(async (tx) => {
      const { affectedRows }: { affectedRows: number } = await tx.query(
        "UPDATE outbox_task SET state = 'PENDING', lease_until = NULL WHERE state = 'ENQUEUED'",
      );
      await tx.query('UPDATE schedule SET lease_until = NULL WHERE lease_until IS NOT NULL');
      return affectedRows;
    });
    await this.jobs.redis.set(epoch, new Date().toISOString());
    return waiting;
  }
}
