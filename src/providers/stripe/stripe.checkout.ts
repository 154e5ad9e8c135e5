import type Stripe from 'stripe';
import type { CheckoutRequest } from '../payment-provider.service.js';

/** What a card statement shows after the society's own name; Latin letters only (Stripe's rule). */
export const STATEMENT_SUFFIX = 'DONATION';
const PRODUCT_NAME_CHARS_MAX = 250;

/**
 * The parameters of a Checkout Session: one gift, paid once. The attempt's id stands in the reference and in the
 * metadata of both session and payment intent, so that every event leads back to it.
 * Pure: the same request always gives the same parameters, which Stripe's idempotency demands.
 */
export function checkoutParameters(request: CheckoutRequest): Stripe.Checkout.SessionCreateParams {
  const metadata = { payment_attempt: request.attemptId };
  return {
    mode: 'payment',
    submit_type: 'donate',
    client_reference_id: request.attemptId,
    metadata,
    payment_intent_data: {
      metadata,
      description: request.projectName,
      statement_descriptor_suffix: STATEMENT_SUFFIX,
      ...(request.saveMethod && { setup_future_usage: 'off_session' as const }),
    },
    // Only a card can be charged later without its owner; each promise has a customer of its own, so that the provider
    // learns nothing of who else the donor is.
    ...(request.saveMethod && {
      customer_creation: 'always' as const,
      allowed_payment_method_types: ['card' as const],
    }),
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: request.currency.toLowerCase(),
          unit_amount: wireAmount(request.amount),
          product_data: { name: request.projectName.slice(0, PRODUCT_NAME_CHARS_MAX) },
        },
      },
    ],
    locale: request.locale === 'zh-CN' ? 'zh' : 'en',
    success_url: request.successUrl,
    cancel_url: request.cancelUrl,
    expires_at: Math.floor(request.expiresAt.getTime() / 1000),
    ...(request.mail && { customer_email: request.mail }),
  };
}

/** The SDK takes numbers; every amount we accept is far below 2^53. */
export function wireAmount(minorUnits: bigint): number {
  if (minorUnits <= 0n || minorUnits > BigInt(Number.MAX_SAFE_INTEGER))
    throw new RangeError('amount does not fit');
  return Number(minorUnits);
}
