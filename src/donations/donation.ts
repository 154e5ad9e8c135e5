import type { FactKind } from '../providers/event-reading.js';
import type { DonationStatus } from './donation.entity.js';
import { returned } from './returns.js';

/** What the rules of this file need to know of a fact about a donation's attempts. */
export interface DonationFact {
  readonly kind: FactKind;
  readonly key: string;
  readonly amount: bigint | null;
  readonly currency: string | null;
  readonly fee: bigint | null;
  readonly occurredAt: Date;
  readonly paymentKey: string | null;
  readonly disputeKey: string | null;
  /** The account that stated it, and the account through which the attempt was made. */
  readonly providerAccountId: string;
  readonly attemptAccountId: string;
}

/** What was promised. */
export interface Promised {
  readonly amount: bigint;
  readonly currency: string;
}

/** How arrived money differs from what was promised; null when it does not. */
export type Mismatch = 'AMOUNT_MISMATCH' | 'CURRENCY_MISMATCH' | 'ACCOUNT_MISMATCH';

/** What a person must look at although the books are right. */
export type Oddity = 'LATE_SUCCESS' | 'SECOND_SUCCESS';

/** How the money of a success differs from the promise: then it goes to suspense and there is no receipt. */
export function mismatchOf(promised: Promised, fact: DonationFact): Mismatch | null {
  if (!isByOwnAccount(fact)) return 'ACCOUNT_MISMATCH';
  if (fact.currency !== promised.currency) return 'CURRENCY_MISMATCH';
  return fact.amount === promised.amount ? null : 'AMOUNT_MISMATCH';
}

/**
 * The donation's status: a pure function of the SET of facts, so that neither order nor repetition matters.
 * Success always wins, until all of its money has gone back; otherwise the fact that happened last speaks, and of two at one moment the greater key. What
 * another account says than the one through which the try was made changes nothing.
 */
export function statusOf(promised: Promised, facts: readonly DonationFact[]): DonationStatus {
  const successes = booked(promised, facts);
  if (successes.length > 0) return leftOf(successes, facts) > 0n ? 'succeeded' : 'refunded';
  let last: DonationFact | null = null;
  for (const fact of facts) {
    if (!isEndOfTry(fact) || !isByOwnAccount(fact)) continue;
    if (!last || isAfter(fact, last)) last = fact;
  }
  if (!last) return 'pending';
  return last.kind === 'payment_expired' ? 'expired' : 'failed';
}

/** What is left of these payments, minor units: never less than zero, for that would be another gift's money. */
function leftOf(payments: readonly DonationFact[], facts: readonly DonationFact[]): bigint {
  let left = 0n;
  for (const payment of payments) {
    const gone = returned(payment, facts);
    if (payment.amount !== null && payment.amount > gone) left += payment.amount - gone;
  }
  return left;
}

/** The payments whose money is the donation's: each was booked as a gift, or released to it from suspense. */
export function booked(promised: Promised, facts: readonly DonationFact[]): DonationFact[] {
  return facts.filter((fact) => fact.kind === 'payment_released' || isPromised(promised, fact));
}

function isPromised(promised: Promised, fact: DonationFact): boolean {
  return fact.kind === 'payment_succeeded' && mismatchOf(promised, fact) === null;
}

/** Ends of `fact_key` by which the provider says that a delayed payment has failed for good. */
const DELAYED_FAILURE = ':async_payment_failed';

/**
 * Whether a fact closes its try for good. A declined card does not: the checkout stays open, most donors just try
 * another card, and a clerk who is shown each of them stops looking.
 */
export function closesTry({ kind, key }: Pick<DonationFact, 'kind' | 'key'>): boolean {
  return kind === 'payment_expired' || (kind === 'payment_failed' && key.endsWith(DELAYED_FAILURE));
}

/**
 * What about a donation's successes asks for a person: money that came after its try had been closed or after the
 * closing of the project, and a second payment for one gift. Again a pure function of the set.
 */
export function odditiesOf(
  promised: Promised,
  facts: readonly DonationFact[],
  projectClosedAt: Date | null,
): Oddity[] {
  // What two people released is no oddity any more.
  const successes = facts.filter((fact) => isPromised(promised, fact));
  const oddities: Oddity[] = [];
  const late = successes.some(
    (success) =>
      (projectClosedAt !== null && success.occurredAt > projectClosedAt) ||
      facts.some((fact) => closesTry(fact) && isByOwnAccount(fact) && fact.occurredAt < success.occurredAt),
  );
  if (late) oddities.push('LATE_SUCCESS');
  if (successes.length > 1) oddities.push('SECOND_SUCCESS');
  return oddities;
}

function isEndOfTry({ kind }: DonationFact): boolean {
  return kind === 'payment_failed' || kind === 'payment_expired';
}

/** Whether the account through which the try was made states it: no other can know how that try ended. */
function isByOwnAccount(fact: DonationFact): boolean {
  return fact.providerAccountId === fact.attemptAccountId;
}

function isAfter(one: DonationFact, other: DonationFact): boolean {
  const difference = one.occurredAt.getTime() - other.occurredAt.getTime();
  return difference === 0 ? one.key > other.key : difference > 0;
}
