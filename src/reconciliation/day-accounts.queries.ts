import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../platform/database/database.js';
import type { ProviderAccount } from '../providers/provider-account.entity.js';
import type { DaySpan } from './day-books.queries.js';

/** A provider account on a day: whether its statement covers the day, and what of it reached the bank. */
export interface DayAccount
  extends Pick<ProviderAccount, 'id' | 'provider' | 'account' | 'displayName' | 'currency'> {
  /** The files of its statement that are not accepted for the day; empty for one whose lines we fetch. */
  readonly missingBills: readonly string[];
  /** Its lines are there past the end of the day. */
  readonly covered: boolean;
  /** Payouts that were found on the bank's own statement, booked up to the end of the day, minor units. */
  readonly banked: bigint;
}

/** What the files of each provider's statement are called; Stripe's lines are fetched. */
const BILLS: Readonly<Record<string, readonly string[]>> = {
  wechat: ['trade', 'flow'],
  alipay: ['trade', 'flow'],
  platform: ['platform'],
};

type Row = Pick<DayAccount, 'id' | 'provider' | 'account' | 'displayName' | 'currency'> & {
  readonly until: Date | null;
  readonly bills: string | null;
  readonly banked: string;
};

/** Reads how far the statements of an organization's accounts reach. */
@Injectable()
export class DayAccountsQueries {
  constructor(private readonly database: Database) {}

  async ofDay({ organizationId, day, until }: DaySpan, tx?: Tx): Promise<DayAccount[]> {
    const rows = await this.database.rows<Row>(
      `SELECT a.id, a.provider, a.account, a.display_name AS displayName, a.currency, c.imported_until AS until,
         (SELECT GROUP_CONCAT(DISTINCT f.bill) FROM statement_file f WHERE f.provider_account_id = a.id
             AND f.organization_id = a.organization_id AND f.state = 'accepted' AND f.first_day <= ? AND f.last_day >= ?) AS bills,
         (SELECT COALESCE(SUM(b.amount), 0) FROM settlement s
            JOIN bank_match_part b ON b.live_subject = CONCAT('settlement:', RTRIM(s.id))
            JOIN bank_match m ON m.id = b.match_id JOIN entry e ON e.id = m.entry_id
           WHERE s.provider_account_id = a.id AND s.currency = a.currency AND e.booked_on <= ?) AS banked
         FROM provider_account a LEFT JOIN statement_cursor c ON c.provider_account_id = a.id
        WHERE a.organization_id = ? ORDER BY a.created_at, a.id`,
      [day, day, day, organizationId],
      tx,
    );
    return rows.map(({ until: imported, bills, banked, ...account }) => {
      const wanted = BILLS[account.provider];
      const there = (bills ?? '').split(',');
      const missingBills = (wanted ?? []).filter((bill) => !there.includes(bill));
      const covered = wanted ? missingBills.length === 0 : imported !== null && imported >= until;
      return { ...account, missingBills, covered, banked: BigInt(banked) };
    });
  }
}
