import type { Database, Tx } from '../platform/database/database.js';
import type { PartnerEvent } from './partner-event.js';
import { EVENT_COLUMNS, type EventRow, toEvent } from './partner-events.queries.js';
import { ENDPOINT_COLUMNS, type EndpointRow, IS_WANTED } from './webhook-endpoint.js';

/** Longer than any attempt with everything around it takes; renewed before each one. */
const LEASE_SECONDS = 60;

/** A suspended partner is sent nothing, and one without an agreement only what it tries out in test mode. */
const MAY_BE_TOLD = "(p.state = 'active' OR NOT w.livemode AND p.state <> 'suspended')";

/** What is to be sent next: the event whose turn it is, or one that a person asked for again. */
export interface Turn {
  readonly row: EndpointRow;
  readonly event: PartnerEvent;
  readonly way: 'order' | 'again';
}

/**
 * Takes or renews the endpoint for this job: one job at a time sends to it. The lease is the database's time, so that
 * hosts need not agree. @returns false while another job has it, or when there is nothing to be sent to.
 */
export function holdEndpoint(database: Database, endpointId: string, holder: string): Promise<boolean> {
  return database.inTransaction(async (tx) => {
    const { affectedRows }: { affectedRows: number } = await tx.query(
      `UPDATE webhook_endpoint SET lease_holder = ?, lease_until = UTC_TIMESTAMP(6) + INTERVAL ${LEASE_SECONDS} SECOND
        WHERE id = ? AND state = 'active'
          AND (lease_holder = ? OR lease_until IS NULL OR lease_until < UTC_TIMESTAMP(6))`,
      [holder, endpointId, holder],
    );
    return affectedRows === 1;
  });
}

export async function releaseEndpoint(database: Database, endpointId: string, holder: string): Promise<void> {
  await database.inTransaction((tx) =>
    tx.query(
      'UPDATE webhook_endpoint SET lease_holder = NULL, lease_until = NULL WHERE id = ? AND lease_holder = ?',
      [endpointId, holder],
    ),
  );
}

/** What this job, which holds the endpoint, is to send now; null when nothing is due. */
export async function nextTurn(database: Database, endpointId: string, now: Date): Promise<Turn | null> {
  const row = await sendable(database, endpointId);
  if (!row) return null;
  const again = await eventAgain(database, row);
  if (again) return { row, event: again, way: 'again' };
  if (row.next_at !== null && row.next_at > now) return null;
  const last = await lastSeq(database, row);
  const [event] = await database.rows<EventRow>(
    `SELECT ${EVENT_COLUMNS} FROM webhook_endpoint w
       JOIN partner_event v ON v.partner_id = w.partner_id AND v.livemode = w.livemode
      WHERE w.id = ? AND v.seq > ? AND v.seq <= ? AND ${IS_WANTED} ORDER BY v.seq LIMIT 1`,
    [endpointId, row.delivered_seq, last],
  );
  if (event) return { row, event: toEvent(event), way: 'order' };
  if (BigInt(last) > BigInt(row.delivered_seq)) await passOver(database, row, last);
  return null;
}

/** Ids of endpoints to which something is to be sent now and to which nobody is sending. */
export async function dueEndpoints(database: Database, now: Date, limit: number): Promise<string[]> {
  const rows = await database.rows<{ id: string }>(
    `SELECT w.id FROM webhook_endpoint w
       JOIN partner p ON p.id = w.partner_id AND ${MAY_BE_TOLD}
       LEFT JOIN partner_event_number n ON n.partner_id = w.partner_id AND n.livemode = w.livemode
      WHERE w.state = 'active' AND (w.lease_until IS NULL OR w.lease_until < UTC_TIMESTAMP(6))
        AND ((w.next_at IS NULL OR w.next_at <= ?) AND n.last_seq > w.delivered_seq
             OR EXISTS (SELECT 1 FROM webhook_resend r WHERE r.endpoint_id = w.id))
      ORDER BY w.next_at, w.id LIMIT ?`,
    [now, limit],
  );
  return rows.map(({ id }) => id);
}

/** What is to be told to a partner that may not be told waits. */
async function sendable(database: Database, endpointId: string): Promise<EndpointRow | undefined> {
  const [row] = await database.rows<EndpointRow>(
    `SELECT ${ENDPOINT_COLUMNS} FROM webhook_endpoint w JOIN partner p ON p.id = w.partner_id
      WHERE w.id = ? AND w.state = 'active' AND ${MAY_BE_TOLD}`,
    [endpointId],
  );
  return row;
}

async function eventAgain(database: Database, { id }: EndpointRow): Promise<PartnerEvent | undefined> {
  const [event] = await database.rows<EventRow>(
    `SELECT ${EVENT_COLUMNS} FROM webhook_resend r JOIN webhook_endpoint w ON w.id = r.endpoint_id
       JOIN partner_event v ON v.partner_id = w.partner_id AND v.livemode = w.livemode AND v.seq = r.seq
      WHERE r.endpoint_id = ? ORDER BY r.asked_at, r.seq LIMIT 1`,
    [id],
  );
  return event && toEvent(event);
}

async function lastSeq(database: Database, row: EndpointRow): Promise<string> {
  const [number] = await database.rows<{ last_seq: string }>(
    'SELECT last_seq FROM partner_event_number WHERE partner_id = ? AND livemode = ?',
    [row.partner_id, row.livemode],
  );
  return number?.last_seq ?? '0';
}

/** Nothing up to `last` is for this endpoint: it need not be looked through again. */
async function passOver(database: Database, row: EndpointRow, last: string): Promise<void> {
  await database.inTransaction((tx: Tx) =>
    tx.query(
      'UPDATE webhook_endpoint SET delivered_seq = ? WHERE id = ? AND delivered_seq = ? AND round = ? AND kinds = ?',
      [last, row.id, row.delivered_seq, row.round, row.kinds],
    ),
  );
}
