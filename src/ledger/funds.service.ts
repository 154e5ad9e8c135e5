import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import { Database, type Tx } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import { Fund, type FundKind } from './fund.entity.js';

/** What makes a new fund. `code` is unique in its organization and currency, at most 20 characters. */
export interface NewFund {
  readonly organizationId: string;
  readonly code: string;
  readonly kind: FundKind;
  readonly currency: string;
  readonly nameZh: string;
  readonly nameEn: string;
}

/** Funds that every set of books has: general (unrestricted), suspense, and treasury for payout and bank legs. */
export type TechnicalFund = 'GEN' | 'SUSP' | 'TREASURY';

const TECHNICAL: Readonly<Record<TechnicalFund, Pick<Fund, 'kind' | 'nameZh' | 'nameEn'>>> = {
  GEN: { kind: 'unrestricted', nameZh: '非定向捐赠资金', nameEn: 'General fund' },
  SUSP: { kind: 'suspense', nameZh: '待认领款', nameEn: 'Suspense' },
  TREASURY: { kind: 'treasury', nameZh: '资金往来', nameEn: 'Treasury' },
};

/** Use cases of funds. */
@Injectable()
export class Funds {
  private readonly known = new Map<string, string>();

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Opens a fund inside the caller's database transaction and returns its id. @throws 1062 when the code is taken. */
  async create(tx: Tx, input: NewFund): Promise<string> {
    const id = newId();
    await tx.insert(Fund, { ...input, id, createdAt: this.clock.now() });
    return id;
  }

  /**
   * The id of a technical fund, opened when first asked for: in a database transaction of its own, or in the
   * caller's when its handle is given (see `ChartOfAccounts.id`).
   */
  async technical(organizationId: string, code: TechnicalFund, currency: string, tx?: Tx): Promise<string> {
    const key = `${organizationId}/${code}/${currency}`;
    const known = this.known.get(key);
    if (known) return known;
    const where = { organizationId, code, currency };
    const standing = await (tx ?? this.database.read).findOneBy(Fund, where);
    const id = standing?.id ?? (await this.createTechnical(where, tx));
    // What the caller's transaction sees may be rolled back yet, so it is not kept.
    if (!tx) this.known.set(key, id);
    return id;
  }

  private async createTechnical(
    fund: { organizationId: string; code: TechnicalFund; currency: string },
    tx?: Tx,
  ): Promise<string> {
    const input = { ...fund, ...TECHNICAL[fund.code] };
    try {
      return await (tx
        ? this.create(tx, input)
        : this.database.inTransaction((own) => this.create(own, input)));
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      // Another process opened it first.
      return (await (tx ?? this.database.read).findOneByOrFail(Fund, fund)).id;
    }
  }
}
