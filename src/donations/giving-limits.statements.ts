import type { Tx } from '../platform/database/database.js';
import { DAY_MS, type PastSession, SHORT_MS } from './giving-limits.js';

/** A checkout that a visitor wants opened. */
export interface Entrant {
  readonly attemptId: string;
  readonly networkMac: Buffer;
  readonly mailMac: Buffer | null;
}

/** Ends of `fact_key` of a delayed payment that failed: no card was tried by it. */
const NO_CARD = '%:async\\_payment\\_failed';
/** Unsettled checkouts of one network that are looked at, the newest first. */
const SESSIONS_MAX = 3_000;
/** More paid gifts than these change nothing. */
const PAID_MAX = 1_000;
/** The newest facts among which an attack shows. */
const FACTS_MAX = 1_000;

export async function insertSession(tx: Tx, { attemptId, networkMac, mailMac }: Entrant, now: Date) {
  await tx.query(
    `INSERT INTO giving_session (attempt_id, network_mac, mail_mac, answered, opened_at) VALUES (?, ?, ?, 0, ?)
     ON DUPLICATE KEY UPDATE attempt_id = attempt_id`,
    [attemptId, networkMac, mailMac, now],
  );
}

/** A session with what the provider has stated of its attempt. */
type SessionRow = {
  readonly id: string;
  readonly openedAt: Date;
  readonly answered: number;
  readonly status: string | null;
  readonly kind: string | null;
  readonly occurredAt: Date | null;
};

/** The network's unsettled checkouts of the last day that were noted before this one, by attempt id. */
export async function sessionsOf(
  tx: Tx,
  { attemptId, networkMac }: Entrant,
  notedAt: Date,
): Promise<Map<string, PastSession>> {
  const rows: SessionRow[] = await tx.query(
    `SELECT s.attempt_id AS id, s.opened_at AS openedAt, s.answered, d.status, f.kind, f.occurred_at AS occurredAt
       FROM (SELECT attempt_id, opened_at, answered FROM giving_session
              WHERE network_mac = ? AND paid = 0 AND opened_at > ?
                AND (opened_at < ? OR opened_at = ? AND attempt_id < ?)
              ORDER BY opened_at DESC LIMIT ${SESSIONS_MAX}) s
       LEFT JOIN payment_attempt a ON a.id = s.attempt_id
       LEFT JOIN donation d ON d.id = a.donation_id
       LEFT JOIN fact f ON f.payment_attempt_id = a.id AND f.provider_account_id = a.provider_account_id
        AND f.kind IN ('payment_failed', 'payment_expired', 'payment_succeeded') AND f.fact_key NOT LIKE '${NO_CARD}'`,
    [networkMac, new Date(notedAt.getTime() - DAY_MS), notedAt, notedAt, attemptId],
  );
  const sessions = new Map<string, PastSession & { declines: Date[] }>();
  for (const { id, openedAt, answered, status, kind, occurredAt } of rows) {
    const known = sessions.get(id);
    const declines = known?.declines ?? [];
    if (kind === 'payment_failed' && occurredAt) declines.push(occurredAt);
    const paid = status === 'succeeded' || status === 'refunded' || kind === 'payment_succeeded';
    sessions.set(id, {
      ...{ openedAt, answered: answered === 1, declines },
      paid: known?.paid === true || paid,
      expiredAt: kind === 'payment_expired' ? occurredAt : (known?.expiredAt ?? null),
    });
  }
  return sessions;
}

/** Settled gifts of the network: of ten minutes, of the day, and those of the day for which a question was answered. */
export async function paidOf(tx: Tx, networkMac: Buffer, now: Date) {
  const count = async (since: number, more = ''): Promise<number> => {
    const [row]: { n: string }[] = await tx.query(
      `SELECT COUNT(*) AS n FROM (SELECT 1 FROM giving_session
         WHERE network_mac = ? AND paid = 1 AND opened_at > ? ${more} LIMIT ${PAID_MAX}) some`,
      [networkMac, new Date(now.getTime() - since)],
    );
    return Number(row?.n ?? 0);
  };
  const paidDay = await count(DAY_MS);
  if (paidDay === 0) return { paidShort: 0, paidDay, paidAnswered: 0 };
  return { paidShort: await count(SHORT_MS), paidDay, paidAnswered: await count(DAY_MS, 'AND answered = 1') };
}

/** When cards were declined for a mail address within the last day. */
export async function declinesOfMail(tx: Tx, mailMac: Buffer, now: Date): Promise<Date[]> {
  const rows: { at: Date }[] = await tx.query(
    `SELECT f.occurred_at AS at FROM giving_session s JOIN fact f ON f.payment_attempt_id = s.attempt_id
      WHERE s.mail_mac = ? AND s.opened_at > ? AND f.kind = 'payment_failed' AND f.fact_key NOT LIKE '${NO_CARD}'
      ORDER BY f.occurred_at DESC LIMIT 100`,
    [mailMac, new Date(now.getTime() - DAY_MS)],
  );
  return rows.map(({ at }) => at);
}

/** Settles paid checkouts; rows that another process is settling are left to it. */
export async function settle(tx: Tx, attemptIds: readonly string[]): Promise<void> {
  const rows: { id: string }[] = await tx.query(
    'SELECT attempt_id AS id FROM giving_session WHERE attempt_id IN (?) FOR UPDATE SKIP LOCKED',
    [attemptIds],
  );
  if (rows.length === 0) return;
  await tx.query('UPDATE giving_session SET paid = 1 WHERE attempt_id IN (?)', [rows.map(({ id }) => id)]);
}

/** How the newest attempts of visitors ended within ten minutes, and at whose organizations cards were declined. */
export async function newestAttempts(tx: Tx, now: Date) {
  const rows: { organizationId: string; kind: string; n: string }[] = await tx.query(
    `SELECT f.organization_id AS organizationId, f.kind, COUNT(*) AS n
       FROM (SELECT organization_id, payment_attempt_id, kind, fact_key, occurred_at FROM fact
              ORDER BY id DESC LIMIT ${FACTS_MAX}) f
       JOIN giving_session s ON s.attempt_id = f.payment_attempt_id
      WHERE f.kind IN ('payment_failed', 'payment_succeeded') AND f.fact_key NOT LIKE '${NO_CARD}'
        AND f.occurred_at > ?
      GROUP BY f.organization_id, f.kind`,
    [new Date(now.getTime() - SHORT_MS)],
  );
  const declined = rows.filter(({ kind }) => kind === 'payment_failed');
  const sum = (some: typeof rows) => some.reduce((total, { n }) => total + Number(n), 0);
  return {
    declines: sum(declined),
    attempts: sum(rows),
    organizationIds: declined.map(({ organizationId }) => organizationId).sort(),
  };
}

/** Open checkouts of visitors in which `most` cards were declined, among the newest facts. */
export function triedOut(
  tx: Tx,
  most: number,
): Promise<{ readonly attemptId: string; readonly accountId: string; readonly sessionId: string }[]> {
  return tx.query(
    `SELECT a.id AS attemptId, a.provider_account_id AS accountId, a.provider_session_id AS sessionId
       FROM (SELECT DISTINCT n.payment_attempt_id AS id
               FROM (SELECT payment_attempt_id, kind FROM fact ORDER BY id DESC LIMIT ${FACTS_MAX}) n
              WHERE n.kind = 'payment_failed') tried
       JOIN giving_session s ON s.attempt_id = tried.id AND s.ended = 0 AND s.paid = 0
       JOIN payment_attempt a ON a.id = tried.id AND a.provider_session_id IS NOT NULL
      WHERE (SELECT COUNT(*) FROM fact f WHERE f.payment_attempt_id = a.id AND f.kind = 'payment_failed'
                AND f.fact_key NOT LIKE '${NO_CARD}') >= ?
        AND NOT EXISTS (SELECT 1 FROM fact f WHERE f.payment_attempt_id = a.id
                           AND f.kind IN ('payment_expired', 'payment_succeeded'))
      ORDER BY a.id LIMIT 200`,
    [most],
  );
}
