import type { Call } from './call.js';
import { CARDS, nextOf } from './cards.js';
import { ApiError, badParameter, Declined } from './errors.js';
import type { Json, JsonObject, StripeObject } from './json.js';
import { newCharge } from './objects/charge.js';
import { newPaymentIntent } from './objects/payment-intent.js';
import { bool, currency, hash, int, list, metadata, oneOf, readAll, required, str } from './params.js';
import { refuse, succeed, withBalance } from './payments.js';

/** Parameters of an intent that the sandbox understands; anything else is refused, not ignored. */
const INTENT = {
  amount: int(1, 99_999_999),
  automatic_payment_methods: hash({ allow_redirects: oneOf('always', 'never'), enabled: bool }),
  confirm: bool,
  currency,
  customer: str(),
  description: str(1000),
  expand: list(str()),
  metadata,
  off_session: bool,
  payment_method: str(),
  receipt_email: str(800),
  statement_descriptor_suffix: str(22),
};

/**
 * `POST /v1/payment_intents`: takes money with a saved card while its owner is away. Intents that a payer has yet to
 * confirm come from checkout sessions alone, so only a confirmed off-session intent is served.
 */
export function createIntent(
  call: Call,
  answer: (call: Call, body: Json, paths?: string[]) => Json,
): () => Json {
  const asked = readAll(call.raw, INTENT);
  const amount = required(asked.amount, 'amount');
  const code = required(asked.currency, 'currency');
  const customerId = required(asked.customer, 'customer');
  const methodId = required(asked.payment_method, 'payment_method');
  if (asked.confirm !== true) throw badParameter('confirm', 'The sandbox serves confirmed intents alone.');
  if (asked.off_session !== true)
    throw badParameter('off_session', 'The sandbox serves off-session intents alone.');
  if (asked.automatic_payment_methods?.allow_redirects !== 'never')
    throw badParameter(
      'return_url',
      'Some payment methods redirect the payer: give a return_url, or set automatic_payment_methods[allow_redirects] to never.',
    );
  return () => {
    const method = methodOf(call, customerId, methodId);
    const offered = { amount_total: amount, currency: code, payment_method_types: ['card'] };
    const given: JsonObject = { ...(asked as JsonObject), capture_method: 'automatic_async' };
    const intent = call.work.put({
      ...newPaymentIntent(offered, given, call.work.at),
      automatic_payment_methods: { allow_redirects: 'never', enabled: true },
      customer: customerId,
      payment_method: methodId,
    });
    call.work.event('payment_intent.created', { ...intent, status: 'requires_confirmation' });
    return answer(call, charge(call, intent, method), asked.expand);
  };
}

/** Carries the charge out as the card answers it. @throws Declined when the bank says no; that is kept, too. */
function charge(call: Call, intent: StripeObject, method: StripeObject): StripeObject {
  const { card, metadata: after } = nextOf(method);
  call.work.change(method, { metadata: after });
  const { decline, last4 } = CARDS[card];
  const status = decline ? 'failed' : 'succeeded';
  const email = (method.billing_details as JsonObject).email ?? null;
  const made = newCharge(intent, 'card', status, call.work.at, email, { decline, last4 });
  if (!decline) return succeed(call.work, intent, withBalance(call.work, made));
  const refused = refuse(call.work, intent, call.work.put(made));
  throw new Declined(refused, call.work.find('payment_method', method.id) ?? method);
}

/** The customer's card. @throws ApiError as Stripe answers for unknown ones, and for one that is not theirs. */
function methodOf(call: Call, customerId: string, methodId: string): StripeObject {
  if (!call.work.find('customer', customerId)) throw unknown('customer', customerId, 'customer');
  const method = call.work.find('payment_method', methodId);
  if (!method) throw unknown('PaymentMethod', methodId, 'payment_method');
  if (method.customer === customerId) return method;
  const message =
    method.customer === null
      ? 'The provided PaymentMethod was previously used or detached from a Customer, and may not be used again.'
      : `The payment method supplied (${methodId}) belongs to another customer.`;
  throw badParameter('payment_method', message, 'payment_method_unexpected_state');
}

function unknown(kind: string, id: string, param: string): ApiError {
  return new ApiError(400, `No such ${kind}: '${id}'`, { code: 'resource_missing', param });
}
