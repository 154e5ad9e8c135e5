import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { PayoutState } from '../providers/payment-provider.service.js';
import { typesMeaning } from './statement-lines.js';

export { meaningOf, oddityOf, typesMeaning } from './statement-lines.js';

/** What the provider kept of a donation, minor units. */
export interface DonationFee {
  readonly amount: bigint;
  readonly currency: string;
}

/** A payout of a provider to our bank. Amounts in minor units. */
export interface SettlementSummary {
  readonly id: string;
  readonly account: string;
  readonly payoutId: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly state: PayoutState;
  readonly automatic: boolean;
  readonly paidOutAt: Date;
  readonly arrivesOn: string | null;
  readonly failureCode: string | null;
  /** null = the provider has not finished its list of lines, or gives none (manual payouts). */
  readonly linesImportedAt: Date | null;
  readonly lines: number;
  /** What its lines add up to. */
  readonly linesNet: bigint;
  /** What the payout before had left in the account, and what this one leaves; where the provider names balances. */
  readonly carriedIn: bigint;
  readonly carriedOut: bigint;
}

/** Lines of one type in a settlement. */
export interface SettlementPart {
  readonly type: string;
  readonly lines: number;
  readonly amount: bigint;
  readonly fee: bigint;
  readonly net: bigint;
}

/** One line that a settlement pays out. */
export interface SettlementLine {
  readonly key: string;
  readonly type: string;
  readonly amount: bigint;
  readonly fee: bigint;
  readonly net: bigint;
  readonly occurredAt: Date;
  readonly donationId: string | null;
}

const SUMMARY = `
  SELECT s.id, a.account, s.provider_payout_id AS payoutId, s.amount, s.currency, s.state, s.automatic,
         s.paid_out_at AS paidOutAt, s.arrives_on AS arrivesOn, s.failure_code AS failureCode,
         s.lines_imported_at AS linesImportedAt, COUNT(l.id) AS \`lines\`, COALESCE(SUM(l.net), 0) AS linesNet,
         s.carried_in AS carriedIn, s.carried_out AS carriedOut
    FROM settlement s
    JOIN provider_account a ON a.id = s.provider_account_id
    LEFT JOIN settlement_line k ON k.settlement_id = s.id
    LEFT JOIN statement_line l ON l.provider_account_id = k.provider_account_id AND l.line_key = k.line_key`;

type Numbers<T> = { [K in keyof T]: T[K] extends bigint ? string : T[K] extends number ? string : T[K] };
type SummaryRow = Omit<Numbers<SettlementSummary>, 'automatic'> & { automatic: number };

/** Read models of what providers state. */
@Injectable()
export class SettlementsQueries {
  constructor(private readonly database: Database) {}

  /** The fee of a donation, or null while the provider has not stated it: it is never computed. */
  async feeOfDonation(donationId: string): Promise<DonationFee | null> {
    const [row] = await this.database.rows<{ amount: string | null; currency: string | null }>(
      `SELECT SUM(l.fee) AS amount, MIN(l.currency) AS currency FROM statement_line l
       WHERE l.type IN (${typesMeaning('payment')}) AND (l.provider_account_id, l.provider_payment_id) IN (
         SELECT a.provider_account_id, a.provider_payment_id FROM payment_attempt a WHERE a.donation_id = ?
         UNION
         SELECT f.provider_account_id, f.fact_key FROM fact f JOIN payment_attempt a ON a.id = f.payment_attempt_id
         WHERE a.donation_id = ? AND f.kind = 'payment_succeeded')`,
      [donationId, donationId],
    );
    if (!row || row.amount === null || row.currency === null) return null;
    return { amount: BigInt(row.amount), currency: row.currency };
  }

  /** Until when each account of an organization that can be asked has been imported. */
  importedUntil(organizationId: string): Promise<{ account: string; until: Date | null }[]> {
    return this.database.rows(
      `SELECT a.account, c.imported_until AS until FROM provider_account a
       LEFT JOIN statement_cursor c ON c.provider_account_id = a.id
        WHERE a.organization_id = ? AND a.provider = 'stripe' ORDER BY a.account`,
      [organizationId],
    );
  }

  /** Settlements of an organization, newest first. */
  async settlements(
    organizationId: string,
    { skip, limit }: { readonly skip: number; readonly limit: number },
  ): Promise<SettlementSummary[]> {
    const rows = await this.database.rows<SummaryRow>(
      `${SUMMARY} WHERE s.organization_id = ? GROUP BY s.id ORDER BY s.paid_out_at DESC, s.id DESC LIMIT ? OFFSET ?`,
      [organizationId, limit, skip],
    );
    return rows.map(summaryOf);
  }

  /** How many settlements an organization has. */
  async countOf(organizationId: string): Promise<number> {
    const [row] = await this.database.rows<{ n: string }>(
      'SELECT COUNT(*) AS n FROM settlement WHERE organization_id = ?',
      [organizationId],
    );
    return Number(row?.n);
  }

  /** One settlement, or null when this organization has none of that id. */
  async settlement(organizationId: string, id: string): Promise<SettlementSummary | null> {
    const [row] = await this.database.rows<SummaryRow>(
      `${SUMMARY} WHERE s.organization_id = ? AND s.id = ? GROUP BY s.id`,
      [organizationId, id],
    );
    return row ? summaryOf(row) : null;
  }

  /** What a settlement consists of, by type of line. */
  async partsOf(settlementId: string): Promise<SettlementPart[]> {
    const rows = await this.database.rows<Numbers<SettlementPart>>(
      `SELECT l.type, COUNT(*) AS \`lines\`, SUM(l.amount) AS amount, SUM(l.fee) AS fee, SUM(l.net) AS net
         FROM settlement_line k
         JOIN statement_line l ON l.provider_account_id = k.provider_account_id AND l.line_key = k.line_key
        WHERE k.settlement_id = ? GROUP BY l.type ORDER BY l.type`,
      [settlementId],
    );
    return rows.map((row) => {
      const lines = Number(row.lines);
      return { ...row, ...moneyOf(row), lines };
    });
  }

  /** The lines that a settlement pays out, oldest first, each with the gift that it is about. */
  async linesOf(
    settlementId: string,
    { skip, limit }: { readonly skip: number; readonly limit: number },
  ): Promise<SettlementLine[]> {
    const rows = await this.database.rows<Numbers<SettlementLine>>(
      `SELECT l.line_key AS \`key\`, l.type, l.amount, l.fee, l.net, l.occurred_at AS occurredAt,
              (SELECT a.donation_id FROM payment_attempt a WHERE a.provider_account_id = l.provider_account_id
                  AND a.provider_payment_id = l.provider_payment_id LIMIT 1) AS donationId
         FROM settlement_line k
         JOIN statement_line l ON l.provider_account_id = k.provider_account_id AND l.line_key = k.line_key
        WHERE k.settlement_id = ? ORDER BY l.occurred_at, l.id LIMIT ? OFFSET ?`,
      [settlementId, limit, skip],
    );
    return rows.map((row) => ({ ...row, ...moneyOf(row) }));
  }
}

function summaryOf(row: SummaryRow): SettlementSummary {
  return {
    ...row,
    amount: BigInt(row.amount),
    automatic: row.automatic === 1,
    lines: Number(row.lines),
    linesNet: BigInt(row.linesNet),
    carriedIn: BigInt(row.carriedIn),
    carriedOut: BigInt(row.carriedOut),
  };
}

function moneyOf({ amount, fee, net }: { amount: string; fee: string; net: string }) {
  return { amount: BigInt(amount), fee: BigInt(fee), net: BigInt(net) };
}
