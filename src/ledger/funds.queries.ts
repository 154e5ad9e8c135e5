import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { type FundStanding, readStanding } from './fund-standing.js';

/** A fund in a list of its organization's. */
export interface FundLine extends FundStanding {
  readonly code: string;
  readonly nameZh: string;
  readonly nameEn: string;
}

/** Read models of funds. */
@Injectable()
export class FundsQueries {
  constructor(private readonly database: Database) {}

  /** What a fund has at this moment, without holding anybody up; null when there is no such fund. */
  async standing(fundId: string): Promise<FundStanding | null> {
    const [guard] = await this.database.rows<{ seq: string; balance: string }>(
      'SELECT seq, balance FROM fund_guard WHERE fund_id = ?',
      [fundId],
    );
    const snapshot = { fundId, seq: guard?.seq ?? '0', balance: guard?.balance ?? '0' };
    return (await readStanding(this.database.read, snapshot))?.standing ?? null;
  }

  /** The funds from which an organization may spend, by code: restricted and unrestricted ones. */
  async ofOrganization(organizationId: string): Promise<FundLine[]> {
    const funds = await this.database.rows<Pick<FundLine, 'fundId' | 'code' | 'nameZh' | 'nameEn'>>(
      `SELECT id AS fundId, code, name_zh AS nameZh, name_en AS nameEn FROM fund
        WHERE organization_id = ? AND kind IN ('restricted', 'unrestricted') ORDER BY code, currency`,
      [organizationId],
    );
    const lines: FundLine[] = [];
    for (const fund of funds) {
      const standing = await this.standing(fund.fundId);
      if (standing) lines.push({ ...standing, ...fund });
    }
    return lines;
  }
}
