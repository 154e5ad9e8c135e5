import type Stripe from 'stripe';
import type { PayoutState, ProviderPayout } from '../payment-provider.service.js';

const STATES: readonly string[] = ['pending', 'in_transit', 'paid', 'canceled', 'failed'];

/** Stripe's payout in our words. @throws Error when its status is one that we do not know: it is asked for again. */
export function payoutOf(payout: Stripe.Payout): ProviderPayout {
  const { id, status } = payout;
  if (!STATES.includes(status)) throw new Error(`payout ${id} has the unknown status ${status}`);
  return {
    id,
    amount: BigInt(payout.amount),
    currency: payout.currency.toUpperCase(),
    state: status as PayoutState,
    automatic: payout.automatic,
    linesComplete: payout.automatic && payout.reconciliation_status === 'completed',
    createdAt: new Date(payout.created * 1000),
    // Stripe gives midnight UTC of the day.
    arrivesOn: new Date(payout.arrival_date * 1000).toISOString().slice(0, 10),
    failureCode: payout.failure_code,
  };
}
