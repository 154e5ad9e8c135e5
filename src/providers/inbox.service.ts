import { Injectable, Logger } from '@nestjs/common';
import { Refusal } from '../kernel/errors.js';
import { Database, type Tx } from '../platform/database/database.js';
import { DiskRoom } from './disk-room.js';
import { storeBatch, storeConflict } from './inbox.statements.js';
import { InboxFront, type Place } from './inbox-front.js';
import { MicroBatcher, NotInTime } from './micro-batcher.js';
import {
  type AcceptOutcome,
  ATTEMPTS_MAX,
  type ClaimedEvent,
  nextLook,
  nextTry,
  type QuarantinedEvent,
  type SignedEvent,
} from './provider-event.js';

/** An answer must be out within 2 s whatever happens; this leaves the rest of the way some time. */
const PATIENCE_MS = 1_200;

/** What became of claimed rows: the reason is kept where it says something. */
export interface RowVerdict {
  readonly id: string;
  readonly reason?: string;
}

/** The durable inbox of provider events: accepted before the acknowledgement, worked off afterwards. */
@Injectable()
export class Inbox {
  private readonly alarm = new Logger(Inbox.name);
  private readonly batcher: MicroBatcher<SignedEvent, AcceptOutcome>;
  private readonly front = new InboxFront();

  constructor(
    private readonly database: Database,
    private readonly disk: DiskRoom,
  ) {
    this.batcher = new MicroBatcher(
      {
        rowsMax: 100,
        bytesMax: 1024 * 1024,
        bytesOf: (event) => event.body.length,
        inFlightMax: 2,
        queueMax: 2_000,
        patienceMs: PATIENCE_MS,
      },
      (events) => this.store(events),
    );
  }

  /**
   * Stores an event; resolves only after COMMIT. The same event again is 'duplicate'; the same id with another
   * content is 'conflict': the first is kept, the second laid beside it, and somebody is told.
   * @throws Refusal unavailable/inbox_unavailable when it is not certain within 1.2 s that the row is durable, or
   * when the disk is nearly full.
   */
  async accept(event: SignedEvent): Promise<AcceptOutcome> {
    if (!this.disk.hasRoom()) throw new Refusal('unavailable', 'inbox_unavailable');
    try {
      const outcome = await this.batcher.add(event);
      if (outcome === 'conflict') await this.keepConflict(event);
      return outcome;
    } catch (error) {
      if (!(error instanceof NotInTime)) this.alarm.error(`an event could not be stored: ${String(error)}`);
      throw new Refusal('unavailable', 'inbox_unavailable');
    }
  }

  /** A batch that fails is replayed one by one, so that one bad row or one deadlock costs nobody else. */
  private async store(events: readonly SignedEvent[]): Promise<(AcceptOutcome | Error)[]> {
    try {
      return await storeBatch(this.database, events);
    } catch (error) {
      // A database that hangs would hang for each of them again.
      if (events.length === 1 || error instanceof NotInTime) return events.map(() => asError(error));
      const outcomes: (AcceptOutcome | Error)[] = [];
      for (const event of events) {
        const [outcome] = await storeBatch(this.database, [event]).catch((failure) => [asError(failure)]);
        outcomes.push(outcome ?? asError(error));
      }
      return outcomes;
    }
  }

  private async keepConflict(event: SignedEvent): Promise<void> {
    await storeConflict(this.database, event);
    this.alarm.error(
      `event ${event.eventId} of account ${event.account.account} came again with another content`,
    );
  }

  /**
   * Locks up to `limit` rows that are due, for this database transaction only; rows that another worker holds
   * are passed over. NEW rows go before WAITING ones, so that what waits cannot hold up what is fresh.
   */
  async claim(tx: Tx, limit: number, now: Date): Promise<ClaimedEvent[]> {
    const fresh = await this.claimFresh(tx, limit, now);
    if (fresh.length >= limit) return fresh;
    return [...fresh, ...(await this.claimState(tx, 'WAITING', limit - fresh.length, now))];
  }

  private async claimFresh(tx: Tx, limit: number, now: Date): Promise<ClaimedEvent[]> {
    const front = this.front.from(performance.now());
    for (const from of front ? [front, null] : [null]) {
      const rows = await this.claimState(tx, 'NEW', limit, now, from);
      const last = rows.at(-1);
      this.front.found(from, last ? { nextAt: last.nextAt, id: last.id } : null);
      if (rows.length > 0) return rows;
    }
    return [];
  }

  /** Locks one row that is still NEW or WAITING, or returns null. */
  async claimOne(tx: Tx, id: string): Promise<ClaimedEvent | null> {
    const rows = await tx.query(
      `SELECT ${CLAIMED} FROM provider_event WHERE id = ? AND state IN ('NEW', 'WAITING') FOR UPDATE SKIP LOCKED`,
      [id],
    );
    return rows[0] ?? null;
  }

  /** Locks one row that was set aside for a person, of this organization's own accounts, or returns null. */
  async claimQuarantined(tx: Tx, organizationId: string, id: string): Promise<QuarantinedEvent | null> {
    const rows = await tx.query(
      `SELECT ${CLAIMED}, event_id AS eventId, LOWER(HEX(body_sha256)) AS bodySha256, last_error AS reason
         FROM provider_event e WHERE id = ? AND state = 'QUARANTINED' AND EXISTS (
         SELECT 1 FROM provider_account a WHERE a.provider = e.provider AND a.account = e.account
            AND a.organization_id = ?) FOR UPDATE`,
      [id, organizationId],
    );
    return rows[0] ?? null;
  }

  /** The index is told: by another one the server would sort, and lock more rows than it hands out. */
  private async claimState(
    tx: Tx,
    state: string,
    limit: number,
    now: Date,
    from: Place | null = null,
  ): Promise<(ClaimedEvent & Place)[]> {
    const behind = from ? 'AND (next_at > ? OR (next_at = ? AND id > ?))' : '';
    return tx.query(
      `SELECT ${CLAIMED}, next_at AS nextAt FROM provider_event FORCE INDEX (provider_event_by_state)
       WHERE state = ? AND next_at <= ? ${behind}
       ORDER BY next_at, id LIMIT ? FOR UPDATE SKIP LOCKED`,
      [state, now, ...(from ? [from.nextAt, from.nextAt, from.id] : []), limit],
    );
  }

  /** Worked off: what the events state is in our books. */
  async done(tx: Tx, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    // As numbers: the server takes half as long again over quoted ones.
    await tx.query("UPDATE provider_event SET state = 'DONE', last_error = NULL WHERE id IN (?)", [
      ids.map(BigInt),
    ]);
  }

  /** Looked at and found to be of no use to us. */
  async ignored(tx: Tx, verdicts: readonly RowVerdict[]): Promise<void> {
    for (const { id, reason } of verdicts) await this.end(tx, id, 'IGNORED', reason);
  }

  /** Set aside for a person: reading it again would not help. */
  async quarantined(tx: Tx, verdicts: readonly RowVerdict[]): Promise<void> {
    for (const { id, reason } of verdicts) {
      await this.end(tx, id, 'QUARANTINED', reason);
      this.alarm.error(`inbox row ${id} is quarantined: ${reason}`);
    }
  }

  /** Waits for something that has not arrived yet; looked at again after 10 s, 20 s, … 15 min. */
  async waiting(tx: Tx, event: ClaimedEvent, now: Date, reason: string): Promise<void> {
    // The failures of a fresh row do not count as looks.
    const looks = event.state === 'WAITING' ? event.attempts : 0;
    await tx.query(
      "UPDATE provider_event SET state = 'WAITING', attempts = ?, next_at = ?, last_error = ? WHERE id = ?",
      [looks + 1, nextLook(now, looks), cut(reason), event.id],
    );
  }

  /** Could not be worked off: tried again after 10 s, 20 s, … 1 h, and quarantined at the eighth failure. */
  async failed(tx: Tx, event: ClaimedEvent, now: Date, reason: string): Promise<void> {
    if (event.attempts + 1 >= ATTEMPTS_MAX && event.state === 'NEW')
      return this.quarantined(tx, [{ id: event.id, reason }]);
    await tx.query(
      'UPDATE provider_event SET attempts = attempts + 1, next_at = ?, last_error = ? WHERE id = ?',
      [nextTry(now, event.attempts), cut(reason), event.id],
    );
  }

  private async end(tx: Tx, id: string, state: string, reason = ''): Promise<void> {
    await tx.query('UPDATE provider_event SET state = ?, last_error = ? WHERE id = ?', [
      state,
      cut(reason),
      id,
    ]);
  }
}

const CLAIMED = 'id, provider, account, type, body, received_at AS receivedAt, state, attempts';

/** Fits the column; counted in letters, so that none is cut in half. */
function cut(reason: string): string {
  return [...reason].slice(0, 1000).join('');
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
