import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { DonationStatus } from './donation.entity.js';
import type { DebitState, MonthlyReason, MonthlyState } from './monthly.js';
import { MonthlyGift } from './monthly-gift.entity.js';

export { toldReason } from './monthly.js';

/** One month as its donor sees it. */
export interface MonthLine {
  /** "YYYY-MM-DD" in the organization's zone. */
  readonly dueOn: string;
  readonly chargeOn: string;
  readonly state: DebitState;
  readonly donationId: string | null;
  readonly status: DonationStatus | null;
  /** Minor units of that month's gift; null while it is not written. */
  readonly amount: bigint | null;
  readonly reason: string | null;
  readonly nextTryAt: Date | null;
}

/** One monthly gift as the society's staff sees it: no name and no address. */
export interface MonthlyLine {
  readonly id: string;
  readonly projectId: string;
  readonly state: MonthlyState;
  readonly reason: MonthlyReason | null;
  readonly amount: bigint;
  readonly currency: string;
  readonly dayOfMonth: number;
  readonly nextOn: string | null;
  readonly createdAt: Date;
  /** Months that were paid. */
  readonly paid: number;
  readonly lastState: DebitState | null;
}

export const MONTHLY_STATES: readonly MonthlyState[] = ['active', 'paused', 'pending', 'cancelled', 'ended'];

/** Read models of monthly gifts. */
@Injectable()
export class MonthlyQueries {
  constructor(private readonly database: Database) {}

  byId(id: string): Promise<MonthlyGift | null> {
    return this.database.read.findOneBy(MonthlyGift, { id });
  }

  /** The months of a gift, the newest first. Notices that came to nothing are left out. */
  async monthsOf(monthlyGiftId: string, limit = 60): Promise<MonthLine[]> {
    const rows = await this.database.rows<Omit<MonthLine, 'amount'> & { amount: string | null }>(
      `SELECT d.due_on AS dueOn, d.charge_on AS chargeOn, d.state, d.donation_id AS donationId, g.status, g.amount,
              d.reason, d.next_try_at AS nextTryAt
         FROM monthly_debit d LEFT JOIN donation g ON g.id = d.donation_id
        WHERE d.monthly_gift_id = ? AND d.state <> 'withdrawn' ORDER BY d.due_on DESC LIMIT ?`,
      [monthlyGiftId, limit],
    );
    return rows.map((row) => ({ ...row, amount: row.amount === null ? null : BigInt(row.amount) }));
  }

  /** The monthly gift that a donation is a month of, or null. */
  async ofDonation(donationId: string): Promise<MonthlyGift | null> {
    const [row] = await this.database.rows<{ id: string | null }>(
      'SELECT monthly_gift_id AS id FROM donation WHERE id = ?',
      [donationId],
    );
    return row?.id ? this.byId(row.id) : null;
  }

  /** Monthly gifts of an organization, the newest first; `before` is the last id of the page before. */
  async list(
    organizationId: string,
    page: { readonly state: MonthlyState | null; readonly before: string | null; readonly limit: number },
  ): Promise<MonthlyLine[]> {
    const rows = await this.database.rows<
      Omit<MonthlyLine, 'amount' | 'paid'> & { amount: string; paid: string }
    >(
      `SELECT m.id, m.project_id AS projectId, m.state, m.reason, m.amount, m.currency,
              m.day_of_month AS dayOfMonth, m.next_on AS nextOn, m.created_at AS createdAt,
              (SELECT COUNT(*) FROM monthly_debit d WHERE d.monthly_gift_id = m.id AND d.state = 'paid') AS paid,
              (SELECT d.state FROM monthly_debit d WHERE d.monthly_gift_id = m.id AND d.state <> 'withdrawn'
                ORDER BY d.due_on DESC LIMIT 1) AS lastState
         FROM monthly_gift m
        WHERE m.organization_id = ? AND m.state IN (?) AND m.id < ?
        ORDER BY m.id DESC LIMIT ?`,
      [organizationId, page.state ? [page.state] : MONTHLY_STATES, page.before ?? '~', page.limit],
    );
    return rows.map(({ paid, ...row }) => ({
      ...row,
      amount: BigInt(row.amount),
      paid: Number(paid),
    }));
  }

  /** How many monthly gifts an organization has in each state, and what the active ones come to by currency. */
  async figures(organizationId: string) {
    const rows = await this.database.rows<{ state: MonthlyState; currency: string; n: string; sum: string }>(
      `SELECT state, currency, COUNT(*) AS n, SUM(amount) AS sum FROM monthly_gift
        WHERE organization_id = ? GROUP BY state, currency`,
      [organizationId],
    );
    return rows.map(({ state, currency, n, sum }) => ({
      state,
      currency,
      count: Number(n),
      sum: BigInt(sum),
    }));
  }
}
