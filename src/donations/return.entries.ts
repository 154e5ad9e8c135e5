import type { NewEntry, NewTransfer } from '../ledger/entry.js';
import type { ReturnBooking } from './return-facts.js';

/** Accounts and fund that money which goes back is booked to. */
export interface ReturnAccounts {
  readonly fundId: string;
  /** The provider's clearing account. */
  readonly clearing: string;
  /**
   * 410102 or 410101 of the gift's fund, or 3102 or 3101 when its year is closed; in suspense 220901, the money that is
   * nobody's.
   */
  readonly income: string;
  /** 220902. */
  readonly owed: string;
  /** 112201. */
  readonly disputed: string;
  /** 530101 and the general fund, which carries the provider's fees. */
  readonly fees: string;
  readonly generalFundId: string;
}

/** What an entry about money that goes back is about. */
type About = Pick<NewEntry, 'subjectType' | 'subjectId' | 'projectId' | 'channelId'>;

/** The entry of a movement that the provider stated (payments rules 2.4). */
export function returnEntry(id: string, booking: ReturnBooking, accounts: ReturnAccounts): NewEntry {
  const { kind, account, sourceType, sourceId, occurredAt } = booking;
  return {
    ...{ id, kind, organizationId: account.organizationId, sourceType, sourceId, occurredAt },
    ...aboutOf(booking),
    transfers: transfersOf(booking, accounts),
  };
}

/** Whether an entry changes what its donation has in income. What lies in suspense is no income. */
export function changesIncome({ kind, projectId }: NewEntry): boolean {
  const changing = ['refund_approved', 'refund_undone', 'refund_by_provider', 'dispute_lost'];
  return !!projectId && changing.includes(kind);
}

/** What entries about money at a place are about. */
export function aboutOf({ place }: Pick<ReturnBooking, 'place'>): About {
  if (place.at === 'suspense') return { subjectType: place.subject.type, subjectId: place.subject.id };
  const { donationId, projectId, channelId } = place;
  return { subjectType: 'donation', subjectId: donationId, projectId, channelId };
}

function transfersOf(booking: ReturnBooking, accounts: ReturnAccounts): NewTransfer[] {
  const { amount, currency, fee } = booking;
  const { fundId, clearing, income, owed, disputed } = accounts;
  const move = (debit: string, credit: string): NewTransfer[] =>
    amount === 0n ? [] : [{ fundId, debit, credit, amount, currency }];
  switch (booking.kind) {
    case 'refund_succeeded':
      return move(owed, clearing);
    case 'refund_failed':
      return move(clearing, owed);
    case 'refund_by_provider':
      return [...move(income, owed), ...move(owed, clearing)];
    case 'dispute_withdrawn':
      return [...move(disputed, clearing), ...feeOf(fee, currency, accounts)];
    case 'dispute_reinstated':
      return [...move(clearing, disputed), ...feeOf(fee, currency, accounts)];
    case 'dispute_lost':
      return booking.turned ? move(disputed, income) : move(income, disputed);
  }
}

/** The provider's fee on a movement, kept or given back; it is the general fund's, whoever's gift it was. */
function feeOf(
  fee: bigint,
  currency: string,
  { fees, clearing, generalFundId }: ReturnAccounts,
): NewTransfer[] {
  if (fee === 0n) return [];
  const fundId = generalFundId;
  return fee > 0n
    ? [{ fundId, debit: fees, credit: clearing, amount: fee, currency }]
    : [{ fundId, debit: clearing, credit: fees, amount: -fee, currency }];
}
/** The entry of an approved refund: from now on the money is owed. Dr income / Cr refunds payable. */
export function approvedEntry(
  entry: Pick<NewEntry, 'id' | 'organizationId' | 'sourceId' | 'occurredAt' | 'approvalId'> & About,
  money: { readonly amount: bigint; readonly currency: string },
  accounts: Pick<ReturnAccounts, 'fundId' | 'income' | 'owed'>,
): NewEntry {
  const { fundId, income, owed } = accounts;
  return {
    ...entry,
    kind: 'refund_approved',
    sourceType: 'refund',
    transfers: [{ fundId, debit: income, credit: owed, ...money }],
  };
}

/** The entry of a refund that will not be paid: what was owed is the gift's again. Dr refunds payable / Cr income. */
export function undoneEntry(
  entry: Pick<NewEntry, 'id' | 'organizationId' | 'sourceId' | 'occurredAt' | 'memo'> & About,
  money: { readonly amount: bigint; readonly currency: string },
  accounts: Pick<ReturnAccounts, 'fundId' | 'income' | 'owed'>,
): NewEntry {
  const { fundId, income, owed } = accounts;
  return {
    ...entry,
    kind: 'refund_undone',
    sourceType: 'refund_undone',
    transfers: [{ fundId, debit: owed, credit: income, ...money }],
  };
}
