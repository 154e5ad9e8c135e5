import { Injectable } from '@nestjs/common';
import { newId } from '../kernel/ids.js';
import type { Tx } from '../platform/database/database.js';
import { ChartOfAccounts } from './chart-of-accounts.service.js';
import type { NewEntry, NewTransfer } from './entry.js';
import { Ledger } from './ledger.service.js';
import { type ClosingLeg, closingLegs, daysOfYear, YEAR_CLOSINGS, type YearMovement } from './year-close.js';

/** One closing of one year of one organization. */
export interface YearRevision {
  readonly organizationId: string;
  readonly year: number;
  readonly revision: number;
}

/**
 * Entries of closings themselves and of their undoing: they are booked in a later year and move nothing of the year.
 */
const NO_CLOSINGS = "e.source_type NOT IN ('year_close', 'year_reopening')";

/**
 * The years of the books. Closing one moves its income and costs to net assets, after which what goes back of its
 * gifts is taken from net assets. The approval, and whether the year may be closed, are the caller's business.
 */
@Injectable()
export class AccountingYears {
  constructor(
    private readonly ledger: Ledger,
    private readonly accounts: ChartOfAccounts,
  ) {}

  /** What closing the year would move, fund by fund; of a year whose days are all closed this never changes. */
  async legsOf(tx: Tx, organizationId: string, year: number): Promise<ClosingLeg[]> {
    const { first, last } = daysOfYear(year);
    const side = (column: string, sign: string) =>
      `SELECT t.fund_id, t.currency, a.code, ${sign}t.amount AS amount
         FROM entry e JOIN transfer t ON t.entry_id = e.id JOIN account a ON a.id = t.${column}
        WHERE e.organization_id = ? AND e.booked_on BETWEEN ? AND ? AND ${NO_CLOSINGS}
          AND a.kind IN ('income', 'cost')`;
    const rows: (Omit<YearMovement, 'credited'> & { credited: string })[] = await tx.query(
      `SELECT m.fund_id AS fundId, f.code AS fundCode, f.kind AS fundKind, m.currency, m.code,
              SUM(m.amount) AS credited
         FROM (${side('credit_account_id', '')} UNION ALL ${side('debit_account_id', '-')}) m
         JOIN fund f ON f.id = m.fund_id
        GROUP BY m.fund_id, f.code, f.kind, m.currency, m.code ORDER BY f.code, m.currency, m.code`,
      [organizationId, first, last, organizationId, first, last],
    );
    return closingLegs(rows.map((row) => ({ ...row, credited: BigInt(row.credited) })));
  }

  /** Posts a closing: one entry a fund, on the first open day after the year. @returns how many entries. */
  async close(
    tx: Tx,
    { organizationId, year, revision }: YearRevision,
    { approvalId, legs, at }: { approvalId: string; legs: readonly ClosingLeg[]; at: Date },
  ): Promise<number> {
    await tx.query(
      'INSERT INTO year_close (organization_id, year, revision, approval_id, closed_at) VALUES (?, ?, ?, ?, ?)',
      [organizationId, year, revision, approvalId, at],
    );
    const entries: NewEntry[] = [];
    for (const fundId of new Set(legs.map((leg) => leg.fundId))) {
      const transfers: NewTransfer[] = [];
      for (const leg of legs)
        if (leg.fundId === fundId) transfers.push(await this.transferOf(tx, organizationId, leg));
      entries.push({
        ...{ id: newId(), organizationId, kind: 'year_close', sourceType: 'year_close' },
        ...{ sourceId: `${year}:${revision}:${fundId}`, subjectType: 'fund', subjectId: fundId },
        ...{ occurredAt: at, approvalId, memo: String(year), transfers },
      });
    }
    await this.ledger.post(tx, entries);
    return entries.length;
  }

  /** Undoes a closing by reversing each of its entries. @returns how many. */
  async reopen(
    tx: Tx,
    { organizationId, year, revision }: YearRevision,
    { approvalId, reason, at }: { approvalId: string; reason: string; at: Date },
  ): Promise<number> {
    await tx.query(
      `INSERT INTO year_reopening (organization_id, year, revision, reason, approval_id, reopened_at)
       VALUES (?, ?, ?, ?, ?, ?)`,
      [organizationId, year, revision, reason, approvalId, at],
    );
    const entries: { id: string; source: string }[] = await tx.query(
      `SELECT id, source_id AS source FROM entry
        WHERE organization_id = ? AND source_type = 'year_close' AND source_id LIKE ? ORDER BY id`,
      [organizationId, `${year}:${revision}:%`],
    );
    for (const { id, source } of entries)
      await this.ledger.reverse(tx, id, {
        ...{ id: newId(), sourceType: 'year_reopening', sourceId: source, occurredAt: at, approvalId },
      });
    return entries.length;
  }

  /**
   * Whether the income of a gift has been moved to net assets by its year's closing: then what goes back of it comes
   * from there (payments.md 2.4).
   */
  async incomeMoved(tx: Tx, organizationId: string, donationId: string): Promise<boolean> {
    const rows: unknown[] = await tx.query(
      `SELECT 1 FROM entry e
         JOIN (${YEAR_CLOSINGS}) ON y.organization_id = e.organization_id AND y.year = YEAR(e.booked_on)
        WHERE e.organization_id = ? AND e.subject_type = 'donation' AND e.subject_id = ? AND r.year IS NULL
          AND e.kind IN ('gift', 'platform_gift', 'offline_gift', 'suspense_release') LIMIT 1`,
      [organizationId, donationId],
    );
    return rows.length > 0;
  }

  /** The account that the first leg of an entry debited; null when there is no such entry or its year is closed. */
  async debitedInOpenYear(
    tx: Tx,
    organizationId: string,
    { sourceType, sourceId }: { readonly sourceType: string; readonly sourceId: string },
  ): Promise<string | null> {
    const [row]: { account: string }[] = await tx.query(
      `SELECT t.debit_account_id AS account FROM entry e JOIN transfer t ON t.entry_id = e.id AND t.leg = 0
        WHERE e.organization_id = ? AND e.source_type = ? AND e.source_id = ? AND NOT EXISTS (
          SELECT 1 FROM ${YEAR_CLOSINGS}
           WHERE y.organization_id = e.organization_id AND y.year = YEAR(e.booked_on) AND r.year IS NULL)`,
      [organizationId, sourceType, sourceId],
    );
    return row?.account ?? null;
  }

  private async transferOf(tx: Tx, organizationId: string, leg: ClosingLeg): Promise<NewTransfer> {
    const { fundId, amount, currency } = leg;
    const account = (code: ClosingLeg['debit']) => this.accounts.id(organizationId, code, currency, '', tx);
    return { fundId, amount, currency, debit: await account(leg.debit), credit: await account(leg.credit) };
  }
}
