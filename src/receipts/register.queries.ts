import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { Database } from '../platform/database/database.js';
import { type EndCause, Receipt, type ReceiptState } from './receipt.entity.js';
import { receiptNumber } from './receipt.snapshot.js';

/** What of the register is asked for. */
export interface RegisterFilter {
  readonly state: ReceiptState | null;
  readonly year: number | null;
  /** A running number, or null. With `year` it is one receipt. */
  readonly no: number | null;
  readonly donationId: string | null;
}

/** A line of the register. Minor units. */
export interface RegisterLine {
  readonly id: string;
  readonly number: string;
  readonly state: ReceiptState;
  readonly amount: bigint;
  readonly currency: string;
  readonly gifts: number;
  readonly projectNameZh: string;
  readonly projectNameEn: string;
  readonly paidOn: string;
  readonly issuedAt: Date;
  readonly endedAt: Date | null;
  readonly endCause: EndCause | null;
  readonly endReason: string | null;
  readonly replacedBy: string | null;
}

/** Receipts of one state and currency together. */
export interface RegisterTotal {
  readonly state: ReceiptState;
  readonly currency: string;
  readonly receipts: number;
  readonly amount: bigint;
}

/** A gift on a receipt as staff see it. */
export interface RegisterGift {
  readonly donationId: string;
  readonly label: string;
  readonly projectNameZh: string;
  readonly projectNameEn: string;
  readonly amount: bigint;
  readonly paidOn: string;
  readonly live: boolean;
}

/** One receipt with all that belongs to it. */
export interface RegisterEntry {
  readonly line: RegisterLine;
  readonly gifts: readonly RegisterGift[];
  /** Those whose place it took, and the one that took its own. */
  readonly replaces: readonly RegisterLine[];
  readonly successor: RegisterLine | null;
  readonly approvalId: string | null;
  /** How many of its gifts a person left without a receipt. */
  readonly held: number;
}

const LINES = `
  SELECT r.id, r.year, r.no, r.state, r.amount, r.currency, r.issued_at AS issuedAt, r.ended_at AS endedAt,
         r.end_cause AS endCause, r.end_reason AS endReason,
         JSON_UNQUOTE(JSON_EXTRACT(r.snapshot, '$.project.name_zh')) AS projectNameZh,
         JSON_UNQUOTE(JSON_EXTRACT(r.snapshot, '$.project.name_en')) AS projectNameEn,
         JSON_UNQUOTE(JSON_EXTRACT(r.snapshot, '$.paid_on')) AS paidOn,
         (SELECT COUNT(*) FROM receipt_item i WHERE i.receipt_id = r.id) AS gifts,
         s.year AS successorYear, s.no AS successorNo
    FROM receipt r LEFT JOIN receipt s ON s.id = r.replaced_by_id
   WHERE r.organization_id = ?`;

type Row = Omit<RegisterLine, 'number' | 'amount' | 'gifts' | 'replacedBy'> & {
  readonly [name in 'year' | 'no']: number;
} & {
  readonly amount: string;
  readonly gifts: string;
  successorYear: number | null;
  successorNo: number | null;
};

/** Read models of the register, for the console. */
@Injectable()
export class RegisterQueries {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Lines of the register, the latest number first. */
  async lines(
    organizationId: string,
    filter: RegisterFilter,
    page: { readonly skip: number; readonly limit: number },
  ): Promise<RegisterLine[]> {
    const { sql, values } = conditionOf(filter);
    const rows = await this.database.rows<Row>(
      `${LINES} ${sql} ORDER BY r.year DESC, r.no DESC LIMIT ? OFFSET ?`,
      [organizationId, ...values, page.limit, page.skip],
    );
    return rows.map(lineOf);
  }

  /** What the filter finds, by state and currency. */
  async totals(organizationId: string, filter: RegisterFilter): Promise<RegisterTotal[]> {
    const { sql, values } = conditionOf(filter);
    const rows = await this.database.rows<
      Omit<RegisterTotal, 'receipts' | 'amount'> & { receipts: string; amount: string }
    >(
      `SELECT r.state, r.currency, COUNT(*) AS receipts, SUM(r.amount) AS amount FROM receipt r
        WHERE r.organization_id = ? ${sql} GROUP BY r.state, r.currency ORDER BY r.state, r.currency`,
      [organizationId, ...values],
    );
    return rows.map((row) => {
      const receipts = Number(row.receipts);
      return { ...row, receipts, amount: BigInt(row.amount) };
    });
  }

  /** One receipt of the organization, or null. */
  async entry(organizationId: string, id: string): Promise<RegisterEntry | null> {
    const receipt = await this.database.read.findOneBy(Receipt, { id, organizationId });
    if (!receipt) return null;
    const related = await this.database.rows<Row & { replacedById: string | null }>(
      `${LINES} AND (r.id IN (?) OR r.replaced_by_id = ?) ORDER BY r.year, r.no`,
      [organizationId, [id, receipt.replacedById ?? id], id],
    );
    const lines = related.map(lineOf);
    const line = lines.find((each) => each.id === id);
    if (!line) return null;
    const successor = lines.find((each) => each.id === receipt.replacedById) ?? null;
    const [held] = await this.database.rows<{ n: string }>(
      'SELECT COUNT(*) AS n FROM receipt_hold WHERE receipt_id = ? AND organization_id = ?',
      [id, organizationId],
    );
    return {
      line,
      gifts: await this.giftsOf(id),
      replaces: lines.filter((each) => each !== line && each !== successor),
      successor,
      approvalId: receipt.approvalId,
      held: Number(held?.n ?? 0),
    };
  }

  /** Years in which the organization issued receipts, the latest first. */
  async years(organizationId: string): Promise<number[]> {
    const rows = await this.database.rows<{ year: number }>(
      'SELECT year FROM receipt_series WHERE organization_id = ? ORDER BY year DESC',
      [organizationId],
    );
    return rows.map(({ year }) => year);
  }

  /** The moment that a report is drawn up. */
  now(): Date {
    return this.clock.now();
  }

  private async giftsOf(receiptId: string): Promise<RegisterGift[]> {
    const rows = await this.database.rows<
      Omit<RegisterGift, 'amount' | 'live'> & { amount: string; live: number }
    >(
      `SELECT i.donation_id AS donationId, d.public_label AS label, p.name_zh AS projectNameZh,
              p.name_en AS projectNameEn, i.amount, i.paid_on AS paidOn, i.live
         FROM receipt_item i JOIN donation d ON d.id = i.donation_id JOIN project p ON p.id = d.project_id
        WHERE i.receipt_id = ? ORDER BY i.paid_on, i.donation_id`,
      [receiptId],
    );
    return rows.map((row) => ({ ...row, amount: BigInt(row.amount), live: row.live === 1 }));
  }
}

function lineOf({ year, no, successorYear, successorNo, ...row }: Row): RegisterLine {
  return {
    ...row,
    number: receiptNumber(year, no),
    amount: BigInt(row.amount),
    gifts: Number(row.gifts),
    replacedBy:
      successorYear === null || successorNo === null ? null : receiptNumber(successorYear, successorNo),
  };
}

function conditionOf({ state, year, no, donationId }: RegisterFilter): { sql: string; values: unknown[] } {
  const parts: [string, unknown][] = [];
  if (state) parts.push(['r.state = ?', state]);
  if (year !== null) parts.push(['r.year = ?', year]);
  if (no !== null) parts.push(['r.no = ?', no]);
  if (donationId)
    parts.push(['r.id IN (SELECT i.receipt_id FROM receipt_item i WHERE i.donation_id = ?)', donationId]);
  return { sql: parts.map(([sql]) => `AND ${sql}`).join(' '), values: parts.map(([, value]) => value) };
}
