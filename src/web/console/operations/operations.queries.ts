import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../../../platform/database/database.js';

/** A task of the outbox that belongs to one organization. */
export interface OutboxRow {
  readonly id: string;
  readonly subscriber: string;
  readonly kind: string;
  readonly ref: string;
  readonly state: 'PENDING' | 'ENQUEUED' | 'DONE' | 'DEAD';
  readonly attempts: number;
  readonly dueAt: Date;
  readonly announcedAt: Date;
  readonly doneAt: Date | null;
  readonly reason: string | null;
}

/** Number of the organization's outbox tasks in each state; `RELAY` = events that no worker has taken up yet. */
export type OutboxCounts = Readonly<Record<OutboxRow['state'] | 'RELAY', number>>;

/** A schedule of the whole deployment. */
export interface ScheduleRow {
  readonly name: string;
  readonly everySeconds: number;
  readonly enabled: boolean;
  readonly nextRunAt: Date;
  readonly lastStartedAt: Date | null;
  readonly lastFinishedAt: Date | null;
  readonly lastError: string | null;
}

/** A provider event with its body, as it came. */
export interface EventDetail {
  readonly id: string;
  readonly account: string;
  readonly eventId: string;
  readonly type: string;
  readonly state: string;
  readonly receivedAt: Date;
  readonly attempts: number;
  readonly nextAt: Date;
  readonly reason: string | null;
  readonly body: Buffer;
  readonly conflicts: number;
}

/** Longer than this in one state means that somebody should look. */
const PATIENCE_MINUTES = 2;

const TASKS = `SELECT t.id, t.subscriber, e.kind, e.ref, t.state, t.attempts, t.due_at AS dueAt,
    e.created_at AS announcedAt, t.done_at AS doneAt, t.last_error AS reason
  FROM outbox_task t JOIN outbox_event e ON e.id = t.event_id WHERE e.organization_id = ?`;

/** Read models of what runs by itself, and the two things a person may do about it. */
@Injectable()
export class OperationsQueries {
  constructor(private readonly database: Database) {}

  async outboxCounts(organizationId: string): Promise<OutboxCounts> {
    const rows = await this.database.rows<{ state: keyof OutboxCounts; n: string }>(
      `SELECT t.state, COUNT(*) AS n FROM outbox_task t JOIN outbox_event e ON e.id = t.event_id
        WHERE e.organization_id = ? GROUP BY t.state
       UNION ALL SELECT 'RELAY', COUNT(*) FROM outbox_event WHERE organization_id = ? AND state = 'PENDING'`,
      [organizationId, organizationId],
    );
    const counts = { PENDING: 0, ENQUEUED: 0, DONE: 0, DEAD: 0, RELAY: 0 };
    for (const { state, n } of rows) counts[state] = Number(n);
    return counts;
  }

  /** Tasks that failed, were given up, or have waited for more than two minutes; given-up ones first. */
  stuckTasks(organizationId: string, limit = 200): Promise<OutboxRow[]> {
    return this.database.rows<OutboxRow>(
      `${TASKS} AND (t.state = 'DEAD' OR (t.state <> 'DONE' AND (t.attempts > 0
         OR t.due_at < UTC_TIMESTAMP(6) - INTERVAL ${PATIENCE_MINUTES} MINUTE)))
       ORDER BY t.state = 'DEAD' DESC, t.id LIMIT ?`,
      [organizationId, limit],
    );
  }

  /** The newest tasks, whatever became of them. */
  recentTasks(organizationId: string, limit = 50): Promise<OutboxRow[]> {
    return this.database.rows<OutboxRow>(`${TASKS} ORDER BY t.id DESC LIMIT ?`, [organizationId, limit]);
  }

  /** Makes one task due at once, a given-up one too. False when it is not this organization's or is done. */
  async retryTask(tx: Tx, organizationId: string, taskId: string): Promise<boolean> {
    const { affectedRows }: { affectedRows: number } = await tx.query(
      `UPDATE outbox_task t JOIN outbox_event e ON e.id = t.event_id
          SET t.state = 'PENDING', t.due_at = UTC_TIMESTAMP(6), t.lease_until = NULL
        WHERE t.id = ? AND e.organization_id = ? AND t.state IN ('DEAD', 'PENDING')`,
      [taskId, organizationId],
    );
    return affectedRows === 1;
  }

  async schedules(): Promise<ScheduleRow[]> {
    const rows = await this.database.rows<ScheduleRow>(
      `SELECT name, every_seconds AS everySeconds, enabled, next_run_at AS nextRunAt,
         last_started_at AS lastStartedAt, last_finished_at AS lastFinishedAt, last_error AS lastError
       FROM schedule ORDER BY name`,
    );
    return rows.map((row) => ({ ...row, enabled: Boolean(row.enabled) }));
  }

  /** Switches a schedule on or off. False when it was so already or there is none such. */
  async switchSchedule(tx: Tx, name: string, enabled: boolean): Promise<boolean> {
    if (!/^[a-z0-9.-]{1,60}$/.test(name)) return false;
    const { affectedRows }: { affectedRows: number } = await tx.query(
      'UPDATE schedule SET enabled = ? WHERE name = ? AND enabled <> ?',
      [enabled, name, enabled],
    );
    return affectedRows === 1;
  }

  /** Events that have waited for their payment longer than a quarter of an hour. */
  async overdueEvents(organizationId: string): Promise<number> {
    const [row] = await this.database.rows<{ n: string }>(
      `SELECT COUNT(*) AS n FROM provider_event e
         JOIN provider_account a ON a.provider = e.provider AND a.account = e.account
        WHERE a.organization_id = ? AND e.state = 'WAITING'
          AND e.received_at < UTC_TIMESTAMP(6) - INTERVAL 15 MINUTE`,
      [organizationId],
    );
    return Number(row?.n ?? 0);
  }

  /** One event of the inbox that came through this organization's own account, or null. */
  async event(organizationId: string, id: string): Promise<EventDetail | null> {
    const [row] = await this.database.rows<Omit<EventDetail, 'conflicts'> & { conflicts: string }>(
      `SELECT e.id, e.account, e.event_id AS eventId, e.type, e.state, e.received_at AS receivedAt, e.attempts,
         e.next_at AS nextAt, e.last_error AS reason, e.body,
         (SELECT COUNT(*) FROM inbox_conflict c WHERE c.provider_event_id = e.id) AS conflicts
       FROM provider_event e JOIN provider_account a ON a.provider = e.provider AND a.account = e.account
       WHERE e.id = ? AND a.organization_id = ?`,
      [id, organizationId],
    );
    return row ? { ...row, conflicts: Number(row.conflicts) } : null;
  }
}
