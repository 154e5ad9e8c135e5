import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { type PartnerActor, PartnerTrail } from '../partners/partner-trail.service.js';
import { Database, type Tx } from '../platform/database/database.js';
import type { EventKind } from './partner-event.js';
import { endpointDisabled, noSuchEndpoint, noSuchEvent, replayNumber } from './partner-feed.errors.js';
import type { CallFailure } from './webhook-call.js';
import { ENDPOINT_COLUMNS, type EndpointRow, IS_WANTED } from './webhook-endpoint.js';

/** One attempt to tell an endpoint an event. */
export interface WebhookDelivery {
  readonly seq: bigint;
  readonly eventId: string;
  readonly kind: EventKind;
  /** 1 for the first attempt of the event. */
  readonly attempt: number;
  /** `order`: when its turn came; `again`: because a person asked; `late`: another worker had gone on meanwhile. */
  readonly way: 'order' | 'again' | 'late';
  readonly delivered: boolean;
  readonly status: number | null;
  readonly failure: CallFailure | null;
  readonly tookMs: number;
  /** The first 500 bytes of the answer as text; the receiver's own words, to be shown as such. */
  readonly answer: string;
  readonly attemptedAt: Date;
}

interface Row {
  seq: string;
  event_id: string;
  kind: EventKind;
  attempt: number;
  way: WebhookDelivery['way'];
  delivered: number;
  status: number | null;
  failure: CallFailure | null;
  took_ms: number;
  answer: Buffer;
  attempted_at: Date;
}

/** The log of deliveries, and sending again what a receiver has lost. */
@Injectable()
export class WebhookDeliveries {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly trail: PartnerTrail,
  ) {}

  /** Attempts of an endpoint, the last one first. */
  async ofEndpoint(
    endpointId: string,
    { skip, limit }: { skip: number; limit: number },
  ): Promise<WebhookDelivery[]> {
    const rows = await this.database.rows<Row>(
      `SELECT d.seq, d.event_id, v.kind, d.attempt, d.way, d.delivered, d.status, d.failure, d.took_ms, d.answer,
              d.attempted_at
         FROM webhook_delivery d JOIN partner_event v ON v.id = d.event_id
        WHERE d.endpoint_id = ? ORDER BY d.id DESC LIMIT ? OFFSET ?`,
      [endpointId, limit, skip],
    );
    return rows.map((row) => ({
      ...{ seq: BigInt(row.seq), eventId: row.event_id, kind: row.kind, attempt: row.attempt, way: row.way },
      ...{ delivered: Boolean(row.delivered), status: row.status, failure: row.failure, tookMs: row.took_ms },
      ...{ answer: row.answer.toString('utf8'), attemptedAt: row.attempted_at },
    }));
  }

  async countOf(endpointId: string): Promise<number> {
    const [row] = await this.database.rows<{ n: string }>(
      'SELECT COUNT(*) AS n FROM webhook_delivery WHERE endpoint_id = ?',
      [endpointId],
    );
    return Number(row?.n ?? 0);
  }

  /**
   * Sends everything from an event number on once more, in order and with the same ids.
   * @throws Refusal not_found · conflict `webhook_endpoint_disabled` · invalid `webhook_replay_number`.
   */
  async replay(actor: PartnerActor, partnerId: string, endpointId: string, fromSeq: bigint): Promise<void> {
    await this.database.inTransaction(async (tx) => {
      const row = await this.active(tx, partnerId, endpointId);
      if (fromSeq < 1n || fromSeq > BigInt(row.delivered_seq)) throw replayNumber(BigInt(row.delivered_seq));
      const before = (fromSeq - 1n).toString();
      await tx.query(
        `UPDATE webhook_endpoint SET delivered_seq = ?, round_from = ?, round = round + 1, attempts = 0, next_at = NULL
          WHERE id = ?`,
        [before, before, endpointId],
      );
      await this.record(tx, actor, 'webhook.replayed', endpointId, fromSeq);
    });
  }

  /**
   * Sends one event once more with the same id, at once and beside the order: one attempt.
   * @throws Refusal not_found (also for an event whose turn has not come) · conflict `webhook_endpoint_disabled`.
   */
  async resend(actor: PartnerActor, partnerId: string, endpointId: string, seq: bigint): Promise<void> {
    await this.database.inTransaction(async (tx) => {
      const row = await this.active(tx, partnerId, endpointId);
      const [event]: unknown[] = await tx.query(
        `SELECT 1 FROM webhook_endpoint w
           JOIN partner_event v ON v.partner_id = w.partner_id AND v.livemode = w.livemode
          WHERE w.id = ? AND v.seq = ? AND v.seq <= ? AND ${IS_WANTED}`,
        [endpointId, seq.toString(), row.delivered_seq],
      );
      if (!event) throw noSuchEvent();
      await tx.query(
        `INSERT INTO webhook_resend (endpoint_id, seq, asked_at) VALUES (?, ?, ?)
         ON DUPLICATE KEY UPDATE seq = webhook_resend.seq`,
        [endpointId, seq.toString(), this.clock.now()],
      );
      await this.record(tx, actor, 'webhook.resent', endpointId, seq);
    });
  }

  private async active(tx: Tx, partnerId: string, endpointId: string): Promise<EndpointRow> {
    const [row]: EndpointRow[] = await tx.query(
      `SELECT ${ENDPOINT_COLUMNS} FROM webhook_endpoint w
        WHERE w.id = ? AND w.partner_id = ? AND w.state <> 'removed' FOR UPDATE`,
      [endpointId, partnerId],
    );
    if (!row) throw noSuchEndpoint();
    if (row.state !== 'active') throw endpointDisabled();
    return row;
  }

  private record(
    tx: Tx,
    actor: PartnerActor,
    action: string,
    endpointId: string,
    seq: bigint,
  ): Promise<void> {
    return this.trail.record(tx, actor, {
      ...{ action, subjectType: 'webhook_endpoint', subjectId: endpointId, after: { seq } },
    });
  }
}
