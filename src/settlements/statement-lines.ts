/** What a line of the provider's statement means for our books in this version. */
export type LineMeaning =
  /** A payment of a donor: its fee is booked. */
  | 'payment'
  /** Kept, and booked by the version that books refunds, disputes and payouts. */
  | 'kept'
  /** Moves money and we do not know how: a person must look (D15). */
  | 'unknown';

/** Stripe's names for a donor's payment: by card, and by anything else. */
const PAYMENTS: readonly string[] = ['charge', 'payment'];

/** Refunds, disputes, payouts and what undoes them: stored now, not booked yet. */
const KEPT: readonly string[] = [
  'refund',
  'payment_refund',
  'refund_failure',
  'payment_failure_refund',
  'adjustment',
  'payout',
  'payout_failure',
  'payout_cancel',
];

/** What a line counts in minor units, as the rules below need it. */
export interface LineMoney {
  readonly type: string;
  readonly amount: bigint;
  readonly fee: bigint;
  readonly net: bigint;
}

/** The enum of types is open: a new value appears on old versions of the API (payments rules 1.1). */
export function meaningOf({ type, amount, fee, net }: LineMoney): LineMeaning {
  if (PAYMENTS.includes(type)) return 'payment';
  if (KEPT.includes(type)) return 'kept';
  return amount === 0n && fee === 0n && net === 0n ? 'kept' : 'unknown';
}

/**
 * What a person must know of a payment's line: that it does not add up, or that the provider paid us a fee.
 * Neither is booked by a guess.
 */
export function oddityOf(line: LineMoney): 'D05' | 'D15' | null {
  const meaning = meaningOf(line);
  if (meaning === 'unknown') return 'D15';
  if (meaning === 'payment' && (line.fee < 0n || line.net !== line.amount - line.fee)) return 'D05';
  return null;
}

const OVERLAP_MS = 6 * 60 * 60_000;
const FIRST_IMPORT_MS = 90 * 24 * 60 * 60_000;

/**
 * From when on lines are read: some hours before the last import's end, because the provider may list a line
 * later than it dates it. Lines that are known already are passed over.
 */
export function importFrom(importedUntil: Date | null, now: Date): Date {
  return new Date(importedUntil ? importedUntil.getTime() - OVERLAP_MS : now.getTime() - FIRST_IMPORT_MS);
}
