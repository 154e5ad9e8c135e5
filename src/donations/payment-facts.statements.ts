import type { Tx } from '../platform/database/database.js';
import type { FactDraft, FactKind, PaymentReference } from '../providers/event-reading.js';

/** A payment attempt with what is needed to book its money. */
export interface AttemptRow {
  readonly attemptId: string;
  readonly accountId: string;
  readonly paymentId: string | null;
  readonly sessionId: string | null;
  readonly donationId: string;
  readonly organizationId: string;
  readonly projectId: string;
  readonly channelId: string | null;
  readonly amount: string;
  readonly currency: string;
  readonly status: string;
}

/** The project side of an attempt. */
export interface ProjectRow {
  readonly projectId: string;
  readonly fundId: string;
  readonly fundKind: 'restricted' | 'unrestricted';
  readonly closedAt: Date | null;
}

/** A fact that is in our books already. */
export interface StoredFact {
  readonly id: string;
  readonly kind: FactKind;
  readonly key: string;
  readonly amount: string | null;
  readonly fee: string | null;
  readonly currency: string | null;
  readonly occurredAt: Date;
  readonly paymentKey: string | null;
  readonly disputeKey: string | null;
  readonly providerAccountId: string;
  readonly attemptId: string | null;
}

const ATTEMPT = `SELECT a.id AS attemptId, a.provider_account_id AS accountId, a.provider_payment_id AS paymentId,
    a.provider_session_id AS sessionId, d.id AS donationId, d.organization_id AS organizationId,
    d.project_id AS projectId, d.channel_id AS channelId, d.amount, d.currency, d.status
  FROM payment_attempt a STRAIGHT_JOIN donation d ON d.id = a.donation_id`;

/**
 * Finds and locks the attempts that events refer to, with their donations: first by our own id, and only for
 * events that do not carry it by the provider's ids. The lock makes workers take turns with one donation.
 */
export async function lockAttempts(
  tx: Tx,
  references: readonly { readonly accountId: string; readonly reference: PaymentReference }[],
): Promise<AttemptRow[]> {
  const rows: AttemptRow[] = [];
  const find = async (where: string, values: readonly unknown[]): Promise<void> => {
    if (values.length > 0) rows.push(...(await tx.query(`${ATTEMPT} WHERE ${where} FOR UPDATE`, [values])));
  };
  await find('a.id IN (?)', [...new Set(references.flatMap(({ reference }) => reference.attemptId ?? []))]);
  const found = new Set(rows.map(({ attemptId }) => attemptId));
  const payments: string[][] = [];
  const sessions: string[][] = [];
  for (const { accountId, reference } of references) {
    const { attemptId, paymentId, sessionId } = reference;
    if (attemptId && found.has(attemptId)) continue;
    if (paymentId) payments.push([accountId, paymentId]);
    if (sessionId) sessions.push([accountId, sessionId]);
  }
  await find('(a.provider_account_id, a.provider_payment_id) IN (?)', payments);
  await find('(a.provider_account_id, a.provider_session_id) IN (?)', sessions);
  return rows;
}

/** Locks a donation of this organization with all its attempts. */
export function lockDonation(tx: Tx, organizationId: string, donationId: string): Promise<AttemptRow[]> {
  return tx.query(`${ATTEMPT} WHERE d.id = ? AND d.organization_id = ? ORDER BY a.id FOR UPDATE`, [
    donationId,
    organizationId,
  ]);
}

export function findProjects(tx: Tx, projectIds: readonly string[]): Promise<ProjectRow[]> {
  return tx.query(
    `SELECT p.id AS projectId, p.fund_id AS fundId, f.kind AS fundKind, p.closed_at AS closedAt
     FROM project p JOIN fund f ON f.id = p.fund_id WHERE p.id IN (?)`,
    [projectIds],
  );
}

/** A fact as `StoredFact` reads it, from table `f`. */
export const FACT_COLUMNS = `f.id, f.kind, f.fact_key AS \`key\`, f.amount, f.fee, f.currency, f.occurred_at AS occurredAt,
    f.payment_key AS paymentKey, f.dispute_key AS disputeKey, f.provider_account_id AS providerAccountId,
    f.payment_attempt_id AS attemptId`;

/**
 * All facts of these donations, whichever attempt they belong to. The order of the tables is told: with statistics from
 * a time when there were few facts, the server read all of them for each batch.
 */
export function factsOfDonations(
  tx: Tx,
  donationIds: readonly string[],
): Promise<(StoredFact & { readonly donationId: string; readonly attemptAccountId: string })[]> {
  return tx.query(
    `SELECT ${FACT_COLUMNS},
            a.donation_id AS donationId, a.provider_account_id AS attemptAccountId
     FROM payment_attempt a STRAIGHT_JOIN fact f FORCE INDEX (fact_by_attempt) ON f.payment_attempt_id = a.id
     WHERE a.donation_id IN (?)`,
    [donationIds],
  );
}

/** Facts under these natural keys, also those that belong to no donation. */
export function factsByKey(tx: Tx, keys: readonly (readonly string[])[]): Promise<StoredFact[]> {
  return tx.query(
    `SELECT ${FACT_COLUMNS} FROM fact f WHERE (f.provider_account_id, f.kind, f.fact_key) IN (?)`,
    [keys],
  );
}

/** A fact to be written. */
export interface FactRow {
  readonly id: string;
  readonly organizationId: string;
  readonly accountId: string;
  readonly attemptId: string | null;
  readonly draft: FactDraft;
  readonly eventId: string | null;
}

export async function insertFacts(tx: Tx, facts: readonly FactRow[], now: Date): Promise<void> {
  if (facts.length === 0) return;
  const rows = facts.map(({ id, organizationId, accountId, attemptId, draft, eventId }) => [
    ...[id, organizationId, accountId, draft.kind, draft.key, attemptId, draft.paymentKey, draft.disputeKey],
    ...[draft.amount?.toString() ?? null, draft.fee?.toString() ?? null, draft.currency, draft.occurredAt],
    ...[eventId, draft.detail, now],
  ]);
  await tx.query(
    `INSERT INTO fact (id, organization_id, provider_account_id, kind, fact_key, payment_attempt_id, payment_key,
       dispute_key, amount, fee, currency, occurred_at, provider_event_id, detail, recorded_at) VALUES ?`,
    [rows],
  );
}

/** Sets the status of donations, one statement for each status that occurs: nearly always one. */
export async function setStatuses(tx: Tx, statuses: ReadonlyMap<string, string>): Promise<void> {
  const byStatus = new Map<string, string[]>();
  for (const [id, status] of statuses) byStatus.set(status, [...(byStatus.get(status) ?? []), id]);
  for (const [status, ids] of byStatus)
    await tx.query('UPDATE donation SET status = ? WHERE id IN (?)', [status, ids]);
}

/** Remembers the provider's payment ids, by which events without metadata and statement lines are found. */
export async function setPaymentIds(tx: Tx, paymentIds: ReadonlyMap<string, string>): Promise<void> {
  if (paymentIds.size === 0) return;
  const cases = 'WHEN ? THEN ? '.repeat(paymentIds.size);
  await tx.query(
    `UPDATE payment_attempt SET provider_payment_id = CASE id ${cases}END
     WHERE id IN (?) AND provider_payment_id IS NULL`,
    [...[...paymentIds].flat(), [...paymentIds.keys()]],
  );
}
