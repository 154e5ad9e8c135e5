import { type DonationFact, mismatchOf } from './donation.js';
import type { AttemptRow, ProjectRow } from './payment-facts.statements.js';

/** Where the money of a payment lies, and what entries about it are about. */
export type Place =
  | {
      readonly at: 'gift';
      readonly fundId: string;
      readonly fundKind: 'restricted' | 'unrestricted';
      readonly currency: string;
      readonly donationId: string;
      readonly projectId: string;
      readonly channelId: string | null;
    }
  | {
      readonly at: 'suspense';
      readonly subject: { readonly type: 'donation' | 'provider_payment'; readonly id: string };
    };

/** The gift's fund, as a place. */
export function giftPlace(attempt: AttemptRow, project: ProjectRow): Place {
  const { donationId, projectId, channelId, currency } = attempt;
  return {
    at: 'gift',
    fundId: project.fundId,
    fundKind: project.fundKind,
    currency,
    donationId,
    projectId,
    channelId,
  };
}

/** Suspense, where the money of a payment lies that is not, or not surely, a gift. */
export function suspensePlace(attempt: AttemptRow | null, paymentKey: string): Place {
  const subject = attempt
    ? { type: 'donation' as const, id: attempt.donationId }
    : { type: 'provider_payment' as const, id: paymentKey.slice(0, 64) };
  return { at: 'suspense', subject };
}

/**
 * Where a payment was booked: the gift's fund when it is what was promised or was released to it, else suspense. A payment that never came
 * has no place but suspense, where what goes back of it is seen by a person.
 */
export function placeOf(
  payment: DonationFact | null,
  paymentKey: string,
  attempt: AttemptRow | null,
  project: ProjectRow | null,
): Place {
  if (!payment || !attempt || !project) return suspensePlace(attempt, paymentKey);
  if (payment.kind === 'payment_released') return giftPlace(attempt, project);
  const promised = { amount: BigInt(attempt.amount), currency: attempt.currency };
  return mismatchOf(promised, payment) ? suspensePlace(attempt, paymentKey) : giftPlace(attempt, project);
}

/** Suspense, for money of a gift that went back in a currency which its fund does not have. */
export function suspenseOf(place: Place & { readonly at: 'gift' }): Place {
  return { at: 'suspense', subject: { type: 'donation', id: place.donationId } };
}
