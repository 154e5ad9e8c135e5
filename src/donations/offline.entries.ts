import type { NewEntry } from '../ledger/entry.js';
import type { CashDeposit } from './cash-deposit.entity.js';
import type { OfflineGift } from './offline-gift.entity.js';

/** A checked gift past the providers: Dr cash or donation account / Cr donation income, in the project's fund. */
export function offlineGiftEntry(
  id: string,
  gift: OfflineGift,
  accounts: { readonly fundId: string; readonly debit: string; readonly income: string },
  occurredAt: Date,
): NewEntry {
  const { organizationId, projectId, channelId, approvalId, amount, currency } = gift;
  const { fundId, debit, income } = accounts;
  return {
    id,
    organizationId,
    kind: 'offline_gift',
    sourceType: 'offline_gift',
    sourceId: gift.id,
    subjectType: 'donation',
    subjectId: gift.id,
    projectId,
    channelId,
    approvalId,
    occurredAt,
    transfers: [{ fundId, debit, credit: income, amount, currency }],
  };
}

/** Cash taken to the bank: Dr donation account / Cr cash, in the treasury. */
export function cashDepositEntry(
  id: string,
  deposit: CashDeposit,
  accounts: { readonly treasury: string; readonly bank: string; readonly cash: string },
  occurredAt: Date,
): NewEntry {
  const { organizationId, approvalId, amount, currency } = deposit;
  const { treasury, bank, cash } = accounts;
  return {
    id,
    organizationId,
    kind: 'cash_deposit',
    sourceType: 'cash_deposit',
    sourceId: deposit.id,
    subjectType: 'cash_deposit',
    subjectId: deposit.id,
    approvalId,
    occurredAt,
    transfers: [{ fundId: treasury, debit: bank, credit: cash, amount, currency }],
  };
}
