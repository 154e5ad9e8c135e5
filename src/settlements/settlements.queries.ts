import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';

/** What the provider kept of a donation, minor units. */
export interface DonationFee {
  readonly amount: bigint;
  readonly currency: string;
}

/** Read models of what providers state. */
@Injectable()
export class SettlementsQueries {
  constructor(private readonly database: Database) {}

  /** The fee of a donation, or null while the provider has not stated it: it is never computed. */
  async feeOfDonation(donationId: string): Promise<DonationFee | null> {
    const [row] = await this.database.rows<{ amount: string | null; currency: string | null }>(
      `SELECT SUM(l.fee) AS amount, MIN(l.currency) AS currency FROM statement_line l
       WHERE l.type IN ('charge', 'payment') AND (l.provider_account_id, l.provider_payment_id) IN (
         SELECT a.provider_account_id, a.provider_payment_id FROM payment_attempt a WHERE a.donation_id = ?
         UNION
         SELECT f.provider_account_id, f.fact_key FROM fact f JOIN payment_attempt a ON a.id = f.payment_attempt_id
         WHERE a.donation_id = ? AND f.kind = 'payment_succeeded')`,
      [donationId, donationId],
    );
    if (!row || row.amount === null || row.currency === null) return null;
    return { amount: BigInt(row.amount), currency: row.currency };
  }

  /** Until when each account of an organization has been imported. */
  importedUntil(organizationId: string): Promise<{ account: string; until: Date | null }[]> {
    return this.database.rows(
      `SELECT a.account, c.imported_until AS until FROM provider_account a
       LEFT JOIN statement_cursor c ON c.provider_account_id = a.id WHERE a.organization_id = ? ORDER BY a.account`,
      [organizationId],
    );
  }
}
