import type { Tx } from '../platform/database/database.js';
import type { DisputeStatus, PaymentReference } from '../providers/event-reading.js';
import type { RefundState } from './refund.entity.js';
import type { RefundRow } from './refund.js';
import type { DisputeChange, DisputeRow, RefundChange } from './return-facts.js';
import type { Place } from './return-places.js';

interface PlaceColumns {
  readonly place: 'gift' | 'suspense' | null;
  readonly fundId: string | null;
  readonly fundKind: 'restricted' | 'unrestricted' | null;
  readonly fundCurrency: string | null;
  readonly donationId: string | null;
  readonly projectId: string | null;
  readonly channelId: string | null;
  readonly paymentKey: string;
}

interface RefundColumns extends PlaceColumns {
  readonly id: string;
  readonly accountId: string;
  readonly providerRefundId: string | null;
  readonly origin: 'staff' | 'provider';
  readonly state: RefundState;
  readonly amount: string;
  readonly currency: string;
  readonly requestedAt: Date;
}

interface DisputeColumns extends PlaceColumns {
  readonly id: string;
  readonly accountId: string;
  readonly key: string;
  readonly state: DisputeStatus;
  readonly amount: string;
  readonly currency: string;
  readonly reason: string | null;
  readonly openedAt: Date;
  readonly evidenceDueAt: Date | null;
  readonly statedAt: Date;
}

const PLACE = `r.place, r.fund_id AS fundId, f.kind AS fundKind, f.currency AS fundCurrency, r.donation_id AS donationId,
  d.project_id AS projectId, d.channel_id AS channelId, r.payment_key AS paymentKey`;
const PLACED = 'LEFT JOIN fund f ON f.id = r.fund_id LEFT JOIN donation d ON d.id = r.donation_id';
const REFUND = `SELECT r.id, r.provider_account_id AS accountId, r.provider_refund_id AS providerRefundId, r.origin, r.state,
    r.amount, r.currency, r.requested_at AS requestedAt, ${PLACE} FROM refund r ${PLACED}`;
const DISPUTE = `SELECT r.id, r.provider_account_id AS accountId, r.provider_dispute_id AS \`key\`, r.state, r.amount, r.currency,
    r.reason, r.opened_at AS openedAt, r.evidence_due_at AS evidenceDueAt, r.stated_at AS statedAt, ${PLACE}
  FROM dispute r ${PLACED}`;

/** Locks refunds by the provider's ids, by our own, or by the payment they are of; in the order of their ids. */
export async function lockRefunds(
  tx: Tx,
  by: 'at_provider' | 'id' | 'payment',
  values: readonly unknown[],
): Promise<RefundRow[]> {
  if (values.length === 0) return [];
  const where = {
    at_provider: '(r.provider_account_id, r.provider_refund_id) IN (?)',
    id: 'r.id IN (?)',
    payment: '(r.provider_account_id, r.payment_key) IN (?)',
  }[by];
  const ids = await lockIds(tx, 'refund', where, values);
  if (ids.length === 0) return [];
  const rows: RefundColumns[] = await tx.query(`${REFUND} WHERE r.id IN (?) ORDER BY r.id`, [ids]);
  return rows.map((row) => ({ ...row, amount: BigInt(row.amount), place: placeIn(row) }));
}

/** Locks disputes by (account, the provider's id). */
export async function lockDisputes(tx: Tx, keys: readonly (readonly string[])[]): Promise<DisputeRow[]> {
  if (keys.length === 0) return [];
  const ids = await lockIds(tx, 'dispute', '(r.provider_account_id, r.provider_dispute_id) IN (?)', keys);
  if (ids.length === 0) return [];
  const rows: DisputeColumns[] = await tx.query(`${DISPUTE} WHERE r.id IN (?) ORDER BY r.id`, [ids]);
  return rows.map((row) => ({
    ...row,
    status: row.state,
    amount: BigInt(row.amount),
    place: placeIn(row),
  }));
}

/** Locks rows of this table alone: a lock on their funds would hold up every gift to them. */
async function lockIds(
  tx: Tx,
  table: 'refund' | 'dispute',
  where: string,
  values: readonly unknown[],
): Promise<string[]> {
  const rows: { id: string }[] = await tx.query(
    `SELECT r.id FROM ${table} r WHERE ${where} ORDER BY r.id FOR UPDATE`,
    [values],
  );
  return rows.map(({ id }) => id);
}

function placeIn(row: PlaceColumns): Place | null {
  const { place, fundId, fundKind, fundCurrency, donationId, projectId, channelId } = row;
  if (place === null) return null;
  if (place === 'gift' && fundId && fundKind && fundCurrency && donationId && projectId)
    return { at: 'gift', fundId, fundKind, currency: fundCurrency, donationId, projectId, channelId };
  return {
    at: 'suspense',
    subject: donationId
      ? { type: 'donation', id: donationId }
      : { type: 'provider_payment', id: row.paymentKey.slice(0, 64) },
  };
}

/** What a place is in the columns of a refund or dispute. */
export function placeValues(place: Place | null): {
  place: 'gift' | 'suspense' | null;
  fundId: string | null;
} {
  return { place: place?.at ?? null, fundId: place?.at === 'gift' ? place.fundId : null };
}

/** The donation that a place is about. */
export function donationIn(place: Place): string | null {
  if (place.at === 'gift') return place.donationId;
  return place.subject.type === 'donation' ? place.subject.id : null;
}

/** Writes what the provider's word makes of a refund. */
export async function writeRefund(
  tx: Tx,
  { isNew, account, row, problem, about }: RefundChange,
): Promise<void> {
  const { place, fundId } = placeValues(row.place);
  if (!isNew) {
    await tx.query(
      `UPDATE refund SET state = ?, provider_refund_id = ?, place = ?, fund_id = ?, problem = COALESCE(?, problem)
        WHERE id = ?`,
      [row.state, row.providerRefundId, place, fundId, problem, row.id],
    );
    return;
  }
  await tx.query(
    `INSERT INTO refund (id, organization_id, donation_id, provider_account_id, payment_key, provider_refund_id, origin,
       state, amount, currency, place, fund_id, requested_at, problem) VALUES (?)`,
    [
      [
        ...[
          row.id,
          account.organizationId,
          donationIn(about),
          account.id,
          row.paymentKey,
          row.providerRefundId,
        ],
        ...[
          'provider',
          row.state,
          row.amount.toString(),
          row.currency,
          place,
          fundId,
          row.requestedAt,
          problem,
        ],
      ],
    ],
  );
}

/** Writes how a dispute stands. */
export async function writeDispute(tx: Tx, change: DisputeChange): Promise<void> {
  const { isNew, account, paymentKey, row, about } = change;
  const { place, fundId } = placeValues(row.place);
  const state = [row.status, row.statedAt, row.amount.toString(), row.currency, row.reason, row.openedAt];
  if (!isNew) {
    await tx.query(
      `UPDATE dispute SET state = ?, stated_at = ?, amount = ?, currency = ?, reason = ?, opened_at = ?,
              evidence_due_at = ?, place = ?, fund_id = ? WHERE id = ?`,
      [...state, row.evidenceDueAt, place, fundId, row.id],
    );
    return;
  }
  await tx.query(
    `INSERT INTO dispute (id, organization_id, donation_id, provider_account_id, payment_key, provider_dispute_id, state,
       stated_at, amount, currency, reason, opened_at, evidence_due_at, place, fund_id) VALUES (?)`,
    [
      [
        ...[row.id, account.organizationId, donationIn(about), account.id, paymentKey, row.key],
        ...[...state, row.evidenceDueAt, place, fundId],
      ],
    ],
  );
}

/** Facts about disputes of payments that are nobody's: nothing else leads to them. */
export function factsOfUnclaimed<Row>(
  tx: Tx,
  columns: string,
  disputeKeys: readonly string[],
): Promise<Row[]> {
  return tx.query(
    `SELECT ${columns} FROM fact f WHERE f.payment_attempt_id IS NULL AND f.dispute_key IN (?)`,
    [disputeKeys],
  );
}

/** A reference by our own attempt alone. */
export function byAttempt(attemptId: string): PaymentReference {
  return { attemptId, paymentId: null, sessionId: null };
}

/** Whether a case of this kind about this thing is open. */
export async function hasOpenCase(tx: Tx, kind: string, subjectId: string): Promise<boolean> {
  const rows: unknown[] = await tx.query(
    "SELECT 1 FROM work_case WHERE kind = ? AND subject_id = ? AND state = 'open' LIMIT 1",
    [kind, subjectId],
  );
  return rows.length > 0;
}
