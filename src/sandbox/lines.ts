import type { StripeObject } from './json.js';
import { type Movement, newBalanceTransaction } from './objects/balance-transaction.js';
import type { Work } from './work.js';

/** Stripe's reporting category of each type of line that the sandbox makes; other types are their own. */
const CATEGORIES: Record<string, string> = {
  charge: 'charge',
  payment: 'charge',
  refund: 'refund',
  payment_refund: 'refund',
  refund_failure: 'refund_failure',
  payment_failure_refund: 'charge_failure',
  payout: 'payout',
  payout_failure: 'payout_reversal',
  payout_cancel: 'payout_reversal',
  stripe_fee: 'fee',
  tax_fee: 'tax',
  adjustment: 'other_adjustment',
  topup: 'topup',
};

/** Writes a line on the balance, dated by the work; amount and fee in minor units, money out is negative. */
export function addLine(
  work: Work,
  line: Omit<Movement, 'created' | 'reporting_category'> & { reporting_category?: string },
): StripeObject {
  const reporting_category = line.reporting_category ?? CATEGORIES[line.type] ?? line.type;
  return work.put(newBalanceTransaction({ ...line, reporting_category, created: work.at }));
}

/** True for a charge by card, whose lines have other types than those of any other method. */
export function isCard(charge: StripeObject): boolean {
  return (charge.payment_method_details as { type?: string }).type === 'card';
}
