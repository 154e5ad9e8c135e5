import { newId } from '../kernel/ids.js';
import type { Tx } from '../platform/database/database.js';
import { FACT_COLUMNS, type StoredFact } from './payment-facts.statements.js';
import { KIND_DONOR } from './public-label.js';
import type { SuspendedPayment } from './suspense-release.js';

/** The payment that a case about money in suspense asks about; null when the case is about something else. */
export async function suspendedPayment(
  tx: Tx,
  organizationId: string,
  caseId: string,
): Promise<SuspendedPayment | null> {
  const rows: SuspendedPayment[] = await tx.query(
    `SELECT ${FACT_COLUMNS}, f.organization_id AS organizationId, a.account, a.provider
       FROM work_case c
       JOIN provider_account a ON a.organization_id = c.organization_id
       JOIN fact f ON f.provider_account_id = a.id AND f.kind = 'payment_succeeded'
                  AND f.fact_key = SUBSTRING(c.dedupe_key, CHAR_LENGTH(c.kind) + 2)
       JOIN entry e ON e.organization_id = f.organization_id AND e.source_type = 'fact' AND e.source_id = f.id
                   AND e.kind = 'suspense_gift' AND e.subject_id = c.subject_id
      WHERE c.id = ? AND c.organization_id = ? LIMIT 1`,
    [caseId, organizationId],
  );
  return rows[0] ?? null;
}

/** Everything that was stated about a payment, whichever attempt it belongs to. */
export function factsAbout(tx: Tx, { providerAccountId, key }: SuspendedPayment): Promise<StoredFact[]> {
  return tx.query(
    `SELECT ${FACT_COLUMNS} FROM fact f WHERE f.provider_account_id = ? AND f.payment_key = ?`,
    [providerAccountId, key],
  );
}

/** A project with the fund that its gifts go to. */
export interface ReleaseProject {
  readonly projectId: string;
  readonly fundId: string;
  readonly fundKind: 'restricted' | 'unrestricted';
  readonly currency: string;
}

/** The project of an organization, or null. */
export async function projectOfOrganization(
  tx: Tx,
  organizationId: string,
  projectId: string,
): Promise<ReleaseProject | null> {
  const rows: ReleaseProject[] = await tx.query(
    `SELECT p.id AS projectId, p.fund_id AS fundId, f.kind AS fundKind, f.currency
       FROM project p JOIN fund f ON f.id = p.fund_id WHERE p.id = ? AND p.organization_id = ?`,
    [projectId, organizationId],
  );
  return rows[0] ?? null;
}

/** A gift of somebody unknown: what money becomes that nobody claims and that is released all the same. */
export async function insertAnonymous(
  tx: Tx,
  gift: {
    readonly organizationId: string;
    readonly projectId: string;
    readonly amount: bigint;
    readonly currency: string;
    readonly factId: string;
    readonly now: Date;
  },
): Promise<string> {
  const id = newId();
  await tx.query(
    `INSERT INTO donation (id, organization_id, project_id, amount, currency, status, publicity, donor_kind,
       public_label, locale, form_key, form_sha256, created_at)
     VALUES (?, ?, ?, ?, ?, 'pending', 'ANONYMOUS', 'person', ?, 'zh-CN', ?, UNHEX(SHA2(?, 256)), ?)`,
    [
      ...[id, gift.organizationId, gift.projectId, gift.amount.toString(), gift.currency, KIND_DONOR],
      ...[`release:${gift.factId}`, gift.factId, gift.now],
    ],
  );
  return id;
}

/** The attempt by which later messages about the payment lead to its donation. */
export async function insertAttempt(
  tx: Tx,
  payment: SuspendedPayment,
  donationId: string,
  now: Date,
): Promise<string> {
  const id = newId();
  await tx.query(
    `INSERT INTO payment_attempt (id, organization_id, donation_id, provider_account_id, provider_payment_id, created_at)
     VALUES (?, ?, ?, ?, ?, ?)`,
    [id, payment.organizationId, donationId, payment.providerAccountId, payment.key, now],
  );
  return id;
}

/** States that the payment is the donation's from now on. Its amount is the payment's whole: what went back is stated apart. */
export async function insertReleasedFact(
  tx: Tx,
  payment: SuspendedPayment,
  attemptId: string,
  now: Date,
): Promise<void> {
  await tx.query(
    `INSERT INTO fact (id, organization_id, provider_account_id, kind, fact_key, payment_attempt_id, amount, currency,
       occurred_at, recorded_at) VALUES (?, ?, ?, 'payment_released', ?, ?, ?, ?, ?, ?)`,
    [
      ...[newId(), payment.organizationId, payment.providerAccountId, payment.key, attemptId],
      ...[payment.amount, payment.currency, now, now],
    ],
  );
}
