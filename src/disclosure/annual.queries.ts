import { Injectable } from '@nestjs/common';
import { startOfDay } from '../kernel/clock.js';
import { dayAfter } from '../kernel/days.js';
import { FUND_KINDS } from '../ledger/chart-of-accounts.service.js';
import { LedgerQueries } from '../ledger/ledger.queries.js';
import type { EntryKind } from '../ledger/ledger.service.js';
import type { Organization } from '../organizations/organization.entity.js';
import { Database } from '../platform/database/database.js';
import { type AnnualSum, type YearOnYear, type YearPart, yearOnYear, yearParts } from './annual.js';

export { type AnnualSum, added, defaultCutOff, type YearOnYear, yearOnYear, yearParts } from './annual.js';

/** The definition that the figures follow. Changing it is a new version, and then last year is counted anew with it. */
export const ANNUAL_DEFINITION = 'v1';

/** Kinds of entry with which an online gift begins: on our own pages, on designated platforms, found in suspense. */
const ONLINE: readonly EntryKind[] = ['gift', 'platform_gift', 'suspense_release'];

const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');
const OWN = quoted(FUND_KINDS.filter((kind) => kind !== 'cost'));

/**
 * Online gifts that were paid from one instant to before another, each with what is left of it: all that its entries
 * moved on income and net assets. What came out of suspense was paid when its payment was, not when it was found.
 */
const PAID_ONLINE = `SELECT currency, SUM(net) AS amount, SUM(net > 0) AS gifts FROM (
  SELECT g.subject_id, t.currency,
         SUM(CASE WHEN c.kind IN (${OWN}) THEN t.amount ELSE 0 END)
       - SUM(CASE WHEN d.kind IN (${OWN}) THEN t.amount ELSE 0 END) AS net
    FROM (SELECT e.subject_id FROM entry e
            JOIN ledger_sequence s ON s.entry_id = e.id AND s.seq <= ?
            LEFT JOIN entry p ON e.kind = 'suspense_release' AND p.organization_id = e.organization_id
                             AND p.source_type = 'fact' AND p.source_id = e.source_id
           WHERE e.organization_id = ? AND e.booked_on >= ? AND e.subject_type = 'donation'
             AND e.kind IN (${quoted(ONLINE)})
           GROUP BY e.subject_id
          HAVING MIN(COALESCE(p.occurred_at, e.occurred_at)) >= ?
             AND MIN(COALESCE(p.occurred_at, e.occurred_at)) < ?) g
    JOIN entry m ON m.subject_id = g.subject_id AND m.subject_type = 'donation' AND m.organization_id = ?
    JOIN ledger_sequence n ON n.entry_id = m.id AND n.seq <= ?
    JOIN transfer t ON t.entry_id = m.id
    JOIN account d ON d.id = t.debit_account_id
    JOIN account c ON c.id = t.credit_account_id
   GROUP BY g.subject_id, t.currency) gift
 GROUP BY currency`;

/** One society's two years, true at a number of its books. */
export interface AnnualFigures {
  readonly organization: Organization;
  readonly current: readonly AnnualSum[];
  readonly previous: readonly AnnualSum[];
  readonly years: readonly YearOnYear[];
  readonly ledgerSeq: bigint;
  /** When that number was given; null while nothing is booked. */
  readonly asOf: Date | null;
}

/** Net online gifts by the day on which donors paid, straight from the ledger. */
@Injectable()
export class AnnualQueries {
  constructor(
    private readonly database: Database,
    private readonly ledger: LedgerQueries,
  ) {}

  /** A society's online gifts of the year to a day, beside those of the year before to the same day. */
  async of(organization: Organization, cutOff: string): Promise<AnnualFigures> {
    const ledgerSeq = await this.ledger.lastSeq(organization.id);
    const parts = yearParts(cutOff);
    const current = await this.sums(organization, parts.current, ledgerSeq);
    const previous = await this.sums(organization, parts.previous, ledgerSeq);
    const asOf = await this.numberedAt(organization.id, ledgerSeq);
    return { organization, current, previous, years: yearOnYear(current, previous), ledgerSeq, asOf };
  }

  private async sums(
    { id, timeZone }: Organization,
    { from, to }: YearPart,
    ledgerSeq: bigint,
  ): Promise<AnnualSum[]> {
    const seq = ledgerSeq.toString();
    const span = [startOfDay(from, timeZone), startOfDay(dayAfter(to), timeZone)];
    const rows = await this.database.rows<{ currency: string; amount: string; gifts: string }>(PAID_ONLINE, [
      ...[seq, id, from],
      ...span,
      ...[id, seq],
    ]);
    return rows.map(({ currency, amount, gifts }) => ({
      currency,
      amount: BigInt(amount),
      gifts: Number(gifts),
    }));
  }

  private async numberedAt(organizationId: string, seq: bigint): Promise<Date | null> {
    const [row] = await this.database.rows<{ at: Date }>(
      'SELECT numbered_at AS at FROM ledger_sequence WHERE organization_id = ? AND seq = ?',
      [organizationId, seq.toString()],
    );
    return row?.at ?? null;
  }
}
