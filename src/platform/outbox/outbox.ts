import { Injectable } from '@nestjs/common';
import type { Tx } from '../database/database.js';

/** Something that happened, told to its subscribers after the database transaction. Ids only, no personal data. */
export interface OutboxEvent {
  readonly kind: string;
  readonly organizationId: string | null;
  /** Id of the thing it happened to. */
  readonly ref: string;
  /** At most one event ever has this key; default `${kind}:${ref}`. */
  readonly dedupeKey?: string;
}

/** Where a room announces what happened, inside the same database transaction in which it happened. */
@Injectable()
export class Outbox {
  /** Writes all events in one INSERT; an event whose key was already announced is left as it is. */
  async announce(tx: Tx, events: readonly OutboxEvent[]): Promise<void> {
    if (events.length === 0) return;
    const rows = events.map(({ kind, organizationId, ref, dedupeKey }) => [
      kind,
      organizationId,
      ref,
      dedupeKey ?? `${kind}:${ref}`,
    ]);
    await tx.query(
      `INSERT INTO outbox_event (kind, organization_id, ref, dedupe_key, created_at)
       VALUES ${rows.map(() => '(?, ?, ?, ?, UTC_TIMESTAMP(6))').join(', ')}
       ON DUPLICATE KEY UPDATE kind = kind`,
      rows.flat(),
    );
  }
}
