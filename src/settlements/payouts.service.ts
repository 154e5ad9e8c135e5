import { Injectable } from '@nestjs/common';
import { Cases } from '../cases/cases.service.js';
import { Clock } from '../kernel/clock.js';
import { Database, type Tx } from '../platform/database/database.js';
import { PaymentProvider, type ProviderPayout } from '../providers/payment-provider.service.js';
import type { ProviderAccount } from '../providers/provider-account.entity.js';
import {
  insertSettlementLines,
  keepSettlement,
  markImported,
  netOfSettlement,
  type StandingSettlement,
} from './settlement.statements.js';
import { inBatches } from './statement-batches.js';
import { StatementBooks } from './statement-books.service.js';
import { meaningOf } from './statement-lines.js';

/** A payout may still turn out as failed some days after it was paid (payments.md 1.1). */
const LOOK_BACK_MS = 45 * 24 * 60 * 60_000;

/** Knows the provider's payouts to our bank, and of what each consists. The money itself is booked from lines. */
@Injectable()
export class Payouts {
  constructor(
    private readonly database: Database,
    private readonly provider: PaymentProvider,
    private readonly books: StatementBooks,
    private readonly cases: Cases,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes in the payouts of the last weeks as the provider states them now, and the lines of each that has got its
   * complete list of them. Repeating it changes nothing more. @returns how many statement lines were new.
   */
  async importRecent(account: ProviderAccount): Promise<number> {
    const since = new Date(this.clock.now().getTime() - LOOK_BACK_MS);
    let found = 0;
    for await (const payout of this.provider.payouts(account, since)) {
      const settlement = await this.database.inTransaction((tx) =>
        keepSettlement(tx, account, payout, this.clock.now()),
      );
      if (payout.linesComplete && !settlement.linesImportedAt)
        found += await this.importLines(account, payout, settlement);
    }
    return found;
  }

  private async importLines(
    account: ProviderAccount,
    payout: ProviderPayout,
    settlement: StandingSettlement,
  ): Promise<number> {
    let found = 0;
    for await (const batch of inBatches(this.provider.payoutLines(account, payout.id))) {
      found += await this.books.keep(account, batch);
      const paidOut = batch.filter((line) => !(meaningOf(line) === 'payout' && line.sourceKey === payout.id));
      const keys = paidOut.map(({ key }) => key);
      if (keys.length > 0)
        await this.database.inTransaction((tx) => insertSettlementLines(tx, account.id, settlement.id, keys));
    }
    await this.database.inTransaction((tx) => this.finish(tx, account, payout, settlement));
    return found;
  }

  /** Compares the payout with the sum of its lines (I4); a difference is discrepancy D12. */
  private async finish(
    tx: Tx,
    account: ProviderAccount,
    payout: ProviderPayout,
    settlement: StandingSettlement,
  ): Promise<void> {
    const net = await netOfSettlement(tx, settlement.id);
    if (net !== payout.amount) {
      await this.cases.open(tx, {
        organizationId: account.organizationId,
        kind: 'D12',
        dedupeKey: `D12:${settlement.id}`,
        subjectType: 'settlement',
        subjectId: settlement.id,
        amount: payout.amount - net,
        currency: payout.currency,
        detail: `payout ${payout.id} of ${payout.amount} ${payout.currency}: its lines add up to ${net}`,
      });
    }
    await markImported(tx, settlement.id, this.clock.now());
  }
}
