import { newId } from '../ids.js';
import type { Json, JsonObject, StripeObject } from '../json.js';

/** Payment methods of the pretend account; the last one is delayed (the money comes days later, or not). */
export const METHODS = ['card', 'alipay', 'wechat_pay', 'us_bank_account'] as const;
export type Method = (typeof METHODS)[number];

/** What a new session takes from its request. */
export interface SessionInput {
  base: string;
  created: number;
  expires_at: number;
  amount: number;
  currency: string;
  methods: Json[];
  given: JsonObject;
}

/** A new open Checkout Session with every member of Stripe's object. */
export function newSession(input: SessionInput): StripeObject {
  const id = newId('cs_test_a1', 56);
  const { given } = input;
  return {
    id,
    object: 'checkout.session',
    adaptive_pricing: given.adaptive_pricing ?? { enabled: false },
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: given.allowed_payment_method_types ?? null,
    amount_subtotal: input.amount,
    amount_total: input.amount,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: given.billing_address_collection ?? null,
    cancel_url: given.cancel_url ?? null,
    client_reference_id: given.client_reference_id ?? null,
    client_secret: null,
    collected_information: null,
    consent: null,
    consent_collection: null,
    created: input.created,
    currency: input.currency,
    currency_conversion: null,
    custom_fields: [],
    custom_text: {
      after_submit: null,
      shipping_address: null,
      submit: null,
      terms_of_service_acceptance: null,
    },
    customer: null,
    customer_account: null,
    customer_creation: given.customer_creation ?? 'if_required',
    customer_details: given.customer_email ? customerDetails(given.customer_email) : null,
    customer_email: given.customer_email ?? null,
    discounts: [],
    expires_at: input.expires_at,
    integration_identifier: null,
    invoice: null,
    invoice_creation: {
      enabled: false,
      invoice_data: {
        account_tax_ids: null,
        custom_fields: null,
        description: null,
        footer: null,
        issuer: null,
        metadata: {},
        rendering_options: null,
      },
    },
    livemode: false,
    locale: given.locale ?? null,
    managed_payments: null,
    metadata: given.metadata ?? {},
    mode: 'payment',
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: 'if_required',
    payment_method_configuration_details: null,
    payment_method_options: {},
    payment_method_types: input.methods,
    payment_status: 'unpaid',
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: given.submit_type ?? null,
    subscription: null,
    success_url: given.success_url ?? null,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    url: `${input.base}/c/pay/${id}`,
    wallet_options: null,
  };
}

/** What the checkout page learned about the payer. */
export function customerDetails(email: Json): JsonObject {
  return {
    address: null,
    business_name: null,
    email,
    individual_name: null,
    name: null,
    phone: null,
    tax_exempt: 'none',
    tax_ids: [],
  };
}

/** One line item of a session, as `…/line_items` and `expand[]=line_items` answer it. */
export function newLineItem(
  name: string,
  unitAmount: number,
  quantity: number,
  currency: string,
  created: number,
): JsonObject {
  const amount = unitAmount * quantity;
  const product = newId('prod_', 14);
  return {
    id: newId('li_1'),
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 0,
    amount_subtotal: amount,
    amount_tax: 0,
    amount_total: amount,
    currency,
    description: name,
    metadata: {},
    price: {
      id: newId('price_1'),
      object: 'price',
      active: false,
      billing_scheme: 'per_unit',
      created,
      currency,
      custom_unit_amount: null,
      livemode: false,
      lookup_key: null,
      metadata: {},
      nickname: null,
      product,
      recurring: null,
      tax_behavior: 'unspecified',
      tiers_mode: null,
      transform_quantity: null,
      type: 'one_time',
      unit_amount: unitAmount,
      unit_amount_decimal: String(unitAmount),
    },
    quantity,
  };
}
