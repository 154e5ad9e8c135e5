import { newId } from '../kernel/ids.js';
import type { Tx } from '../platform/database/database.js';
import type { EventDraft } from './partner-event.js';

/** Rows of one INSERT; a payload may have 16 KiB. */
const ROWS_AT_ONCE = 100;

/**
 * Gives events their numbers and writes them, in the order given. Only the relay that has the turn may call it, and
 * number and event are committed together: so numbers have no gap, and a higher one is never seen before a lower one.
 */
export async function appendEvents(tx: Tx, drafts: readonly EventDraft[], now: Date): Promise<void> {
  const next = await reserveNumbers(tx, drafts);
  const rows = drafts.map((draft) => {
    const key = seriesOf(draft);
    const seq = next.get(key) ?? 0n;
    next.set(key, seq + 1n);
    return [
      ...[draft.partnerId, draft.livemode, seq.toString(), newId(), draft.kind],
      ...[draft.organizationId ?? null, draft.projectId ?? null, draft.channelId ?? null],
      ...[draft.endpointId ?? null, JSON.stringify(draft.data), draft.occurredAt, now],
    ];
  });
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE)
    await tx.query(
      `INSERT INTO partner_event (partner_id, livemode, seq, id, kind, organization_id, project_id, channel_id,
         endpoint_id, payload, occurred_at, created_at) VALUES ?`,
      [rows.slice(from, from + ROWS_AT_ONCE)],
    );
}

const seriesOf = ({ partnerId, livemode }: EventDraft): string => `${partnerId}/${livemode}`;

/** The first free number of each series, after all that are needed were taken. */
async function reserveNumbers(tx: Tx, drafts: readonly EventDraft[]): Promise<Map<string, bigint>> {
  const series = new Map<string, { draft: EventDraft; events: bigint }>();
  for (const draft of drafts) {
    const events = series.get(seriesOf(draft))?.events ?? 0n;
    series.set(seriesOf(draft), { draft, events: events + 1n });
  }
  const first = new Map<string, bigint>();
  for (const [key, { draft, events }] of series) {
    await tx.query(
      `INSERT INTO partner_event_number (partner_id, livemode, last_seq) VALUES (?, ?, ?)
       ON DUPLICATE KEY UPDATE last_seq = partner_event_number.last_seq + VALUES(last_seq)`,
      [draft.partnerId, draft.livemode, events.toString()],
    );
    const [row]: { last_seq: string }[] = await tx.query(
      'SELECT last_seq FROM partner_event_number WHERE partner_id = ? AND livemode = ?',
      [draft.partnerId, draft.livemode],
    );
    first.set(key, BigInt(row?.last_seq ?? '0') - events + 1n);
  }
  return first;
}
