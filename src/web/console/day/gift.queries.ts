import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';

/** A gift as staff see it: no name, no address, only what the public may see and what the books say. */
export interface GiftSummary {
  readonly donationId: string;
  readonly label: string;
  readonly amount: bigint;
  /** What its refunds, lost disputes or annulment took out of income again. */
  readonly refunded: bigint;
  readonly currency: string;
  readonly status: string;
  readonly createdAt: Date;
  readonly projectId: string;
  readonly projectNameZh: string;
  readonly projectNameEn: string;
  readonly receiptNo: string | null;
  readonly receiptIssuedAt: Date | null;
}

/** One leg of an entry: a debit and a credit of one amount in one fund. */
export interface EntryLeg {
  readonly entryId: string;
  readonly kind: string;
  readonly occurredAt: Date;
  readonly bookedOn: string;
  readonly ledgerSeq: bigint | null;
  readonly sourceType: string;
  readonly sourceId: string;
  readonly debit: string;
  readonly credit: string;
  readonly fundCode: string;
  readonly fundNameZh: string;
  readonly fundNameEn: string;
  readonly amount: bigint;
  readonly currency: string;
}

/** What the provider stated about the gift. */
export interface GiftFact {
  readonly id: string;
  readonly kind: string;
  readonly factKey: string;
  readonly amount: bigint | null;
  readonly currency: string | null;
  readonly occurredAt: Date;
  readonly providerEventId: string | null;
}

type Text<T, K extends keyof T> = Omit<T, K> & { [P in K]: T[P] extends bigint ? string : string | null };

/** Read models of one gift's way through the books. */
@Injectable()
export class GiftQueries {
  constructor(private readonly database: Database) {}

  /** The gift, or null when it is not one of this organization's. */
  async summary(organizationId: string, donationId: string): Promise<GiftSummary | null> {
    const [row] = await this.database.rows<Text<GiftSummary, 'amount' | 'refunded'>>(
      `SELECT d.id AS donationId, d.public_label AS label, d.amount, d.currency, d.status, d.created_at AS createdAt,
         p.id AS projectId, p.name_zh AS projectNameZh, p.name_en AS projectNameEn,
         (SELECT COALESCE(SUM(IF(b.kind = 'income', t.amount, 0)) - SUM(IF(c.kind = 'income', t.amount, 0)), 0)
            FROM entry e JOIN transfer t ON t.entry_id = e.id
            JOIN account b ON b.id = t.debit_account_id JOIN account c ON c.id = t.credit_account_id
           WHERE e.subject_id = d.id AND e.organization_id = d.organization_id AND e.kind IN (
             'refund_approved', 'refund_undone', 'refund_by_provider', 'dispute_lost', 'reversal')) AS refunded,
         CASE WHEN r.id IS NULL THEN NULL ELSE CONCAT(r.year, '-', LPAD(r.no, 8, '0')) END AS receiptNo,
         r.issued_at AS receiptIssuedAt
       FROM donation d JOIN project p ON p.id = d.project_id
       LEFT JOIN receipt_item i ON i.live_donation_id = d.id LEFT JOIN receipt r ON r.id = i.receipt_id
       WHERE d.id = ? AND d.organization_id = ?`,
      [donationId, organizationId],
    );
    return row ? { ...row, amount: BigInt(row.amount), refunded: BigInt(row.refunded) } : null;
  }

  /** All legs of all entries about the gift and its payments at the provider (their fees), in the order they were posted. */
  async legs(organizationId: string, donationId: string): Promise<EntryLeg[]> {
    const rows = await this.database.rows<Text<EntryLeg, 'amount' | 'ledgerSeq'>>(
      `SELECT e.id AS entryId, e.kind, e.occurred_at AS occurredAt, e.booked_on AS bookedOn, s.seq AS ledgerSeq,
         e.source_type AS sourceType, e.source_id AS sourceId, da.code AS debit, ca.code AS credit,
         f.code AS fundCode, f.name_zh AS fundNameZh, f.name_en AS fundNameEn, t.amount, t.currency
       FROM entry e JOIN transfer t ON t.entry_id = e.id
       JOIN account da ON da.id = t.debit_account_id JOIN account ca ON ca.id = t.credit_account_id
       JOIN fund f ON f.id = t.fund_id LEFT JOIN ledger_sequence s ON s.entry_id = e.id
       WHERE e.organization_id = ? AND (e.subject_id = ? OR e.subject_type = 'provider_payment' AND e.subject_id IN (
         SELECT a.provider_payment_id FROM payment_attempt a WHERE a.donation_id = ?
         UNION SELECT y.fact_key FROM fact y JOIN payment_attempt b ON b.id = y.payment_attempt_id
         WHERE b.donation_id = ? AND y.kind = 'payment_succeeded')) ORDER BY e.posted_at, e.id, t.leg`,
      [organizationId, donationId, donationId, donationId],
    );
    return rows.map((row) => ({
      ...row,
      amount: BigInt(row.amount),
      ledgerSeq: row.ledgerSeq === null ? null : BigInt(row.ledgerSeq),
    }));
  }

  /** The provider's statements about the gift, by time. */
  async facts(organizationId: string, donationId: string): Promise<GiftFact[]> {
    const rows = await this.database.rows<Text<GiftFact, 'amount'>>(
      `SELECT f.id, f.kind, f.fact_key AS factKey, f.amount, f.currency, f.occurred_at AS occurredAt,
         f.provider_event_id AS providerEventId
       FROM fact f JOIN payment_attempt a ON a.id = f.payment_attempt_id
       WHERE a.donation_id = ? AND f.organization_id = ? ORDER BY f.occurred_at, f.id`,
      [donationId, organizationId],
    );
    return rows.map((row) => ({ ...row, amount: row.amount === null ? null : BigInt(row.amount) }));
  }
}
