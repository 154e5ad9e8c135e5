import type { Tx } from '../platform/database/database.js';
import type { ProviderAccount } from '../providers/provider-account.entity.js';
import { KIND_DONOR } from './public-label.js';
import type { StatedGiftRow, StatedPayment } from './stated-gift.js';

/** Those of these payments that an attempt or a fact of ours knows. */
export async function knownPayments(
  tx: Tx,
  accountId: string,
  paymentIds: readonly string[],
): Promise<Set<string>> {
  const rows: { id: string }[] = await tx.query(
    `SELECT provider_payment_id AS id FROM payment_attempt
      WHERE provider_account_id = ? AND provider_payment_id IN (?)
     UNION
     SELECT fact_key FROM fact WHERE provider_account_id = ? AND kind = 'payment_succeeded' AND fact_key IN (?)`,
    [accountId, paymentIds, accountId, paymentIds],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Those of these ids that are attempts through this account. */
export async function ownAttempts(tx: Tx, accountId: string, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows: { id: string }[] = await tx.query(
    'SELECT id FROM payment_attempt WHERE id IN (?) AND provider_account_id = ?',
    [ids, accountId],
  );
  return new Set(rows.map(({ id }) => id));
}

/** The project of each payment by the account's mapping. Money in another currency than the project's has none. */
export async function mappedProjects(
  tx: Tx,
  account: ProviderAccount,
  payments: readonly StatedPayment[],
): Promise<Map<string, string>> {
  const words = [...new Set(payments.flatMap(({ attach, description }) => [attach, description]))].filter(
    Boolean,
  );
  if (words.length === 0) return new Map();
  const rows: { matches: string; value: string; projectId: string; currency: string }[] = await tx.query(
    `SELECT m.matches, m.value, m.project_id AS projectId, p.currency FROM gift_mapping m
       JOIN project p ON p.id = m.project_id
      WHERE m.provider_account_id = ? AND m.organization_id = ? AND m.value IN (?)`,
    [account.id, account.organizationId, words],
  );
  const projects = new Map<string, string>();
  for (const { paymentId, attach, description, currency } of payments) {
    const by = (matches: string, value: string | null) =>
      rows.find((row) => row.matches === matches && row.value === asCompared(value));
    const mapped = by('attach', attach) ?? by('description', description);
    if (mapped?.currency === currency) projects.set(paymentId, mapped.projectId);
  }
  return projects;
}

/** As the database compares texts: spaces at the end do not count. */
function asCompared(text: string | null): string | null {
  return text?.replace(/ +$/, '') ?? null;
}

/** Somebody unknown gave: nobody asked for a name, and nobody promised to show one. */
export async function insertStatedGifts(tx: Tx, gifts: readonly StatedGiftRow[]): Promise<void> {
  if (gifts.length === 0) return;
  await tx.query(
    `INSERT INTO donation (id, organization_id, project_id, amount, currency, status, publicity, donor_kind,
       public_label, locale, form_key, form_sha256, created_at) VALUES ?`,
    [
      gifts.map((gift) => [
        ...[gift.donationId, gift.organizationId, gift.projectId, gift.amount.toString(), gift.currency],
        ...['pending', 'ANONYMOUS', 'person', KIND_DONOR, 'zh-CN', gift.formKey, gift.formSha256, gift.at],
      ]),
    ],
  );
}

export async function insertStatedAttempts(tx: Tx, gifts: readonly StatedGiftRow[]): Promise<void> {
  if (gifts.length === 0) return;
  await tx.query(
    `INSERT INTO payment_attempt (id, organization_id, donation_id, provider_account_id, provider_payment_id, created_at)
     VALUES ?`,
    [
      gifts.map(({ attemptId, organizationId, donationId, accountId, paymentId, at }) => [
        ...[attemptId, organizationId, donationId, accountId, paymentId, at],
      ]),
    ],
  );
}

/** Approved refunds of these payments that no refund of the provider carries out yet, oldest first. */
export function openRefunds(
  tx: Tx,
  accountId: string,
  paymentIds: readonly string[],
): Promise<{ id: string; paymentKey: string; amount: string; currency: string }[]> {
  return tx.query(
    `SELECT id, payment_key AS paymentKey, amount, currency FROM refund
      WHERE provider_account_id = ? AND payment_key IN (?) AND origin = 'staff' AND state = 'approved'
        AND provider_refund_id IS NULL ORDER BY approved_at, id`,
    [accountId, paymentIds],
  );
}
