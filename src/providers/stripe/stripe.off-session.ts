import type Stripe from 'stripe';
import { Refusal } from '../../kernel/errors.js';
import type { OffSessionRequest, OffSessionTaken, SavedMethod } from '../payment-provider.service.js';
import { STATEMENT_SUFFIX, wireAmount } from './stripe.checkout.js';

const LISTED_MAX = 100;
/** Errors that leave open whether the money was taken. */
const UNKNOWN = ['StripeConnectionError', 'StripeAPIError', 'StripeRateLimitError'];
/** Another call with the same key is still under way. */
const KEY_IN_USE = 409;

interface StripeFailure {
  readonly type?: string;
  readonly code?: string;
  readonly message?: string;
  readonly statusCode?: number;
  readonly decline_code?: string;
  readonly payment_intent?: { readonly id?: string };
}

/** Pure: the same request always gives the same parameters, which Stripe's idempotency demands. */
export function offSessionParameters(request: OffSessionRequest): Stripe.PaymentIntentCreateParams {
  return {
    amount: wireAmount(request.amount),
    currency: request.currency.toLowerCase(),
    customer: request.customerId,
    payment_method: request.methodId,
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    confirm: true,
    off_session: true,
    metadata: { payment_attempt: request.attemptId },
    description: request.description,
    statement_descriptor_suffix: STATEMENT_SUFFIX,
  };
}

/**
 * Charges a saved method; the same request again is the same payment, for at least a day by the idempotency key, and
 * afterwards because a repeated request first looks for what an earlier call made.
 * @throws Refusal unavailable/provider_down when the outcome is unknown · conflict/off_session_refused.
 */
export async function chargeOffSession(stripe: Stripe, request: OffSessionRequest): Promise<OffSessionTaken> {
  try {
    const made = request.repeated ? await madeBefore(stripe, request) : null;
    const intent =
      made ??
      (await stripe.paymentIntents.create(offSessionParameters(request), {
        idempotencyKey: request.attemptId,
      }));
    return { paymentId: intent.id };
  } catch (error) {
    const { type, code, message, statusCode, payment_intent } = error as StripeFailure;
    if (UNKNOWN.includes(type ?? '') || statusCode === KEY_IN_USE)
      throw new Refusal('unavailable', 'provider_down');
    // The bank said no. The intent is there, and its events say what became of it as they do for every payment.
    if (type === 'StripeCardError' && payment_intent?.id) return { paymentId: payment_intent.id };
    if (type === 'StripeInvalidRequestError' || type === 'StripeCardError')
      throw new Refusal('conflict', 'off_session_refused', {
        problem: `${code ?? type}: ${message ?? ''}`.slice(0, 300),
      });
    throw error;
  }
}

async function madeBefore(
  stripe: Stripe,
  request: OffSessionRequest,
): Promise<{ readonly id: string } | null> {
  const intents = await stripe.paymentIntents.list({ customer: request.customerId, limit: LISTED_MAX });
  return intents.data.find(({ metadata }) => metadata.payment_attempt === request.attemptId) ?? null;
}

/** The method that a payment at the checkout left behind; null when it left none. */
export async function savedMethod(stripe: Stripe, paymentId: string): Promise<SavedMethod | null> {
  const intent = await stripe.paymentIntents.retrieve(paymentId, { expand: ['payment_method'] });
  const { customer, payment_method: method } = intent;
  const customerId = typeof customer === 'string' ? customer : (customer?.id ?? null);
  if (!customerId || !method || typeof method === 'string' || !method.customer) return null;
  const label = method.card ? `${method.card.brand} ${method.card.last4}` : String(method.type);
  return { customerId, methodId: method.id, label: label.slice(0, 60) };
}

/** Takes a method from its customer: it can never be charged again. One that is gone already is gone. */
export async function forgetMethod(stripe: Stripe, methodId: string): Promise<void> {
  try {
    await stripe.paymentMethods.detach(methodId);
  } catch (error) {
    const { type, statusCode } = error as StripeFailure;
    if (UNKNOWN.includes(type ?? '') || statusCode === KEY_IN_USE)
      throw new Refusal('unavailable', 'provider_down');
    if (type !== 'StripeInvalidRequestError') throw error;
  }
}
