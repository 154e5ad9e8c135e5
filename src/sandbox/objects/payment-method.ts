import { CARDS, type Card, cardMetadata } from '../cards.js';
import { newId } from '../ids.js';
import type { Json, StripeObject } from '../json.js';

/** A saved card of a customer. */
export function newPaymentMethod(
  card: Card,
  customer: StripeObject,
  email: Json,
  created: number,
): StripeObject {
  return {
    id: newId('pm_1'),
    object: 'payment_method',
    allow_redisplay: 'limited',
    billing_details: { address: null, email, name: null, phone: null, tax_id: null },
    card: {
      brand: 'visa',
      checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
      country: 'CN',
      display_brand: 'visa',
      exp_month: 12,
      exp_year: 2034,
      fingerprint: newId('', 16),
      funding: 'credit',
      generated_from: null,
      last4: CARDS[card].last4,
      networks: { available: ['visa'], preferred: null },
      regulated_status: 'unregulated',
      three_d_secure_usage: { supported: true },
      wallet: null,
    },
    created,
    customer: customer.id,
    customer_account: null,
    livemode: false,
    metadata: cardMetadata(card),
    type: 'card',
  };
}
