import type { EventOutcome } from '../donations/payment-facts.service.js';
import type { ClaimedEvent } from '../providers/provider-event.js';

/** Rows in one database transaction. */
export const BATCH = 50;

const MINUTE_MS = 60_000;
/** From here on the provider is asked about what has not arrived (payments rules: parent unknown). */
export const ASK_AFTER_MS = 15 * MINUTE_MS;
/** From here on money that nobody claims is booked to suspense. */
export const UNCLAIMED_AFTER_MS = 24 * 60 * MINUTE_MS;

/** Why a row waits, as the console shows it. */
export const WAITS_FOR: Readonly<Record<Exclude<EventOutcome, 'applied'>, string>> = {
  unknown_parent: 'waits for its payment attempt: none of ours is known for it',
  booking_expected: 'waits for payment_intent.succeeded, which books the money',
  failure_expected: 'waits for refund.failed, which books that the refund failed',
  payment_expected: 'waits for its payment: nothing goes back that has not come',
};

/**
 * Whether a row that still waits is given up waiting for. One that nobody has looked at yet has not waited for
 * anything: after a day without workers its other half may stand right behind it.
 */
export function isUnclaimed({ state, receivedAt }: ClaimedEvent, now: Date): boolean {
  return state === 'WAITING' && now.getTime() - receivedAt.getTime() >= UNCLAIMED_AFTER_MS;
}

/** How the reason of a row begins whose type says something else than its object: the provider is asked. */
export const CONTRADICTS = 'contradicts itself, the provider is asked: ';
