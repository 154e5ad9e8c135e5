import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

/** A task that is not going well. */
export interface StuckTask {
  readonly id: string;
  readonly subscriber: string;
  readonly kind: string;
  readonly organizationId: string | null;
  readonly ref: string;
  readonly state: 'PENDING' | 'ENQUEUED' | 'DEAD';
  readonly attempts: number;
  readonly dueAt: Date;
  readonly lastError: string | null;
  readonly announcedAt: Date;
}

export interface OutboxCount {
  readonly subscriber: string;
  readonly state: 'PENDING' | 'ENQUEUED' | 'DONE' | 'DEAD';
  readonly tasks: number;
}

/** What is under way after events, for the console and the metrics. */
@Injectable()
export class OutboxQueries {
  constructor(private readonly database: Database) {}

  /** Tasks that failed at least once or wait for more than two minutes, worst first. */
  stuck(limit = 100): Promise<StuckTask[]> {
    return this.database.rows<StuckTask>(
      `SELECT t.id, t.subscriber, e.kind, e.organization_id AS organizationId, e.ref, t.state, t.attempts,
         t.due_at AS dueAt, t.last_error AS lastError, e.created_at AS announcedAt
       FROM outbox_task t JOIN outbox_event e ON e.id = t.event_id
       WHERE t.state IN ('PENDING', 'ENQUEUED', 'DEAD')
         AND (t.attempts > 0 OR t.state = 'DEAD' OR t.due_at < UTC_TIMESTAMP(6) - INTERVAL 2 MINUTE)
       ORDER BY t.state = 'DEAD' DESC, t.id LIMIT ?`,
      [limit],
    );
  }

  /** Number of unfinished tasks of each subscriber and state. */
  async counts(): Promise<OutboxCount[]> {
    const rows = await this.database.rows<Omit<OutboxCount, 'tasks'> & { tasks: string }>(
      `SELECT subscriber, state, COUNT(*) AS tasks FROM outbox_task
       WHERE state IN ('PENDING', 'ENQUEUED', 'DEAD') GROUP BY subscriber, state ORDER BY subscriber, state`,
    );
    return rows.map((row) => ({ ...row, tasks: Number(row.tasks) }));
  }

  /** Events that no worker has turned into tasks yet. */
  async waitingEvents(): Promise<number> {
    const [row] = await this.database.rows<{ n: string }>(
      "SELECT COUNT(*) AS n FROM outbox_event WHERE state = 'PENDING'",
    );
    return Number(row?.n ?? 0);
  }
}
