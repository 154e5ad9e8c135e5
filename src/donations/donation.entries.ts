import type { EntryKind, NewEntry } from '../ledger/entry.js';
import type { FactDraft } from '../providers/event-reading.js';

/** Where the money of a gift goes. */
export interface GiftAccounts {
  readonly fundId: string;
  /** The provider's clearing account. */
  readonly clearing: string;
  /** 410102 for a restricted fund, 410101 for an unrestricted one. */
  readonly income: string;
}

/** Where money goes that is not, or not surely, a gift. */
export interface SuspenseAccounts {
  readonly fundId: string;
  readonly clearing: string;
  /** 220901. */
  readonly unidentified: string;
}

/** What is booked: the fact under the id that its row has. */
export interface BookableFact {
  readonly id: string;
  readonly organizationId: string;
  readonly draft: FactDraft;
}

/** Kinds of entry that a payment makes which is the promised gift. */
export const PAID_GIFTS: readonly EntryKind[] = ['gift', 'platform_gift'];

/**
 * A payment that is the promised gift: Dr clearing / Cr donation income, both in the project's fund. What another
 * platform took for us is a kind of its own: the money is that platform's to pass on.
 */
export function giftEntry(
  id: string,
  fact: BookableFact,
  gift: { readonly donationId: string; readonly projectId: string; readonly channelId: string | null },
  accounts: GiftAccounts,
  kind: 'gift' | 'platform_gift',
): NewEntry {
  return {
    ...fromFact(id, fact),
    kind,
    subjectType: 'donation',
    subjectId: gift.donationId,
    projectId: gift.projectId,
    channelId: gift.channelId,
    transfers: [
      { fundId: accounts.fundId, debit: accounts.clearing, credit: accounts.income, ...moneyOf(fact) },
    ],
  };
}

/** Money that arrived but is not what was promised, or nobody's: Dr clearing / Cr unidentified money, in suspense. */
export function suspenseEntry(
  id: string,
  fact: BookableFact,
  subject: { readonly type: 'donation' | 'provider_payment'; readonly id: string },
  accounts: SuspenseAccounts,
  memo: string,
): NewEntry {
  return {
    ...fromFact(id, fact),
    kind: 'suspense_gift',
    subjectType: subject.type,
    subjectId: subject.id,
    memo,
    transfers: [
      { fundId: accounts.fundId, debit: accounts.clearing, credit: accounts.unidentified, ...moneyOf(fact) },
    ],
  };
}

function fromFact(id: string, { id: factId, organizationId, draft }: BookableFact) {
  return { id, organizationId, sourceType: 'fact', sourceId: factId, occurredAt: draft.occurredAt };
}

function moneyOf({ draft }: BookableFact): { amount: bigint; currency: string } {
  if (draft.amount === null || draft.currency === null) throw new Error('a booked fact has an amount');
  return { amount: draft.amount, currency: draft.currency };
}
