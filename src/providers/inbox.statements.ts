import type { Database } from '../platform/database/database.js';
import { NotInTime } from './micro-batcher.js';
import type { AcceptOutcome, SignedEvent } from './provider-event.js';

/** A database that does not answer within this time gets its connection cut. */
const PATIENCE_MS = 5_000;

interface StoredRow {
  id: string;
  account: string;
  event_id: string;
  body_sha256: Buffer;
  via_list: string | number | null;
}

/**
 * Stores a batch by one statement that commits by itself, and says for each event what became of it.
 * IGNORE makes a known (provider, account, event id) no error; every event is then looked for when fewer rows
 * were written than sent, so that nothing else can be ignored unseen.
 */
export async function storeBatch(
  database: Database,
  events: readonly SignedEvent[],
): Promise<(AcceptOutcome | Error)[]> {
  const firsts = new Map<string, SignedEvent>();
  for (const event of events) if (!firsts.has(keyOf(event))) firsts.set(keyOf(event), event);
  const written = await insertAll(database, [...firsts.values()]);
  const stored = written === firsts.size ? null : await findAll(database, [...firsts.values()]);
  return events.map((event) => {
    const first = firsts.get(keyOf(event)) as SignedEvent;
    const row = stored?.get(keyOf(event));
    if (stored && !row) return new Error(`event ${event.eventId} was not written`);
    if (event !== first && !sameEvent(event, first)) return 'conflict';
    if (!row) return event === first ? 'stored' : 'duplicate';
    const listed = isListed(event) || Number(row.via_list) === 1;
    return row.body_sha256.equals(event.bodySha256) || listed ? 'duplicate' : 'conflict';
  });
}

/** Keeps the second content of an event beside the first, once. */
export async function storeConflict(database: Database, event: SignedEvent): Promise<void> {
  await database.rows(
    `INSERT IGNORE INTO inbox_conflict (provider_event_id, body, body_sha256, received_at)
     SELECT id, ?, ?, ? FROM provider_event WHERE provider = ? AND account = ? AND event_id = ?`,
    [
      event.body,
      event.bodySha256,
      event.receivedAt,
      event.account.provider,
      event.account.account,
      event.eventId,
    ],
  );
}

async function insertAll(database: Database, events: readonly SignedEvent[]): Promise<number> {
  const values = events.map((event) => [
    event.account.provider,
    event.account.account,
    event.eventId,
    event.type,
    event.body,
    event.bodySha256,
    event.headers,
    event.receivedAt,
    event.arrival.state,
    event.receivedAt,
    event.arrival.reason,
  ]);
  const answer = await patiently<{ affectedRows: number }>(
    database,
    `INSERT IGNORE INTO provider_event (provider, account, event_id, type, body, body_sha256, headers,
       received_at, state, next_at, last_error) VALUES ?`,
    [values],
  );
  return answer.affectedRows;
}

/**
 * One statement on a connection of its own, which is cut when no answer comes. The driver never answers a statement
 * whose connection we cut ourselves, so the wait ends here: else each such batch would hold its place for ever.
 * @throws NotInTime when the database does not answer.
 */
async function patiently<T>(database: Database, sql: string, parameters: unknown[]): Promise<T> {
  const runner = database.source.createQueryRunner();
  let patience: NodeJS.Timeout | undefined;
  try {
    const connection: { destroy(): void } = await runner.connect();
    const tooLong = new Promise<never>((_resolve, reject) => {
      patience = setTimeout(() => {
        connection.destroy();
        reject(new NotInTime('the database does not answer'));
      }, PATIENCE_MS);
    });
    return await Promise.race([runner.query(sql, parameters), tooLong]);
  } finally {
    clearTimeout(patience);
    await runner.release().catch(() => undefined);
  }
}

async function findAll(database: Database, events: readonly SignedEvent[]): Promise<Map<string, StoredRow>> {
  const rows = await patiently<(StoredRow & { provider: string })[]>(
    database,
    `SELECT id, provider, account, event_id, body_sha256, JSON_VALUE(headers, '$.via') = 'list' AS via_list
     FROM provider_event WHERE (provider, account, event_id) IN (?)`,
    [events.map((event) => [event.account.provider, event.account.account, event.eventId])],
  );
  return new Map(rows.map((row) => [`${row.provider}/${row.account}/${row.event_id}`, row]));
}

function keyOf(event: SignedEvent): string {
  return `${event.account.provider}/${event.account.account}/${event.eventId}`;
}

/** The provider's list and its webhook write the same event with other spaces: their bytes cannot be compared. */
function sameEvent(one: SignedEvent, other: SignedEvent): boolean {
  return isListed(one) || isListed(other) || one.bodySha256.equals(other.bodySha256);
}

function isListed(event: SignedEvent): boolean {
  return event.headers === LISTED;
}

/** The headers of an event that we fetched from the provider's list. */
export const LISTED = '{"via":"list"}';
