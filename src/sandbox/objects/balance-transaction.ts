import { newId } from '../ids.js';
import { type JsonObject, jsonInteger, type StripeObject } from '../json.js';

const DAY_S = 86_400;
/** Days until money may be paid out, counted to the midnight (UTC) that ends them. */
const SETTLEMENT_DAYS = 2;
/** The account's price: 29 thousandths of the amount … */
const FEE_PER_MILLE = 29n;
/** … and 0.30 of the currency's main unit, in minor units by the currency's decimals. */
const FEE_FIXED: Record<number, bigint> = { 0: 0n, 2: 30n, 3: 300n };
const DECIMALS: Record<string, number> = { jpy: 0, krw: 0, vnd: 0, kwd: 3, bhd: 3, jod: 3, omr: 3, tnd: 3 };

/** Decimals of a currency's minor unit. */
export function decimals(currency: string): number {
  return DECIMALS[currency] ?? 2;
}

/** Stripe's processing fee in minor units: whole numbers only, the half rounded up. */
export function processingFee(amount: bigint, currency: string): bigint {
  return (amount * FEE_PER_MILLE + 500n) / 1000n + (FEE_FIXED[decimals(currency)] ?? 0n);
}

/** A line to be written; `type` is open, because Stripe adds types without a new API version. */
export interface Movement {
  amount: bigint;
  fee: bigint;
  currency: string;
  source: string | null;
  type: string;
  reporting_category: string;
  description: string | null;
  created: number;
  /** True for what moves the available balance at once: disputes, payouts, Stripe's own fees. */
  at_once?: boolean;
}

/** One movement on the pretend account's balance; `net = amount − fee`, whole minor units. */
export function newBalanceTransaction(movement: Movement): StripeObject {
  const { amount, fee, currency, created } = movement;
  const midnight = created - (created % DAY_S) + DAY_S;
  const details: JsonObject[] = fee
    ? [
        {
          amount: jsonInteger(fee),
          application: null,
          currency,
          description: movement.type === 'adjustment' ? 'Dispute fee' : 'Stripe processing fees',
          type: 'stripe_fee',
        },
      ]
    : [];
  return {
    id: newId('txn_3'),
    object: 'balance_transaction',
    amount: jsonInteger(amount),
    available_on: movement.at_once ? created : midnight + SETTLEMENT_DAYS * DAY_S,
    balance_type: 'payments',
    created,
    currency,
    description: movement.description,
    exchange_rate: null,
    fee: jsonInteger(fee),
    fee_details: details,
    net: jsonInteger(amount - fee),
    reporting_category: movement.reporting_category,
    source: movement.source,
    status: movement.at_once ? 'available' : 'pending',
    type: movement.type,
  };
}
