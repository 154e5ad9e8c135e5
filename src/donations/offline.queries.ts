import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Database } from '../platform/database/database.js';
import type { CountedCash } from './cash-count.js';
import { CashDeposit } from './cash-deposit.entity.js';
import { cashOnHand, countSheet, paidOf } from './offline.statements.js';
import { OfflineGift } from './offline-gift.entity.js';
import { Pledge } from './pledge.entity.js';

export { denominationsOf } from './cash-count.js';
export { OFFLINE_WAYS, type OfflineGiftState, type OfflineWay } from './offline-gift.entity.js';

/** Read models of offline gifts, pledges and cash. */
@Injectable()
export class OfflineQueries {
  constructor(private readonly database: Database) {}

  gift(organizationId: string, id: string): Promise<OfflineGift | null> {
    return this.database.read.findOneBy(OfflineGift, { organizationId, id });
  }

  /** Offline gifts, the newest first. */
  gifts(organizationId: string, limit = 200): Promise<OfflineGift[]> {
    return this.database.read.find(OfflineGift, {
      where: { organizationId },
      order: { requestedAt: 'DESC', id: 'DESC' },
      take: limit,
    });
  }

  countSheet(giftId: string): Promise<CountedCash[]> {
    return countSheet(this.database.read, giftId);
  }

  pledge(organizationId: string, id: string): Promise<Pledge | null> {
    return this.database.read.findOneBy(Pledge, { organizationId, id });
  }

  /** Pledges, the newest first. */
  pledges(organizationId: string, limit = 200): Promise<Pledge[]> {
    return this.database.read.find(Pledge, {
      where: { organizationId },
      order: { requestedAt: 'DESC', id: 'DESC' },
      take: limit,
    });
  }

  /** What booked gifts have paid of a pledge, minor units. */
  paidOf(pledgeId: string): Promise<bigint> {
    return paidOf(this.database.read, pledgeId);
  }

  /** Gifts on a pledge that are booked or wait for their checker. */
  giftsOnPledge(organizationId: string, pledgeId: string): Promise<OfflineGift[]> {
    return this.database.read.find(OfflineGift, {
      where: { organizationId, pledgeId, state: In(['requested', 'booked']) },
      order: { requestedAt: 'ASC', id: 'ASC' },
    });
  }

  /** Cash deposits, the newest first. */
  deposits(organizationId: string, limit = 50): Promise<CashDeposit[]> {
    return this.database.read.find(CashDeposit, {
      where: { organizationId },
      order: { requestedAt: 'DESC', id: 'DESC' },
      take: limit,
    });
  }

  /** Counted cash that is not at the bank yet, for each currency that there is any account of. */
  async cash(organizationId: string): Promise<{ currency: string; amount: bigint }[]> {
    const currencies = await this.database.rows<{ currency: string }>(
      "SELECT currency FROM account WHERE organization_id = ? AND code = '100101' ORDER BY currency",
      [organizationId],
    );
    const sums: { currency: string; amount: bigint }[] = [];
    for (const { currency } of currencies)
      sums.push({ currency, amount: await cashOnHand(this.database.read, organizationId, currency) });
    return sums;
  }
}
