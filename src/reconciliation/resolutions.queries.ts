import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../platform/database/database.js';
import { type LegFund, RESOLVING_ACCOUNTS } from './resolution.js';

export { isClearing, LEGS_MAX, RESOLVING_ACCOUNTS } from './resolution.js';

/** A fund as the form offers it. */
export interface FundChoice extends LegFund {
  readonly nameZh: string;
  readonly nameEn: string;
}

/** A provider account whose clearing accounts a leg may use. */
export interface AccountChoice {
  readonly id: string;
  readonly account: string;
}

/** What a proposal may be made of. */
export interface ResolutionChoices {
  readonly funds: readonly FundChoice[];
  readonly accounts: readonly AccountChoice[];
  readonly codes: typeof RESOLVING_ACCOUNTS;
}

/** Read models for proposing the entry of a case. */
@Injectable()
export class ResolutionsQueries {
  constructor(private readonly database: Database) {}

  /** Funds, accounts and provider accounts of one organization. */
  async choices(organizationId: string, tx?: Tx): Promise<ResolutionChoices> {
    const funds = await this.database.rows<FundChoice>(
      `SELECT id, code, kind, currency, name_zh AS nameZh, name_en AS nameEn FROM fund
        WHERE organization_id = ? ORDER BY kind, code, currency`,
      [organizationId],
      tx,
    );
    const accounts = await this.database.rows<AccountChoice>(
      'SELECT id, account FROM provider_account WHERE organization_id = ? ORDER BY account',
      [organizationId],
      tx,
    );
    return { funds, accounts, codes: RESOLVING_ACCOUNTS };
  }
}
