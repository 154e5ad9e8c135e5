import type { Database, Tx } from '../platform/database/database.js';

/** A gift that stands in the books, with everything that its receipt says. */
export interface BookedGift {
  readonly donationId: string;
  readonly nameEncrypted: Buffer | null;
  /**
   * Minor units that stand in income (or, its year closed, in net assets) from this gift, received less refunds and lost disputes; never more than was
   * promised: a second payment for one gift is no second gift, and its case proposes to give it back. 0 or less when
   * everything was returned.
   */
  readonly net: bigint;
  readonly currency: string;
  readonly paidAt: Date;
  readonly provider: string;
  readonly organizationNameZh: string;
  readonly organizationNameEn: string;
  readonly creditCode: string;
  readonly timeZone: string;
  readonly demo: boolean;
  readonly projectNameZh: string;
  readonly projectNameEn: string;
  readonly filingNo: string | null;
  /** The receipt that stands for it and what that confirms; null while there is none. */
  readonly receiptId: string | null;
  readonly receipted: bigint | null;
  /** A person voided its receipt and wanted no other. */
  readonly held: boolean;
  /** It has been on a receipt before. */
  readonly receiptedBefore: boolean;
}

type Row = Omit<BookedGift, 'net' | 'receipted' | 'demo' | 'held' | 'receiptedBefore'> & {
  net: string;
  receipted: string | null;
  demo: number;
  held: number;
  receiptedBefore: number;
};

/**
 * What the books say about the donations, in the order in which they were booked. What lies in suspense is a
 * liability and not in income, so it does not show up here until it is released.
 */
export async function bookedGifts(
  database: Database,
  tx: Tx,
  organizationId: string,
  donationIds: readonly string[],
): Promise<BookedGift[]> {
  const rows = await database.rows<Row>(
    `SELECT d.id AS donationId, d.name_encrypted AS nameEncrypted, LEAST(gift.net, d.amount) AS net, gift.currency, gift.paidAt,
            COALESCE(pa.provider, 'offline') AS provider,
            o.name_zh AS organizationNameZh, o.name_en AS organizationNameEn, o.credit_code AS creditCode,
            o.time_zone AS timeZone, o.demo,
            p.name_zh AS projectNameZh, p.name_en AS projectNameEn, p.filing_no AS filingNo,
            live.receipt_id AS receiptId, live.amount AS receipted,
            EXISTS (SELECT 1 FROM receipt_hold h WHERE h.donation_id = d.id) AS held,
            EXISTS (SELECT 1 FROM receipt_item i WHERE i.donation_id = d.id) AS receiptedBefore
       FROM (SELECT e.subject_id, t.currency, MIN(e.occurred_at) AS paidAt, MIN(e.id) AS first_entry,
                    MIN(IF(e.source_type = 'fact', e.source_id, NULL)) AS fact_id,
                    SUM(IF(c.kind IN ('income', 'net_asset'), t.amount, 0)) - SUM(IF(b.kind IN ('income', 'net_asset'), t.amount, 0)) AS net
               FROM entry e
               JOIN transfer t ON t.entry_id = e.id
               JOIN account c ON c.id = t.credit_account_id
               JOIN account b ON b.id = t.debit_account_id
              WHERE e.subject_id IN (?) AND e.subject_type = 'donation' AND e.organization_id = ?
              GROUP BY e.subject_id, t.currency) gift
       JOIN donation d ON d.id = gift.subject_id AND d.organization_id = ?
       JOIN project p ON p.id = d.project_id
       JOIN organization o ON o.id = d.organization_id
       LEFT JOIN receipt_item live ON live.live_donation_id = d.id
       LEFT JOIN fact f ON f.id = gift.fact_id
       LEFT JOIN provider_account pa ON pa.id = f.provider_account_id
      WHERE gift.currency = d.currency
      ORDER BY gift.first_entry`,
    [donationIds, organizationId, organizationId],
    tx,
  );
  return rows.map((row) => ({
    ...row,
    net: BigInt(row.net),
    receipted: row.receipted === null ? null : BigInt(row.receipted),
    demo: row.demo === 1,
    held: Number(row.held) === 1,
    receiptedBefore: Number(row.receiptedBefore) === 1,
  }));
}
