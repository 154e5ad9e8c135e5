import { newId } from '../kernel/ids.js';
import type { NewEntry } from '../ledger/entry.js';
import type { ProviderStatementLine } from '../providers/payment-provider.service.js';

/** Accounts and fund of a provider's fee. */
export interface FeeAccounts {
  /** The general fund: a gift is never made smaller by its fee. */
  readonly fundId: string;
  /** 530101. */
  readonly fees: string;
  /** 100903 of the provider account. */
  readonly clearing: string;
}

/** Source of a statement line's entry. */
export function lineSource(providerAccountId: string, lineKey: string): string {
  return `${providerAccountId}:${lineKey}`;
}

/** The fee that the provider kept of a payment: Dr provider fees / Cr clearing, in the general fund. */
export function feeEntry(
  line: ProviderStatementLine,
  account: { readonly id: string; readonly organizationId: string },
  gift: { readonly donationId: string; readonly projectId: string } | null,
  { fundId, fees, clearing }: FeeAccounts,
): NewEntry {
  return {
    id: newId(),
    organizationId: account.organizationId,
    kind: 'provider_fee',
    sourceType: 'statement_line',
    sourceId: lineSource(account.id, line.key),
    subjectType: gift ? 'donation' : 'provider_payment',
    subjectId: gift?.donationId ?? (line.paymentId ?? line.key).slice(0, 64),
    projectId: gift?.projectId ?? null,
    occurredAt: line.occurredAt,
    transfers: [{ fundId, debit: fees, credit: clearing, amount: line.fee, currency: line.currency }],
  };
}
