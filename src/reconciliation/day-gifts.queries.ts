import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../platform/database/database.js';
import type { DaySpan } from './day-books.queries.js';

/** What donors' gifts and returns of a day come to in one fund, by what they are made of and not by the ledger. */
export interface GivenToFund {
  readonly fundId: string;
  readonly amount: bigint;
}

/** Receipts of the gifts booked on a day: how many gifts stand, and what became of each one's receipt. */
export interface ReceiptCount {
  readonly gifts: number;
  readonly issued: number;
  /** A person voided its receipt and wanted no other. */
  readonly waived: number;
  /** On its way. */
  readonly pending: number;
}

/** A fund that has less than nothing at a moment, and whether somebody has been asked about it. */
export interface FundName {
  readonly id: string;
  readonly code: string;
  readonly kind: 'restricted' | 'unrestricted' | 'suspense' | 'treasury';
  readonly currency: string;
  readonly nameZh: string;
  readonly nameEn: string;
  /** An open case says that forced outflows overdrew it. */
  readonly hasCase: boolean;
}

/** What a day brought to a project by one way. */
export interface WayTotal {
  readonly projectId: string | null;
  readonly nameZh: string | null;
  readonly nameEn: string | null;
  readonly way: 'stripe' | 'wechat' | 'alipay' | 'platform' | 'cash' | 'bank_transfer' | null;
  readonly account: string | null;
  readonly currency: string;
  readonly gifts: number;
  readonly gross: bigint;
  /** Went back on this day, of gifts of whichever day. */
  readonly refunds: bigint;
  /** Of the day's own gifts, as their statement says; null while it has not said it of all. */
  readonly fee: bigint | null;
}

const BRINGS = "'gift', 'suspense_gift', 'offline_gift', 'platform_gift'";
const RAISES = "'gift', 'offline_gift', 'platform_gift', 'suspense_release'";

/** What a day's gifts are by facts, forms and refunds: the other side of what the ledger booked. */
@Injectable()
export class DayGiftsQueries {
  constructor(private readonly database: Database) {}

  /** By fund of the gifts' projects: given less what went back. Corrections by case are not among them. */
  async given({ organizationId, day }: DaySpan, tx?: Tx): Promise<GivenToFund[]> {
    const rows = await this.database.rows<{ fundId: string; amount: string }>(
      `SELECT p.fund_id AS fundId, COALESCE(SUM(CASE
           WHEN e.kind IN (${RAISES}) THEN COALESCE(f.amount, o.amount, 0)
           WHEN e.kind = 'refund_undone' THEN COALESCE(r.amount, 0)
           WHEN e.kind = 'refund_approved' THEN -COALESCE(r.amount, 0)
           WHEN e.kind = 'reversal' THEN -COALESCE(w.amount, 0)
           WHEN f.kind = 'dispute_reinstated' THEN f.amount ELSE -COALESCE(f.amount, 0) END), 0) AS amount
         FROM entry e JOIN project p ON p.id = e.project_id
         LEFT JOIN fact f ON e.source_type IN ('fact', 'dispute_lost', 'suspense_release') AND f.id = e.source_id
         LEFT JOIN offline_gift o ON e.source_type = 'offline_gift' AND o.id = e.source_id
         LEFT JOIN refund r ON e.source_type IN ('refund', 'refund_undone') AND r.id = SUBSTRING_INDEX(e.source_id, ':', 1)
         LEFT JOIN entry v ON v.id = e.reverses_id AND v.organization_id = e.organization_id AND v.kind = 'offline_gift'
         LEFT JOIN offline_gift w ON w.id = v.source_id
        WHERE e.organization_id = ? AND e.booked_on = ? AND (e.kind IN (${RAISES}, 'refund_approved', 'refund_undone',
          'refund_by_provider', 'dispute_lost') OR v.id IS NOT NULL)
        GROUP BY p.fund_id`,
      [organizationId, day],
      tx,
    );
    return rows.map(({ fundId, amount }) => ({ fundId, amount: BigInt(amount) }));
  }

  /** Of the gifts that became income on the day: one is due a receipt while something of it is left. */
  async receipts({ organizationId, day }: DaySpan, tx?: Tx): Promise<ReceiptCount> {
    const [row] = await this.database.rows<Record<'gifts' | 'issued' | 'waived' | 'pending', string | null>>(
      `SELECT COUNT(*) AS gifts, SUM(g.live) AS issued, SUM(g.held AND NOT g.live) AS waived,
              SUM(g.pending AND NOT g.live AND NOT g.held) AS pending
         FROM (SELECT DISTINCT d.id,
                 EXISTS (SELECT 1 FROM receipt_item i WHERE i.live_donation_id = d.id) AS live,
                 EXISTS (SELECT 1 FROM receipt_hold h WHERE h.donation_id = d.id) AS held,
                 EXISTS (SELECT 1 FROM outbox_event v WHERE v.dedupe_key = CONCAT('donation.booked:', d.id)
                   AND (v.state = 'PENDING' OR EXISTS (SELECT 1 FROM outbox_task k WHERE k.event_id = v.id
                     AND k.subscriber = 'receipts.issue' AND k.state <> 'DONE'))) AS pending
                 FROM entry e JOIN donation d ON d.id = e.subject_id AND d.organization_id = e.organization_id
                WHERE e.organization_id = ? AND e.booked_on = ? AND e.kind IN (${RAISES})) g
        WHERE g.live OR (SELECT SUM(IF(c.kind = 'income', t.amount, 0)) - SUM(IF(b.kind = 'income', t.amount, 0))
           FROM entry x JOIN transfer t ON t.entry_id = x.id
           JOIN account b ON b.id = t.debit_account_id JOIN account c ON c.id = t.credit_account_id
          WHERE x.subject_id = g.id AND x.subject_type = 'donation' AND x.organization_id = ?) > 0`,
      [organizationId, day, organizationId],
      tx,
    );
    const count = (name: keyof ReceiptCount): number => Number(row?.[name] ?? 0);
    return {
      gifts: count('gifts'),
      issued: count('issued'),
      waived: count('waived'),
      pending: count('pending'),
    };
  }

  /** The organization's funds, and which of them have an open case about being overdrawn. */
  async funds(organizationId: string, tx?: Tx): Promise<FundName[]> {
    const rows = await this.database.rows<Omit<FundName, 'hasCase'> & { hasCase: string }>(
      `SELECT f.id, f.code, f.kind, f.currency, f.name_zh AS nameZh, f.name_en AS nameEn,
         EXISTS (SELECT 1 FROM work_case c WHERE c.organization_id = f.organization_id AND c.state = 'open'
           AND c.kind = 'FUND_OVERDRAWN' AND c.subject_type = 'fund' AND c.subject_id = f.id) AS hasCase
         FROM fund f WHERE f.organization_id = ?`,
      [organizationId],
      tx,
    );
    return rows.map((row) => ({ ...row, hasCase: Number(row.hasCase) === 1 }));
  }

  /** What lost disputes took from a fund's own gifts, minor units. */
  async lostInDisputes(fundId: string, tx?: Tx): Promise<bigint> {
    const [row] = await this.database.rows<{ amount: string | null }>(
      "SELECT SUM(amount) AS amount FROM dispute WHERE fund_id = ? AND state = 'lost'",
      [fundId],
      tx,
    );
    return BigInt(row?.amount ?? 0);
  }

  /** The public totals of all projects by currency, and the ledger number up to which they count. */
  async published(
    organizationId: string,
    tx?: Tx,
  ): Promise<{ currency: string; raised: bigint; seq: bigint }[]> {
    const rows = await this.database.rows<{ currency: string; raised: string; seq: string }>(
      `SELECT f.currency, SUM(g.raised) AS raised,
         COALESCE((SELECT c.ledger_seq FROM progress_cursor c WHERE c.organization_id = g.organization_id), 0) AS seq
         FROM project_progress g JOIN project p ON p.id = g.project_id JOIN fund f ON f.id = p.fund_id
        WHERE g.organization_id = ? GROUP BY f.currency, g.organization_id`,
      [organizationId],
      tx,
    );
    return rows.map(({ currency, raised, seq }) => ({ currency, raised: BigInt(raised), seq: BigInt(seq) }));
  }

  /** The day by project and way: gross, what went back, and the fees of the day's gifts. */
  async totals({ organizationId, day }: DaySpan, tx?: Tx): Promise<WayTotal[]> {
    const rows = await this.database.rows<
      Omit<WayTotal, 'gifts' | 'gross' | 'refunds' | 'fee'> &
        Record<'gifts' | 'gross' | 'refunds' | 'fee' | 'feesKnown', string>
    >(
      `SELECT p.id AS projectId, p.name_zh AS nameZh, p.name_en AS nameEn, g.way, g.account, g.currency,
         SUM(g.brings) AS gifts, SUM(IF(g.brings, g.amount, 0)) AS gross, SUM(IF(g.brings, 0, -g.amount)) AS refunds,
         COALESCE(SUM(g.fee), 0) AS fee, SUM(g.brings AND g.fee IS NOT NULL) AS feesKnown
       FROM (SELECT COALESCE(e.project_id, d.project_id) AS projectId, e.kind IN (${BRINGS}) AS brings, t.currency,
               COALESCE(o.way, a.provider) AS way, COALESCE(a.display_name, a.account) AS account,
               SUM(IF(c.kind = 'income' OR c.code = '220901', t.amount, 0) - IF(b.kind = 'income' OR b.code = '220901', t.amount, 0)) AS amount,
               IF(e.kind IN (${BRINGS}), IF(o.id IS NOT NULL, 0, (SELECT SUM(l.fee) FROM statement_line l
                 WHERE l.provider_account_id = f.provider_account_id AND l.provider_payment_id = f.fact_key
                   AND l.type IN ('charge', 'payment'))), NULL) AS fee
             FROM entry e JOIN transfer t ON t.entry_id = e.id
             JOIN account b ON b.id = t.debit_account_id JOIN account c ON c.id = t.credit_account_id
             LEFT JOIN fact f ON e.source_type IN ('fact', 'dispute_lost') AND f.id = e.source_id
             LEFT JOIN refund r ON e.source_type IN ('refund', 'refund_undone') AND r.id = SUBSTRING_INDEX(e.source_id, ':', 1)
             LEFT JOIN provider_account a ON a.id = COALESCE(f.provider_account_id, r.provider_account_id)
             LEFT JOIN entry v ON v.id = e.reverses_id AND v.organization_id = e.organization_id AND v.kind = 'offline_gift'
             LEFT JOIN offline_gift o ON o.id = IF(e.source_type = 'offline_gift', e.source_id, v.source_id)
             LEFT JOIN donation d ON d.id = e.subject_id AND d.organization_id = e.organization_id
            WHERE e.organization_id = ? AND e.booked_on = ? AND (e.kind IN (${BRINGS}, 'refund_approved', 'refund_undone',
              'refund_by_provider', 'dispute_lost') OR v.id IS NOT NULL)
            GROUP BY e.id, t.currency) g
       LEFT JOIN project p ON p.id = g.projectId
       GROUP BY p.id, p.name_zh, p.name_en, g.way, g.account, g.currency ORDER BY gross DESC, p.id, g.way`,
      [organizationId, day],
      tx,
    );
    return rows.map(({ gifts, gross, refunds, fee, feesKnown, ...row }) => ({
      ...row,
      gifts: Number(gifts),
      gross: BigInt(gross),
      refunds: BigInt(refunds),
      fee: feesKnown === gifts ? BigInt(fee) : null,
    }));
  }
}
