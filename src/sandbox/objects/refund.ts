import { newId } from '../ids.js';
import type { Json, JsonObject, StripeObject } from '../json.js';

interface RefundInput {
  charge: StripeObject;
  amount: number;
  reason: string | null;
  metadata: Json;
  created: number;
}

/** Money given back from a charge: a card's refund has succeeded at once, other methods confirm it later. */
export function newRefund(input: RefundInput): StripeObject {
  const { charge } = input;
  return {
    id: newId('re_3'),
    object: 'refund',
    amount: input.amount,
    balance_transaction: null,
    charge: charge.id,
    created: input.created,
    currency: charge.currency,
    customer: null,
    customer_account: null,
    destination_details: destination(charge),
    metadata: input.metadata,
    payment_intent: charge.payment_intent,
    payment_method: charge.payment_method,
    reason: input.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: isCard(charge) ? 'succeeded' : 'pending',
    transfer_reversal: null,
  };
}

function isCard(charge: StripeObject): boolean {
  return (charge.payment_method_details as JsonObject).type === 'card';
}

function destination(charge: StripeObject): JsonObject {
  const details = charge.payment_method_details as JsonObject;
  const type = details.type === 'us_bank_account' ? 'us_bank_transfer' : String(details.type);
  if (type === 'us_bank_transfer') return { [type]: { reference: null, reference_status: null }, type };
  if (type !== 'card') return { [type]: {}, type };
  return {
    card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
    type: 'card',
  };
}
