import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../platform/database/database.js';
import type { EventKind, PartnerEvent } from './partner-event.js';

export {
  EVENT_KINDS,
  type EventEnvelope,
  type EventKind,
  envelopeOf,
  type PartnerEvent,
} from './partner-event.js';

const LIMIT_MAX = 100;

export interface EventRow {
  id: string;
  partner_id: string;
  livemode: number;
  seq: string;
  kind: EventKind;
  payload: string;
  created_at: Date;
}

/** Columns of an `EventRow`, of the table called `v`. */
export const EVENT_COLUMNS = 'v.id, v.partner_id, v.livemode, v.seq, v.kind, v.payload, v.created_at';

/** Read models of what partners were told. */
@Injectable()
export class PartnerEvents {
  constructor(private readonly database: Database) {}

  /**
   * A partner's events of a mode after a number, in order: at most `limit` (1–100) of them. Reading on from the last
   * one's number neither skips nor repeats any.
   */
  async after(
    partnerId: string,
    livemode: boolean,
    seq: bigint,
    limit = LIMIT_MAX,
  ): Promise<{ events: PartnerEvent[]; hasMore: boolean }> {
    const wanted = Math.min(Math.max(limit, 1), LIMIT_MAX);
    const rows = await this.database.rows<EventRow>(
      `SELECT ${EVENT_COLUMNS} FROM partner_event v WHERE v.partner_id = ? AND v.livemode = ? AND v.seq > ?
        ORDER BY v.seq LIMIT ?`,
      [partnerId, livemode, seq.toString(), wanted + 1],
    );
    return { events: rows.slice(0, wanted).map(toEvent), hasMore: rows.length > wanted };
  }

  /** The number of the partner's last event of a mode; 0 before the first. */
  async lastSeq(partnerId: string, livemode: boolean, tx?: Tx): Promise<bigint> {
    const [row] = await this.database.rows<{ last_seq: string }>(
      'SELECT last_seq FROM partner_event_number WHERE partner_id = ? AND livemode = ?',
      [partnerId, livemode],
      tx,
    );
    return BigInt(row?.last_seq ?? '0');
  }
}

export const toEvent = (row: EventRow): PartnerEvent => ({
  id: row.id,
  partnerId: row.partner_id,
  livemode: Boolean(row.livemode),
  seq: BigInt(row.seq),
  kind: row.kind,
  payload: row.payload,
  createdAt: row.created_at,
});
