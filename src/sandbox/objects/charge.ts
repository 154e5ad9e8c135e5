import { newId } from '../ids.js';
import type { Json, JsonObject, StripeObject } from '../json.js';
import type { Method } from './session.js';

/** How a charge stands: taken, on its way (delayed method), or refused. */
export type ChargeStatus = 'succeeded' | 'pending' | 'failed';

/** One attempt to take the money of a PaymentIntent. */
export function newCharge(
  intent: StripeObject,
  method: Method,
  status: ChargeStatus,
  created: number,
  email: Json,
  card: { decline?: string | null; last4?: string } = {},
): StripeObject {
  const { decline = status === 'failed' ? 'generic_decline' : null, last4 = '4242' } = card;
  return {
    id: newId('ch_3'),
    object: 'charge',
    amount: intent.amount,
    amount_captured: status === 'failed' ? 0 : intent.amount,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: { address: null, email, name: null, phone: null, tax_id: null },
    calculated_statement_descriptor: 'BOAI SANDBOX',
    captured: status !== 'failed',
    created,
    currency: intent.currency,
    customer: intent.customer ?? null,
    description: intent.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: decline && failureCode(decline),
    failure_message: decline && (MESSAGES[decline] ?? 'Your card was declined.'),
    fraud_details: {},
    livemode: false,
    metadata: intent.metadata,
    on_behalf_of: null,
    outcome: outcome(status, decline),
    paid: status === 'succeeded',
    payment_intent: intent.id,
    payment_method: intent.payment_method,
    payment_method_details: methodDetails(method, last4),
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: intent.statement_descriptor,
    statement_descriptor_suffix: intent.statement_descriptor_suffix,
    status,
    transfer_data: null,
    transfer_group: null,
  };
}

/** What changes when a delayed charge arrives, or fails to. */
export function settledCharge(amount: Json | undefined, succeeded: boolean): JsonObject {
  const status = succeeded ? 'succeeded' : 'failed';
  return {
    amount_captured: succeeded ? amount : 0,
    captured: succeeded,
    failure_code: succeeded ? null : 'account_closed',
    failure_message: succeeded ? null : 'The bank account has been closed.',
    outcome: outcome(status),
    paid: succeeded,
    status,
  };
}

/** Refusals that Stripe reports by a code of their own; all others are `card_declined`. */
const MESSAGES: Record<string, string> = {
  authentication_required: 'Your card was declined. This transaction requires authentication.',
  expired_card: 'Your card has expired.',
  insufficient_funds: 'Your card has insufficient funds.',
};

function failureCode(decline: string): string {
  return decline === 'expired_card' || decline === 'authentication_required' ? decline : 'card_declined';
}

function outcome(status: ChargeStatus, decline: string | null = 'generic_decline'): JsonObject {
  const failed = status === 'failed';
  return {
    advice_code: null,
    network_advice_code: null,
    network_decline_code: null,
    network_status: failed ? 'declined_by_network' : 'approved_by_network',
    reason: failed ? decline : null,
    risk_level: 'normal',
    risk_score: 12,
    seller_message: failed
      ? 'The bank did not return any further details with this decline.'
      : 'Payment complete.',
    type: failed ? 'issuer_declined' : 'authorized',
  };
}

function methodDetails(method: Method, last4: string): JsonObject {
  if (method === 'alipay') {
    return {
      alipay: { buyer_id: newId('', 16), fingerprint: newId('', 16), transaction_id: newId('', 28) },
      type: method,
    };
  }
  if (method === 'wechat_pay') {
    return { type: method, wechat_pay: { fingerprint: newId('', 16), transaction_id: newId('', 28) } };
  }
  if (method === 'us_bank_account') {
    return {
      type: method,
      us_bank_account: {
        account_holder_type: 'individual',
        account_type: 'checking',
        bank_name: 'STRIPE TEST BANK',
        fingerprint: newId('', 16),
        last4: '6789',
        payment_reference: null,
        routing_number: '110000000',
      },
    };
  }
  return { card: cardDetails(last4), type: 'card' };
}

function cardDetails(last4: string): JsonObject {
  return {
    amount_authorized: null,
    authorization_code: null,
    brand: 'visa',
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
    country: 'CN',
    electronic_commerce_indicator: null,
    exp_month: 12,
    exp_year: 2034,
    fingerprint: newId('', 16),
    funding: 'credit',
    installments: null,
    last4,
    mandate: null,
    network: 'visa',
    network_token: { used: false },
    network_transaction_id: null,
    regulated_status: 'unregulated',
    three_d_secure: null,
    transaction_link_id: null,
    wallet: null,
  };
}
