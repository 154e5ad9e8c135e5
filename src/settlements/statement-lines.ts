import type { EntryKind } from '../ledger/ledger.service.js';
import type { Provider } from '../providers/provider-account.entity.js';

/** What a line of the provider's statement means for our books. */
export type LineMeaning =
  /** A donor's payment: its fact books the money, the line its fee. */
  | 'payment'
  /** A refund, or one that came back: its fact books the money, the line a fee that was kept or returned. */
  | 'refund'
  /** A dispute's money, fee included: its fact books all of it, and the line proves it. */
  | 'dispute'
  /** A fee that belongs to no payment. */
  | 'fee'
  /** Money on its way from the provider to our bank. */
  | 'payout'
  /** A payout that came back to our balance. */
  | 'payout_returned'
  /** What a fund-flow bill says of movements that the trade bill books: compared, never booked. */
  | 'flow'
  /** Moves nothing. */
  | 'nothing'
  /** Moves money and we do not know how: a person must look (D15). */
  | 'unknown';

/** Names of the lines that we know: Stripe's (payments.md 1.1), and those that our readers of files give. */
const MEANINGS: Readonly<Record<string, LineMeaning>> = {
  charge: 'payment',
  payment: 'payment',
  refund: 'refund',
  payment_refund: 'refund',
  refund_failure: 'refund',
  payment_failure_refund: 'refund',
  stripe_fee: 'fee',
  stripe_fx_fee: 'fee',
  tax_fee: 'fee',
  payout: 'payout',
  payout_failure: 'payout_returned',
  payout_cancel: 'payout_returned',
  flow_payment: 'flow',
  flow_refund: 'flow',
  flow_fee: 'flow',
  flow_fee_returned: 'flow',
};

/** The provider's names of lines that mean one of these, as a list for SQL: `'charge', 'payment'`. */
export function typesMeaning(...meanings: readonly LineMeaning[]): string {
  const types = Object.keys(MEANINGS).filter((type) =>
    meanings.some((meaning) => MEANINGS[type] === meaning),
  );
  return types.map((type) => `'${type}'`).join(', ');
}

/** Ids of disputes: an adjustment for anything else is one that we do not know. */
const DISPUTE_ID = /^(dp|du)_/;

/** What a line counts in minor units, as the rules below need it. */
export interface LineMoney {
  readonly type: string;
  readonly amount: bigint;
  readonly fee: bigint;
  readonly net: bigint;
  readonly sourceKey: string | null;
  /** How a file says that the movement stands; null or absent where there is no such word. */
  readonly status?: string | null;
}

/** The enum of types is open: a new value appears on old versions of the API (payments.md 1.1). */
export function meaningOf({ type, amount, fee, net, sourceKey }: LineMoney): LineMeaning {
  if (type === 'adjustment' && DISPUTE_ID.test(sourceKey ?? '')) return 'dispute';
  const meaning = MEANINGS[type];
  if (meaning) return meaning;
  return amount === 0n && fee === 0n && net === 0n ? 'nothing' : 'unknown';
}

/** A line that a person must look at; none of it is booked by a guess. */
export type LineOddity = 'D05' | 'D15';

/**
 * WeChat Pay's words for refunds of which a bill does not say that the donor got the money. One that is under way counts:
 * it has left our balance, and the bill's word for it is never brought up to date.
 */
const REFUND_STUCK: readonly string[] = ['ABNORMAL', 'CLOSED', 'CHANGE', 'FAIL'];

/**
 * What is odd about a line: it does not add up or pays us a fee for a payment (D05), or we do not know how it moves
 * money (D15), be it by its type or state or because the money goes the other way than the type says.
 */
export function oddityOf(line: LineMoney): LineOddity | null {
  const meaning = meaningOf(line);
  if (meaning === 'unknown') return 'D15';
  if (line.net !== line.amount - line.fee) return 'D05';
  if (line.type === 'payment' && line.amount <= 0n) return 'D15';
  if (line.type === 'refund' && (line.amount >= 0n || REFUND_STUCK.includes(line.status ?? ''))) return 'D15';
  if (meaning === 'payment' && line.fee < 0n) return 'D05';
  if (meaning === 'payout' && line.amount >= 0n) return 'D15';
  if (meaning === 'payout_returned' && line.amount <= 0n) return 'D15';
  return null;
}

/** What a line books: minor units that move between the provider and one other account, each more than zero. */
export interface LineBooking {
  readonly kind: EntryKind;
  /** Fee that the provider kept (positive) or gave back (negative). */
  readonly fee: bigint;
  /** Money that left our balance for the bank (positive) or came back (negative). */
  readonly paidOut: bigint;
}

/** What is booked from a line itself; null when nothing is, or when the line is odd. */
export function bookingOf(line: LineMoney): LineBooking | null {
  if (oddityOf(line) !== null) return null;
  switch (meaningOf(line)) {
    case 'payment':
    case 'refund':
      return feeBooking(line.fee);
    case 'fee':
      return feeBooking(-line.net);
    case 'payout':
      return { kind: 'payout', fee: line.fee, paidOut: -line.amount };
    case 'payout_returned':
      return { kind: 'payout_failed', fee: line.fee, paidOut: -line.amount };
    default:
      return null;
  }
}

function feeBooking(fee: bigint): LineBooking | null {
  if (fee === 0n) return null;
  return { kind: fee > 0n ? 'provider_fee' : 'provider_fee_returned', fee, paidOut: 0n };
}

/** What the key of a refund's fact is made from. */
export interface RefundKeys {
  /** The provider's number of the refund. */
  readonly sourceKey: string | null;
  /** The merchant's number of it. */
  readonly merchantRef: string | null;
}

/**
 * The key under which a provider's notifications state a refund (payments.md 2.2): WeChat Pay's by our own number of it
 * (out_refund_no), all others' by the provider's.
 */
export function refundKeyOf(provider: Provider, { sourceKey, merchantRef }: RefundKeys): string | null {
  return provider === 'wechat' && merchantRef ? merchantRef : sourceKey;
}

/** The same for SQL: `a` names the account's row, `l` the line's. */
export const REFUND_KEY_SQL =
  "IF(a.provider = 'wechat' AND l.merchant_ref <> '', CONVERT(l.merchant_ref USING ascii), l.source_key)";

const OVERLAP_MS = 6 * 60 * 60_000;
const FIRST_IMPORT_MS = 90 * 24 * 60 * 60_000;

/**
 * From when on lines are read: some hours before the last import's end, because the provider may list a line
 * later than it dates it. Lines that are known already are passed over.
 */
export function importFrom(importedUntil: Date | null, now: Date): Date {
  return new Date(importedUntil ? importedUntil.getTime() - OVERLAP_MS : now.getTime() - FIRST_IMPORT_MS);
}
