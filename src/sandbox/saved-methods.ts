import { type Card, cardMetadata } from './cards.js';
import { missing } from './errors.js';
import type { StripeObject } from './json.js';
import { newCustomer } from './objects/customer.js';
import { newPaymentMethod } from './objects/payment-method.js';
import type { Work } from './work.js';

/** Keeps the card with which a session is paid: a customer and a payment method that belongs to it. */
export function saveCard(work: Work, session: StripeObject, intent: StripeObject, card: Card): StripeObject {
  const email = session.customer_email ?? null;
  const customer = work.put(newCustomer(email, work.at));
  work.event('customer.created', customer);
  const method = work.put(newPaymentMethod(card, customer, email, work.at));
  work.event('payment_method.attached', method);
  return work.change(intent, { customer: customer.id, payment_method: method.id });
}

/** Makes a saved card act so from now on. @throws ApiError 404 when there is none of this id. */
export function turnCard(work: Work, id: string, card: Card, times?: number): StripeObject {
  const method = work.find('payment_method', id);
  if (!method) throw missing('PaymentMethod', id);
  return work.change(method, { metadata: cardMetadata(card, times) });
}
