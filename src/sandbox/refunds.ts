import { ApiError, badParameter, missing } from './errors.js';
import { integer, type Json, type JsonObject, minor, type StripeObject, text } from './json.js';
import { newBalanceTransaction } from './objects/balance-transaction.js';
import { newRefund } from './objects/refund.js';
import type { Work } from './work.js';

/** What `POST /v1/refunds` asks for; the amount in minor units, the whole rest when absent. */
export interface RefundRequest {
  charge?: string;
  payment_intent?: string;
  amount?: number;
  reason?: string;
  metadata?: Json;
}

/**
 * Gives money back; the fee is kept, as Stripe keeps it.
 * @throws ApiError when the charge is unknown, not paid, or the amount is more than what is left of it.
 */
export function refund(work: Work, asked: RefundRequest): StripeObject {
  const charge = chargeOf(work, asked);
  if (charge.status !== 'succeeded') throw badParameter('charge', `Charge ${charge.id} has not succeeded.`);
  const taken = integer(charge.amount);
  const before = integer(charge.amount_refunded);
  if (before === taken) {
    throw new ApiError(400, `Charge ${charge.id} has already been refunded.`, {
      code: 'charge_already_refunded',
    });
  }
  const amount = asked.amount ?? taken - before;
  if (amount > taken - before) {
    throw badParameter(
      'amount',
      `Refund amount (${amount}) is greater than unrefunded amount on charge (${taken - before}).`,
    );
  }
  const made = newRefund({
    charge,
    amount,
    reason: asked.reason ?? null,
    metadata: asked.metadata ?? {},
    created: work.at,
  });
  const line = work.put(balanceOf(made, charge));
  const done = work.change(made, { balance_transaction: line.id });
  const after = { amount_refunded: before + amount, refunded: before + amount === taken };
  const left = work.change(charge, after);
  work.event('refund.created', done);
  work.event('charge.refunded', left, { amount_refunded: before, refunded: charge.refunded });
  const [settled, previous] = confirmation(done);
  work.event('refund.updated', work.change(done, settled), previous);
  // The caller learns the state at creation; what came a moment later is for the event and the next look.
  return done;
}

function chargeOf(work: Work, asked: RefundRequest): StripeObject {
  if (asked.charge) {
    const charge = work.find('charge', asked.charge);
    if (!charge) throw missing('charge', asked.charge, 'charge');
    return charge;
  }
  const id = asked.payment_intent ?? '';
  const intent = work.find('payment_intent', id);
  if (!intent) throw missing('payment_intent', id, 'payment_intent');
  const charge = work.find('charge', text(intent.latest_charge) ?? '');
  if (!charge)
    throw badParameter(
      'payment_intent',
      `This PaymentIntent (${id}) does not have a successful charge to refund.`,
    );
  return charge;
}

function balanceOf(made: StripeObject, charge: StripeObject): StripeObject {
  const card = (charge.payment_method_details as { type?: string }).type === 'card';
  return newBalanceTransaction({
    amount: -minor(made.amount),
    fee: 0n,
    currency: String(made.currency),
    source: made.id,
    type: card ? 'refund' : 'payment_refund',
    reporting_category: 'refund',
    description: charge.description
      ? `REFUND FOR CHARGE (${String(charge.description)})`
      : 'REFUND FOR CHARGE',
    created: made.created,
  });
}

/**
 * What `refund.updated` says a moment later, and what stood there before: card networks give a trace number, other
 * methods confirm that the money has gone back.
 */
function confirmation(made: StripeObject): [JsonObject, JsonObject] {
  const details = made.destination_details as { card?: Record<string, Json>; type: string };
  if (!details.card) return [{ status: 'succeeded' }, { status: made.status }];
  const card = { ...details.card, reference: made.id.slice(-12), reference_status: 'available' };
  return [{ destination_details: { ...details, card } }, { destination_details: made.destination_details }];
}
