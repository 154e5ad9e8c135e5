import { newId } from '../ids.js';
import type { JsonObject, StripeObject } from '../json.js';

const DAY_S = 86_400;
/** Days until evidence is due; those of the past are past due only in the mind of the reader. */
const EVIDENCE_DAYS = 9;

const EVIDENCE = [
  'access_activity_log',
  'billing_address',
  'cancellation_policy',
  'cancellation_policy_disclosure',
  'cancellation_rebuttal',
  'customer_communication',
  'customer_email_address',
  'customer_name',
  'customer_purchase_ip',
  'customer_signature',
  'duplicate_charge_documentation',
  'duplicate_charge_explanation',
  'duplicate_charge_id',
  'product_description',
  'receipt',
  'refund_policy',
  'refund_policy_disclosure',
  'refund_refusal_explanation',
  'service_date',
  'service_documentation',
  'shipping_address',
  'shipping_carrier',
  'shipping_date',
  'shipping_documentation',
  'shipping_tracking_number',
  'uncategorized_file',
  'uncategorized_text',
];

interface DisputeInput {
  charge: StripeObject;
  amount: number;
  reason: string;
  /** A bank's question before a chargeback: no money moves. */
  inquiry: boolean;
  created: number;
}

/** A payer's bank asks for the money back. */
export function newDispute(input: DisputeInput): StripeObject {
  const { charge, inquiry, created } = input;
  const evidence: JsonObject = Object.fromEntries(EVIDENCE.map((member) => [member, null]));
  return {
    id: newId('du_1'),
    object: 'dispute',
    amount: input.amount,
    balance_transactions: [],
    charge: charge.id,
    created,
    currency: charge.currency,
    enhanced_eligibility_types: [],
    evidence: { ...evidence, enhanced_evidence: {} },
    evidence_details: {
      due_by: created + EVIDENCE_DAYS * DAY_S,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: null,
    },
    intended_submission_method: null,
    is_charge_refundable: inquiry,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    payment_method_details: methodDetails(charge, inquiry),
    reason: input.reason,
    status: inquiry ? 'warning_needs_response' : 'needs_response',
  };
}

function methodDetails(charge: StripeObject, inquiry: boolean): JsonObject | undefined {
  const { type } = charge.payment_method_details as { type: string };
  if (type !== 'card') return undefined;
  const case_type = inquiry ? 'inquiry' : 'chargeback';
  return { card: { brand: 'visa', case_type, network: 'visa', network_reason_code: '10.4' }, type };
}
