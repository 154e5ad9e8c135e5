import { ApiError, badParameter, missing } from './errors.js';
import { integer, type Json, type JsonObject, minor, type StripeObject, text } from './json.js';
import { addLine, isCard } from './lines.js';
import { newRefund } from './objects/refund.js';
import { WrongState } from './payments.js';
import type { RefundWay } from './refund-ways.js';
import type { Work } from './work.js';

/** What `POST /v1/refunds` asks for; the amount in minor units, the whole rest when absent. */
export interface RefundRequest {
  charge?: string | undefined;
  payment_intent?: string | undefined;
  amount?: number | undefined;
  reason?: string | undefined;
  metadata?: Json;
}

/**
 * Gives money back; the fee is kept, as Stripe keeps it. A card's refund has succeeded at once, other methods
 * confirm it a moment later, a bank account's waits until someone says how it ended.
 * @throws ApiError when the charge is unknown, not paid, disputed, or the amount is more than what is left of it.
 */
export function refund(work: Work, asked: RefundRequest, way: RefundWay = 'as_usual'): StripeObject {
  const charge = chargeOf(work, asked);
  if (charge.status !== 'succeeded') throw badParameter('charge', `Charge ${charge.id} has not succeeded.`);
  if (disputed(work, charge)) {
    throw new ApiError(400, `Charge ${charge.id} has been charged back; cannot issue a refund.`, {
      code: 'charge_disputed',
    });
  }
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
    status: way === 'as_usual' ? (isCard(charge) ? 'succeeded' : 'pending') : way,
    created: work.at,
  });
  const paying = way === 'requires_action' ? work.put(made) : withLine(work, made, charge);
  const after = { amount_refunded: before + amount, refunded: before + amount === taken };
  work.event('refund.created', paying);
  work.event('charge.refunded', work.change(charge, after), {
    amount_refunded: before,
    refunded: charge.refunded,
  });
  if (way === 'as_usual') confirm(work, paying, charge);
  // The caller learns the state at creation; what came a moment later is for the event and the next look.
  return paying;
}

/** What a moment later happens by itself: a card network's trace number, or the confirmation of a wallet. */
function confirm(work: Work, made: StripeObject, charge: StripeObject): void {
  const details = made.destination_details as { card?: Record<string, Json>; type: string };
  if (details.card) {
    const card = { ...details.card, reference: made.id.slice(-12), reference_status: 'available' };
    const traced = work.change(made, { destination_details: { ...details, card } });
    announce(work, traced, { destination_details: made.destination_details });
  } else if ((charge.payment_method_details as JsonObject).type !== 'us_bank_account') {
    settleRefund(work, made, 'succeeded');
  }
}

const LEADS_TO: Record<string, string[]> = {
  requires_action: ['pending', 'succeeded', 'canceled', 'failed'],
  pending: ['succeeded', 'failed', 'canceled'],
  succeeded: ['failed'],
};

/**
 * Says how a refund goes on: `pending` (the payer has answered), `succeeded`, `canceled`, or `failed`, also after
 * success. What had left the balance comes back by a line of its own.
 * @throws WrongState for a step that Stripe does not take.
 */
export function settleRefund(
  work: Work,
  known: StripeObject,
  to: string,
  how: { reason?: string; type?: string } = {},
): StripeObject {
  const { status, pending_reason: _, next_action: __, ...rest } = known;
  if (!LEADS_TO[String(status)]?.includes(to))
    throw new WrongState(`A refund that is ${status} cannot become ${to}.`);
  const charge = chargeOf(work, { charge: text(known.charge) ?? '' });
  const failed = to === 'failed' || to === 'canceled';
  let next = work.put({ ...(rest as StripeObject), status: to });
  if (to === 'pending') next = work.change(next, { pending_reason: 'processing' });
  if (failed) {
    const back = next.balance_transaction ? returned(work, next, how.type ?? 'refund_failure') : undefined;
    next = work.change(next, {
      ...(to === 'failed' ? { failure_reason: how.reason ?? 'expired_or_canceled_card' } : {}),
      ...(back ? { failure_balance_transaction: back.id } : {}),
    });
    const left = integer(charge.amount_refunded) - integer(next.amount);
    work.change(charge, { amount_refunded: left, refunded: false });
  } else if (!next.balance_transaction) next = withLine(work, next, charge);
  announce(work, next, { status });
  if (to === 'failed') work.event('refund.failed', next);
  return next;
}

function announce(work: Work, refund: StripeObject, previous: JsonObject): void {
  work.event('refund.updated', refund, previous);
  work.event('charge.refund.updated', refund, previous);
}

function returned(work: Work, refund: StripeObject, type: string): StripeObject {
  const [amount, currency] = [minor(refund.amount), String(refund.currency)];
  const description = 'REFUND FAILURE';
  return addLine(work, { amount, fee: 0n, currency, source: refund.id, type, description, at_once: true });
}

function withLine(work: Work, made: StripeObject, charge: StripeObject): StripeObject {
  const said = charge.description ? ` (${String(charge.description)})` : '';
  const line = addLine(work, {
    amount: -minor(made.amount),
    fee: 0n,
    currency: String(made.currency),
    source: made.id,
    type: isCard(charge) ? 'refund' : 'payment_refund',
    description: `REFUND FOR CHARGE${said}`,
  });
  return work.change(made, { balance_transaction: line.id });
}

/** A dispute that took the money, or may still take it, keeps it from being given back as well. */
function disputed(work: Work, charge: StripeObject): boolean {
  if (!charge.disputed) return false;
  for (const id of work.store.timeline('dispute').newestFirst(0, Number.MAX_SAFE_INTEGER)) {
    const dispute = work.find('dispute', id);
    if (dispute?.charge === charge.id && dispute.status !== 'won' && !dispute.is_charge_refundable)
      return true;
  }
  return false;
}

/** The charge that a request names, itself or by its payment intent. */
export function chargeOf(work: Work, asked: RefundRequest): StripeObject {
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
