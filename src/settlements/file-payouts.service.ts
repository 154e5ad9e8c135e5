import { Injectable } from '@nestjs/common';
import { Cases } from '../cases/cases.service.js';
import { Clock } from '../kernel/clock.js';
import type { Tx } from '../platform/database/database.js';
import type { ProviderAccount } from '../providers/provider-account.entity.js';
import {
  balanceBefore,
  carry,
  type FilePayout,
  flowSince,
  openPayouts,
  settleFlow,
} from './file-payouts.statements.js';
import { keepSettlement, markImported } from './settlement.statements.js';

/**
 * Payouts as fund-flow bills state them, and of what each consists: everything that moved since the payout before. The
 * bill's own balances say to the cent whether that is so; where they do not, a person is asked (D12).
 */
@Injectable()
export class FilePayouts {
  constructor(
    private readonly cases: Cases,
    private readonly clock: Clock,
  ) {}

  /**
   * Looks at every payout of the account whose lines are not known yet: one that did not add up may do so once an
   * earlier day's bill has come. Repeating it changes nothing.
   */
  async settle(tx: Tx, account: ProviderAccount): Promise<void> {
    await tx.query('SELECT id FROM provider_account WHERE id = ? FOR UPDATE', [account.id]);
    for (const payout of await openPayouts(tx, account.id)) await this.settleOne(tx, account, payout);
  }

  private async settleOne(tx: Tx, account: ProviderAccount, payout: FilePayout): Promise<void> {
    const settlementId = payout.settlementId ?? (await this.keep(tx, account, payout));
    const before = await balanceBefore(tx, account.id, payout);
    const moved = await flowSince(tx, account.id, payout);
    const carriedIn = before ?? 0n;
    const carriedOut = before === null ? 0n : (payout.balanceAfter ?? 0n);
    const difference = payout.amount - (carriedIn + moved - carriedOut);
    if (difference !== 0n) return this.ask(tx, account, payout, settlementId, difference);
    await settleFlow(tx, account.id, payout, settlementId);
    await carry(tx, settlementId, carriedIn, carriedOut);
    await markImported(tx, settlementId, this.clock.now());
    await this.answer(tx, account, settlementId);
  }

  private async keep(tx: Tx, account: ProviderAccount, payout: FilePayout): Promise<string> {
    const { payoutId, amount, currency, occurredAt } = payout;
    const stated = {
      id: payoutId,
      amount,
      currency,
      createdAt: occurredAt,
      arrivesOn: null,
      failureCode: null,
    };
    const { id } = await keepSettlement(
      tx,
      account,
      // That the money left is all that the bill says; whether it has come, the bank says.
      { ...stated, state: 'in_transit', automatic: true, linesComplete: true },
      this.clock.now(),
    );
    return id;
  }

  private async ask(
    tx: Tx,
    { organizationId }: ProviderAccount,
    { payoutId, amount, currency }: FilePayout,
    settlementId: string,
    difference: bigint,
  ): Promise<void> {
    await this.cases.open(tx, {
      ...{ organizationId, kind: 'D12', dedupeKey: `D12:${settlementId}`, amount: difference, currency },
      ...{ subjectType: 'settlement', subjectId: settlementId },
      detail: `payout ${payoutId} of ${amount} ${currency}: what moved since the payout before adds up to ${amount - difference}`,
    });
  }

  /** The lines that were missing have come: nobody needs to look for them any more. */
  private async answer(tx: Tx, { organizationId }: ProviderAccount, settlementId: string): Promise<void> {
    const [asked]: { id: string }[] = await tx.query(
      "SELECT id FROM work_case WHERE organization_id = ? AND dedupe_key = ? AND state = 'open'",
      [organizationId, `D12:${settlementId}`],
    );
    if (!asked) return;
    await this.cases.close(tx, {
      ...{ organizationId, caseId: asked.id, outcome: 'FALSE_POSITIVE', staffId: null },
      reason: 'the lines that were missing have come; the payout adds up',
    });
  }
}
