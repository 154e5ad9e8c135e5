import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../platform/database/database.js';
import type { ClaimedEvent, EventState } from './provider-event.js';

/** A row of the inbox as the console shows it. */
export interface InboxRow {
  readonly id: string;
  readonly account: string;
  readonly eventId: string;
  readonly type: string;
  readonly state: EventState;
  readonly receivedAt: Date;
  readonly attempts: number;
  readonly nextAt: Date;
  readonly reason: string | null;
}

const COLUMNS = `e.id, e.account, e.event_id AS eventId, e.type, e.state, e.received_at AS receivedAt, e.attempts,
  e.next_at AS nextAt, e.last_error AS reason`;

/** Some kilobytes each: about a megabyte. */
const UNTAKEN_READ_MAX = 500;

/** Read models of the inbox for the console and the metrics. An organization sees its own accounts' rows only. */
@Injectable()
export class InboxQueries {
  constructor(private readonly database: Database) {}

  /** Number of rows in each state. */
  async counts(organizationId: string): Promise<Record<EventState, number>> {
    const rows = await this.database.rows<{ state: EventState; n: string }>(
      `SELECT e.state, COUNT(*) AS n FROM provider_event e
       JOIN provider_account a ON a.provider = e.provider AND a.account = e.account
       WHERE a.organization_id = ? GROUP BY e.state`,
      [organizationId],
    );
    const counts = { NEW: 0, WAITING: 0, DONE: 0, IGNORED: 0, QUARANTINED: 0 };
    for (const { state, n } of rows) counts[state] = Number(n);
    return counts;
  }

  /** Rows that did not simply pass: waiting, failing or set aside, with the reason; newest first. */
  async stuck(organizationId: string, limit = 100): Promise<InboxRow[]> {
    return this.database.rows(
      `SELECT ${COLUMNS} FROM provider_event e
       JOIN provider_account a ON a.provider = e.provider AND a.account = e.account
       WHERE a.organization_id = ? AND (e.state IN ('WAITING', 'QUARANTINED') OR (e.state = 'NEW' AND e.attempts > 0))
       ORDER BY e.id DESC LIMIT ?`,
      [organizationId, limit],
    );
  }

  /** The newest rows, optionally of one state. */
  async list(organizationId: string, state: EventState | null = null, limit = 100): Promise<InboxRow[]> {
    return this.database.rows(
      `SELECT ${COLUMNS} FROM provider_event e
       JOIN provider_account a ON a.provider = e.provider AND a.account = e.account
       WHERE a.organization_id = ? AND (? IS NULL OR e.state = ?) ORDER BY e.id DESC LIMIT ?`,
      [organizationId, state, state, limit],
    );
  }

  /** How many events that came before an instant have not been taken to the end: no day that they may belong to closes. */
  async untakenBefore(organizationId: string, before: Date, tx?: Tx): Promise<number> {
    const [row] = await this.database.rows<{ n: string }>(
      `SELECT COUNT(*) AS n FROM provider_event e
         JOIN provider_account a ON a.provider = e.provider AND a.account = e.account
        WHERE a.organization_id = ? AND e.state IN ('NEW', 'WAITING') AND e.received_at < ?`,
      [organizationId, before],
      tx,
    );
    return Number(row?.n ?? 0);
  }

  /** When the event came that is next to be taken; null when none waits. Reads one row of the index. */
  async oldestUntaken(): Promise<Date | null> {
    const [row] = await this.database.rows<{ at: Date }>(
      "SELECT received_at AS at FROM provider_event WHERE state = 'NEW' ORDER BY next_at, id LIMIT 1",
    );
    return row?.at ?? null;
  }

  /**
   * Whether one of these payment attempts is named by a message that a worker has not taken yet. Reads the whole bodies
   * of the next messages, so it is for the time when the worker is behind.
   */
  async untakenNaming(attemptIds: readonly string[]): Promise<boolean> {
    if (attemptIds.length === 0) return false;
    const rows = await this.database.rows(
      `SELECT 1 FROM (SELECT body FROM provider_event WHERE state = 'NEW' ORDER BY next_at, id LIMIT ?) e
        WHERE ${attemptIds.map(() => 'LOCATE(?, e.body) > 0').join(' OR ')} LIMIT 1`,
      [UNTAKEN_READ_MAX, ...attemptIds],
    );
    return rows.length > 0;
  }

  /** Rows that wait for something to arrive and came before `before`. */
  async waitingSince(before: Date, limit: number): Promise<ClaimedEvent[]> {
    return this.database.rows(
      `SELECT id, provider, account, type, body, received_at AS receivedAt, state, attempts FROM provider_event
       WHERE state = 'WAITING' AND received_at <= ? ORDER BY received_at LIMIT ?`,
      [before, limit],
    );
  }

  /** Rows that wait for a reason which begins like this, oldest first. */
  async waitingFor(reason: string, limit: number): Promise<ClaimedEvent[]> {
    return this.database.rows(
      `SELECT id, provider, account, type, body, received_at AS receivedAt, state, attempts FROM provider_event
       WHERE state = 'WAITING' AND LEFT(last_error, CHAR_LENGTH(?)) = ? ORDER BY received_at LIMIT ?`,
      [reason, reason, limit],
    );
  }

  /** Whether an event of an account stands in the inbox. */
  async knows(
    { provider, account }: { readonly provider: string; readonly account: string },
    eventId: string,
  ): Promise<boolean> {
    const rows = await this.database.rows(
      'SELECT 1 FROM provider_event WHERE provider = ? AND account = ? AND event_id = ?',
      [provider, account, eventId],
    );
    return rows.length > 0;
  }
}
