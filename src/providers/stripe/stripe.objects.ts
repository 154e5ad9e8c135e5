import type Stripe from 'stripe';
import type { DoubtedObject } from '../event-reading.js';

/** An object as Stripe has it now; null when Stripe knows none of this id. */
export async function retrieve(stripe: Stripe, { type, id }: DoubtedObject): Promise<object | null> {
  try {
    return await (RETRIEVE[type](stripe, id) as Promise<object>);
  } catch (error) {
    if ((error as { type?: string }).type === 'StripeInvalidRequestError') return null;
    throw error;
  }
}

const RETRIEVE: Readonly<Record<DoubtedObject['type'], (stripe: Stripe, id: string) => Promise<unknown>>> = {
  payment_intent: (stripe, id) => stripe.paymentIntents.retrieve(id),
  charge: (stripe, id) => stripe.charges.retrieve(id),
  'checkout.session': (stripe, id) => stripe.checkout.sessions.retrieve(id),
  refund: (stripe, id) => stripe.refunds.retrieve(id),
  dispute: (stripe, id) => stripe.disputes.retrieve(id),
};
