import type Stripe from 'stripe';
import { Refusal } from '../../kernel/errors.js';
import type { RefundRequest, RefundTaken } from '../payment-provider.service.js';
import { wireAmount } from './stripe.checkout.js';

/** Stripe's own reasons, for those of ours that it has a word for; all others are the payer's wish. */
const REASONS: Readonly<Record<string, 'duplicate' | 'fraudulent'>> = {
  DUPLICATE: 'duplicate',
  FRAUD_STOLEN_CARD: 'fraudulent',
};
const LISTED_MAX = 100;
/** Errors that leave open whether the refund was made. */
const UNKNOWN = ['StripeConnectionError', 'StripeAPIError', 'StripeRateLimitError'];
/** Another call with the same key is still under way. */
const KEY_IN_USE = 409;

interface StripeFailure {
  readonly type?: string;
  readonly code?: string;
  readonly message?: string;
  readonly statusCode?: number;
}

/** Makes the refund; the same request again returns the same refund for at least a day. */
export async function askForRefund(stripe: Stripe, request: RefundRequest): Promise<RefundTaken> {
  const refund = await stripe.refunds.create(
    {
      payment_intent: request.paymentId,
      amount: wireAmount(request.amount),
      reason: REASONS[request.reason] ?? 'requested_by_customer',
      metadata: { refund: request.refundId },
    },
    { idempotencyKey: request.refundId },
  );
  return { providerRefundId: refund.id };
}

/** The refund that an earlier call made, whose answer never came: Stripe forgets idempotency keys after a day. */
export async function takenBefore(stripe: Stripe, request: RefundRequest): Promise<RefundTaken | null> {
  const refunds = await stripe.refunds.list({ payment_intent: request.paymentId, limit: LISTED_MAX });
  const made = refunds.data.find(
    ({ metadata, amount }) => metadata?.refund === request.refundId && BigInt(amount) === request.amount,
  );
  return made ? { providerRefundId: made.id } : null;
}

/**
 * A refund that Stripe answers with "no" is refused; no answer, 5xx, 429 and a key still in use mean "unknown, ask
 * again". A key of ours that it does not accept is nobody's answer either: that is our fault and not the refund's.
 */
export function refundRefusalOf(error: unknown): unknown {
  const { type, code, message, statusCode } = error as StripeFailure;
  if (UNKNOWN.includes(type ?? '') || statusCode === KEY_IN_USE)
    return new Refusal('unavailable', 'provider_down');
  if (type === 'StripeInvalidRequestError' || type === 'StripeCardError')
    return new Refusal('conflict', 'refund_refused', {
      problem: `${code ?? type}: ${message ?? ''}`.slice(0, 300),
    });
  return error;
}
