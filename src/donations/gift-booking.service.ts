import { Injectable } from '@nestjs/common';
import { newId } from '../kernel/ids.js';
import { ChartOfAccounts, clearingCode } from '../ledger/chart-of-accounts.service.js';
import type { NewEntry } from '../ledger/entry.js';
import { Funds } from '../ledger/funds.service.js';
import type { Tx } from '../platform/database/database.js';
import type { ProviderAccount } from '../providers/provider-account.entity.js';
import { type BookableFact, giftEntry, suspenseEntry } from './donation.entries.js';
import type { Destination } from './payment-fold.js';

/** Accounts of gifts, of suspense, and of money that goes back. */
const PREPARED = ['410101', '410102', '220901', '220902', '112201', '530101'] as const;

/** Finds the accounts and funds that the money of a payment is booked to. */
@Injectable()
export class GiftBooking {
  private readonly prepared = new Set<string>();

  constructor(
    private readonly accounts: ChartOfAccounts,
    private readonly funds: Funds,
  ) {}

  /** Opens the accounts and funds that payments through these accounts need, once per process. */
  async prepare(providerAccounts: readonly ProviderAccount[]): Promise<void> {
    for (const { id, organizationId, currency, provider } of providerAccounts) {
      if (this.prepared.has(id)) continue;
      await this.accounts.id(organizationId, clearingCode(provider), currency, id);
      for (const code of PREPARED) await this.accounts.id(organizationId, code, currency);
      for (const fund of ['SUSP', 'GEN'] as const) await this.funds.technical(organizationId, fund, currency);
      this.prepared.add(id);
    }
  }

  /**
   * The entry of a success: the gift in its project's fund, or suspense. Money in a currency that was not prepared
   * for opens its accounts in the caller's database transaction.
   */
  async entryOf(tx: Tx, fact: BookableFact, destination: Destination): Promise<NewEntry> {
    const { organizationId, draft } = fact;
    const currency = draft.currency ?? '';
    const { id, provider } = destination.account;
    const clearing = await this.accounts.id(organizationId, clearingCode(provider), currency, id, tx);
    if (destination.to === 'suspense') {
      const unidentified = await this.accounts.id(organizationId, '220901', currency, '', tx);
      const fundId = await this.funds.technical(organizationId, 'SUSP', currency, tx);
      const accounts = { fundId, clearing, unidentified };
      return suspenseEntry(newId(), fact, destination.subject, accounts, destination.why);
    }
    const { attempt, project } = destination;
    const code = project.fundKind === 'restricted' ? '410102' : '410101';
    const income = await this.accounts.id(organizationId, code, currency, '', tx);
    const accounts = { fundId: project.fundId, clearing, income };
    return giftEntry(newId(), fact, attempt, accounts, provider === 'platform' ? 'platform_gift' : 'gift');
  }
}
