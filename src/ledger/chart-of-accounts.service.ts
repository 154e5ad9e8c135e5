import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import { Database, type Tx } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import { Account } from './account.entity.js';
import { type AccountCode, CHART, PER_PROVIDER_ACCOUNT } from './chart.js';

export {
  type AccountCode,
  type AccountKind,
  CHART,
  CLEARING_CODES,
  CLEARING_SQL,
  clearingCode,
  FUND_KINDS,
  incomeCode,
  netAssetsCode,
  PER_PROVIDER_ACCOUNT,
} from './chart.js';

/** Finds the accounts of an organization and opens them when first needed. */
@Injectable()
export class ChartOfAccounts {
  /** Account ids never change, so every process may keep those it has seen. */
  private readonly known = new Map<string, string>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * The id of an account. Opens it in a database transaction of its own when it does not exist yet, so that
   * the caller's own one is not held up: ask before you begin yours. Where that cannot be known before, give the
   * handle of yours and it is opened there: with a second connection for each, as many transactions as the pool has
   * connections would wait for each other for ever.
   * @param providerAccountKey provider_account.id for clearing accounts (1009xx, 112202), '' for all others.
   */
  async id(
    organizationId: string,
    code: AccountCode,
    currency: string,
    providerAccountKey = '',
    tx?: Tx,
  ): Promise<string> {
    const key = `${organizationId}/${code}/${currency}/${providerAccountKey}`;
    const known = this.known.get(key);
    if (known) return known;
    if (PER_PROVIDER_ACCOUNT.includes(code) !== (providerAccountKey !== ''))
      throw new Error(`account ${code}: a clearing account has a provider account, and no other has one`);
    const where = { organizationId, code, currency, providerAccountKey };
    const standing = await (tx ?? this.database.read).findOneBy(Account, where);
    const id = standing?.id ?? (await this.create(where, tx));
    // What the caller's transaction sees may be rolled back yet, so it is not kept.
    if (!tx) this.known.set(key, id);
    return id;
  }

  private async create(account: Omit<Account, 'id' | 'kind' | 'createdAt'>, tx?: Tx): Promise<string> {
    const row = { ...account, id: newId(), kind: CHART[account.code].kind, createdAt: this.clock.now() };
    try {
      await (tx ? tx.insert(Account, row) : this.database.inTransaction((own) => own.insert(Account, row)));
      return row.id;
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      // Another process opened it first.
      return (await (tx ?? this.database.read).findOneByOrFail(Account, account)).id;
    }
  }
}
