import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';

/** What of a day's gifts is asked for. `lacking` = only gifts that still lack their fee or their receipt. */
export interface DayFilter {
  readonly projectId: string | null;
  readonly lacking: 'fee' | 'receipt' | null;
  /** Part of a public label, or a receipt's number. */
  readonly text: string | null;
}

/** A booked gift of the day. Amounts in minor units; `fee` null = the provider has not told it yet. */
export interface DayGift {
  readonly entryId: string;
  readonly donationId: string | null;
  readonly occurredAt: Date;
  readonly inSuspense: boolean;
  readonly status: string | null;
  readonly label: string | null;
  readonly projectNameZh: string | null;
  readonly projectNameEn: string | null;
  readonly amount: bigint;
  readonly currency: string;
  readonly fee: bigint | null;
  readonly receiptNo: string | null;
  readonly ledgerSeq: bigint | null;
}

/** Totals of the gifts asked for, by project and currency. `net` counts only gifts whose fee is known. */
export interface DayTotal {
  readonly projectId: string | null;
  readonly nameZh: string | null;
  readonly nameEn: string | null;
  readonly currency: string;
  readonly gifts: number;
  readonly amount: bigint;
  readonly feesKnown: number;
  readonly fee: bigint;
  readonly net: bigint;
  readonly receipts: number;
  readonly receipted: bigint;
  /** Gifts that a receipt is due for: one for a donation however often it was paid, none for money in suspense. */
  readonly receiptsDue: number;
  readonly receiptsDueAmount: bigint;
  readonly numbered: number;
  /** What the provider's facts behind these entries say was paid. */
  readonly paid: bigint;
}

/**
 * The gifts of one accounting day as the ledger booked them: an entry is the row, everything else hangs on it. So
 * the list's totals are the ledger's, whatever a filter or a missing receipt does. A fee belongs to one payment: it is
 * found by the provider's own line, also when that came before the payment's event or the gift was paid twice.
 */
const GIFTS = `
  SELECT e.id AS entryId, e.occurred_at AS occurredAt, e.kind = 'suspense_gift' AS inSuspense,
    d.id AS donationId, d.status, d.public_label AS label,
    p.id AS projectId, p.name_zh AS projectNameZh, p.name_en AS projectNameEn,
    (SELECT SUM(t.amount) FROM transfer t WHERE t.entry_id = e.id) AS amount,
    (SELECT MIN(t.currency) FROM transfer t WHERE t.entry_id = e.id) AS currency,
    (SELECT f.amount FROM fact f WHERE e.source_type = 'fact' AND f.id = e.source_id) AS paid,
    (SELECT COALESCE(SUM(ft.amount), MIN(IF(l.fee = 0, 0, NULL))) FROM fact f
      JOIN statement_line l ON l.provider_account_id = f.provider_account_id AND l.provider_payment_id = f.fact_key
        AND l.type IN ('charge', 'payment')
      LEFT JOIN entry fe ON fe.organization_id = l.organization_id AND fe.source_type = 'statement_line'
        AND fe.source_id = CONCAT(l.provider_account_id, ':', l.line_key)
      LEFT JOIN transfer ft ON ft.entry_id = fe.id
      WHERE e.source_type = 'fact' AND f.id = e.source_id) AS fee,
    CASE WHEN r.id IS NULL THEN NULL ELSE CONCAT(r.year, '-', LPAD(r.no, 8, '0')) END AS receiptNo,
    i.amount AS receipted, s.seq AS ledgerSeq
  FROM entry e
  LEFT JOIN donation d ON d.id = e.subject_id AND d.organization_id = e.organization_id
  LEFT JOIN project p ON p.id = COALESCE(e.project_id, d.project_id)
  LEFT JOIN receipt_item i ON i.live_donation_id = d.id
  LEFT JOIN receipt r ON r.id = i.receipt_id
  LEFT JOIN ledger_sequence s ON s.entry_id = e.id
  WHERE e.organization_id = ? AND e.booked_on = ? AND e.kind IN ('gift', 'platform_gift', 'suspense_gift')`;

type Row<T> = { [K in keyof T]: T[K] extends bigint | null | number ? string | null : T[K] };

/** Read models of the accounting day. */
@Injectable()
export class DayQueries {
  constructor(private readonly database: Database) {}

  /** The day's gifts by time; `skip` and `limit` for pages. */
  async gifts(
    organizationId: string,
    day: string,
    filter: DayFilter,
    page: { skip: number; limit: number },
  ): Promise<DayGift[]> {
    const { condition, values } = narrowed(filter);
    const rows = await this.database.rows<Row<Omit<DayGift, 'inSuspense'>> & { inSuspense: unknown }>(
      `SELECT * FROM (${GIFTS}) g WHERE ${condition} ORDER BY g.occurredAt, g.entryId LIMIT ? OFFSET ?`,
      [organizationId, day, ...values, page.limit, page.skip],
    );
    return rows.map((row) => ({
      ...row,
      inSuspense: String(row.inSuspense) === '1',
      amount: BigInt(row.amount ?? '0'),
      fee: whole(row.fee),
      ledgerSeq: whole(row.ledgerSeq),
    }));
  }

  /** Totals by project of everything the filter lets through, whatever page is shown. */
  async totals(organizationId: string, day: string, filter: DayFilter): Promise<DayTotal[]> {
    const { condition, values } = narrowed(filter);
    const rows = await this.database.rows<Row<DayTotal>>(
      `SELECT g.projectId, g.projectNameZh AS nameZh, g.projectNameEn AS nameEn, g.currency,
         COUNT(*) AS gifts, SUM(g.amount) AS amount, COUNT(g.fee) AS feesKnown, COALESCE(SUM(g.fee), 0) AS fee,
         COALESCE(SUM(CASE WHEN g.fee IS NULL THEN NULL ELSE g.amount - g.fee END), 0) AS net,
         COUNT(CASE WHEN g.due THEN g.receiptNo END) AS receipts,
         COALESCE(SUM(CASE WHEN g.due THEN g.receipted END), 0) AS receipted,
         SUM(g.due) AS receiptsDue, COALESCE(SUM(CASE WHEN g.due THEN g.amount END), 0) AS receiptsDueAmount,
         COUNT(g.ledgerSeq) AS numbered, COALESCE(SUM(g.paid), 0) AS paid
       FROM (SELECT g.*, NOT g.inSuspense AND ROW_NUMBER() OVER (
               PARTITION BY COALESCE(g.donationId, g.entryId), g.inSuspense ORDER BY g.entryId) = 1 AS due
             FROM (${GIFTS}) g WHERE ${condition}) g
       GROUP BY g.projectId, g.projectNameZh, g.projectNameEn, g.currency ORDER BY amount DESC, g.projectId`,
      [organizationId, day, ...values],
    );
    return rows.map((row) => ({
      projectId: row.projectId,
      nameZh: row.nameZh,
      nameEn: row.nameEn,
      currency: row.currency,
      gifts: count(row.gifts),
      amount: BigInt(row.amount ?? '0'),
      feesKnown: count(row.feesKnown),
      fee: BigInt(row.fee ?? '0'),
      net: BigInt(row.net ?? '0'),
      receipts: count(row.receipts),
      receipted: BigInt(row.receipted ?? '0'),
      receiptsDue: count(row.receiptsDue),
      receiptsDueAmount: BigInt(row.receiptsDueAmount ?? '0'),
      numbered: count(row.numbered),
      paid: BigInt(row.paid ?? '0'),
    }));
  }

  /** Payments that the provider confirmed and that stand in no entry: must be none, ever. */
  async unbookedPayments(organizationId: string): Promise<number> {
    const [row] = await this.database.rows<{ n: string }>(
      `SELECT COUNT(*) AS n FROM fact f
        WHERE f.organization_id = ? AND f.kind = 'payment_succeeded' AND NOT EXISTS (
          SELECT 1 FROM entry e WHERE e.organization_id = f.organization_id AND e.source_type = 'fact'
            AND e.source_id = f.id)`,
      [organizationId],
    );
    return Number(row?.n ?? 0);
  }
}

function narrowed(filter: DayFilter): { condition: string; values: string[] } {
  const conditions = ['1 = 1'];
  const values: string[] = [];
  if (filter.projectId !== null) {
    conditions.push('g.projectId = ?');
    values.push(filter.projectId);
  }
  if (filter.lacking === 'fee') conditions.push('g.fee IS NULL');
  if (filter.lacking === 'receipt') conditions.push('g.receiptNo IS NULL AND NOT g.inSuspense');
  if (filter.text !== null) {
    const part = `%${filter.text.replace(/[\\%_]/g, '\\$&')}%`;
    conditions.push('(g.label LIKE ? OR g.receiptNo LIKE ?)');
    values.push(part, part);
  }
  return { condition: conditions.join(' AND '), values };
}

/** COUNT comes as text; a day has no more gifts than a number can hold. */
function count(text: string | null): number {
  return Number(text ?? '0');
}

function whole(text: string | null): bigint | null {
  return text === null ? null : BigInt(text);
}
