import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';
import { type DayFilter, giftsPage, giftTotals } from './day.statements.js';

export type { DayFilter } from './day.statements.js';

/** The way a gift came: through a provider, in cash, by bank transfer. */
export type GiftWay = 'stripe' | 'wechat' | 'alipay' | 'platform' | 'cash' | 'bank_transfer';

/** A booked gift of the day. Amounts in minor units; `fee` null = the provider has not told it yet. */
export interface DayGift {
  readonly entryId: string;
  readonly way: GiftWay | null;
  /** What people call the provider account; null where the way says enough. */
  readonly account: string | null;
  readonly donationId: string | null;
  readonly occurredAt: Date;
  readonly inSuspense: boolean;
  readonly status: string | null;
  readonly label: string | null;
  readonly projectNameZh: string | null;
  readonly projectNameEn: string | null;
  readonly amount: bigint;
  readonly currency: string;
  /** What has gone back of it so far. */
  readonly refunded: bigint;
  readonly fee: bigint | null;
  readonly receiptNo: string | null;
  readonly ledgerSeq: bigint | null;
}

/** Totals of the gifts asked for, by project and currency. `net` = amount − refunded − fee of gifts whose fee is known. */
export interface DayTotal {
  readonly projectId: string | null;
  readonly nameZh: string | null;
  readonly nameEn: string | null;
  readonly currency: string;
  readonly gifts: number;
  readonly amount: bigint;
  readonly refunded: bigint;
  readonly feesKnown: number;
  readonly fee: bigint;
  readonly net: bigint;
  readonly receipts: number;
  readonly receipted: bigint;
  /** Gifts that a receipt is due for: one for a donation however often it was paid, none for money in suspense or returned. */
  readonly receiptsDue: number;
  readonly receiptsDueAmount: bigint;
  readonly numbered: number;
  /** What the provider's facts and the checked forms behind these entries say was paid. */
  readonly paid: bigint;
}

type GiftRow = Row<Omit<DayGift, 'inSuspense' | 'way'>> & { inSuspense: unknown; way: GiftWay | null };
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
    const { sql, values } = giftsPage(organizationId, day, filter, page);
    const rows = await this.database.rows<GiftRow>(sql, values);
    return rows.map((row) => ({
      ...row,
      inSuspense: String(row.inSuspense) === '1',
      amount: BigInt(row.amount ?? '0'),
      refunded: BigInt(row.refunded ?? '0'),
      fee: whole(row.fee),
      ledgerSeq: whole(row.ledgerSeq),
    }));
  }

  /** Totals by project of everything the filter lets through, whatever page is shown. */
  async totals(organizationId: string, day: string, filter: DayFilter): Promise<DayTotal[]> {
    const { sql, values } = giftTotals(organizationId, day, filter);
    const rows = await this.database.rows<Row<DayTotal>>(sql, values);
    return rows.map((row) => ({
      projectId: row.projectId,
      nameZh: row.nameZh,
      nameEn: row.nameEn,
      currency: row.currency,
      gifts: count(row.gifts),
      amount: BigInt(row.amount ?? '0'),
      refunded: BigInt(row.refunded ?? '0'),
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

/** COUNT comes as text; a day has no more gifts than a number can hold. */
function count(text: string | null): number {
  return Number(text ?? '0');
}

function whole(text: string | null): bigint | null {
  return text === null ? null : BigInt(text);
}
