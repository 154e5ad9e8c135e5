import { newId } from '../ids.js';
import type { Json, JsonObject, StripeObject } from '../json.js';

interface RefundInput {
  charge: StripeObject;
  amount: number;
  reason: string | null;
  metadata: Json;
  status: string;
  created: number;
}

/** Money given back from a charge. */
export function newRefund(input: RefundInput): StripeObject {
  const { charge, status } = input;
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
    status,
    transfer_reversal: null,
    ...(status === 'pending' ? { pending_reason: 'processing' } : {}),
    ...(status === 'requires_action' ? asksThePayer(charge, input.created) : {}),
  };
}

const DAY_S = 86_400;
/** Days that a payer has to name the account for the money. */
const ACTION_DAYS = 45;

function asksThePayer(charge: StripeObject, created: number): JsonObject {
  const email_sent = { email_sent_at: created, email_sent_to: charge.receipt_email ?? 'payer@example.org' };
  return {
    instructions_email: email_sent.email_sent_to,
    next_action: {
      display_details: { email_sent, expires_at: created + ACTION_DAYS * DAY_S },
      type: 'display_details',
    },
  };
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
