import type { NewEntry } from '../ledger/entry.js';
import type { Provider } from '../providers/provider-account.entity.js';
import type { StoredFact } from './payment-facts.statements.js';

/** A payment whose money lies in suspense, as its case leads to it. */
export interface SuspendedPayment extends StoredFact {
  readonly organizationId: string;
  /** The provider account's name in paths and pages. */
  readonly account: string;
  readonly provider: Provider;
}

/** The donation that the money becomes, or becomes part of. */
export interface ReleasedTo {
  readonly donationId: string;
  readonly projectId: string;
  readonly channelId: string | null;
  readonly fundId: string;
}

/** Accounts on both sides of a release. */
export interface ReleaseAccounts {
  readonly suspenseFundId: string;
  /** The clearing account of the provider that received the payment. */
  readonly clearing: string;
  /** 220901. */
  readonly unidentified: string;
  /** 410102 or 410101 of the fund. */
  readonly income: string;
}

/**
 * Money that lay in suspense becomes a gift: out of suspense, into the project's fund (payments rules 2.4, two
 * transfers, one in each fund). Its source is the payment's fact, so that no payment is ever released twice.
 */
export function releaseEntry(
  id: string,
  payment: Pick<SuspendedPayment, 'id' | 'organizationId'>,
  money: { readonly amount: bigint; readonly currency: string },
  to: ReleasedTo,
  accounts: ReleaseAccounts,
  by: { readonly approvalId: string; readonly occurredAt: Date; readonly memo: string },
): NewEntry {
  const { suspenseFundId, clearing, unidentified, income } = accounts;
  return {
    ...{ id, organizationId: payment.organizationId, kind: 'suspense_release' },
    ...{ sourceType: 'suspense_release', sourceId: payment.id },
    ...{
      subjectType: 'donation',
      subjectId: to.donationId,
      projectId: to.projectId,
      channelId: to.channelId,
    },
    ...by,
    transfers: [
      { fundId: suspenseFundId, debit: unidentified, credit: clearing, ...money },
      { fundId: to.fundId, debit: clearing, credit: income, ...money },
    ],
  };
}
