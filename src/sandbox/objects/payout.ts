import { newId } from '../ids.js';
import { type JsonObject, jsonInteger, type StripeObject } from '../json.js';

const DAY_S = 86_400;

interface PayoutInput {
  amount: bigint;
  currency: string;
  automatic: boolean;
  created: number;
}

/** Money on its way from the pretend account to our bank, in minor units. */
export function newPayout(input: PayoutInput): StripeObject {
  const { created } = input;
  return {
    id: newId('po_1'),
    object: 'payout',
    amount: jsonInteger(input.amount),
    application_fee: null,
    application_fee_amount: null,
    arrival_date: created - (created % DAY_S) + DAY_S,
    automatic: input.automatic,
    balance_transaction: null,
    created,
    currency: input.currency,
    description: input.automatic ? 'STRIPE PAYOUT' : null,
    destination: newId('ba_1'),
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: {},
    method: 'standard',
    original_payout: null,
    payout_method: null,
    reconciliation_status: input.automatic ? 'in_progress' : 'not_applicable',
    reversed_by: null,
    source_type: 'card',
    statement_descriptor: null,
    status: 'pending',
    trace_id: { status: 'pending', value: null },
    type: 'bank_account',
  };
}

/** What the bank says when it sends the money back. */
export function payoutFailure(code: string): JsonObject {
  return { failure_code: code, failure_message: 'The bank could not take this payout.' };
}
