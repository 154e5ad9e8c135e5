import { CARDS, type Card } from './cards.js';
import { newId } from './ids.js';
import { minor, type StripeObject, text } from './json.js';
import { newBalanceTransaction, processingFee } from './objects/balance-transaction.js';
import { newCharge, settledCharge } from './objects/charge.js';
import { declineError, newPaymentIntent } from './objects/payment-intent.js';
import { customerDetails, type Method } from './objects/session.js';
import { saveCard } from './saved-methods.js';
import type { Work } from './work.js';

/** What a payer, or the control page for a delayed method, makes of a session. */
export type Outcome = 'paid' | 'declined' | 'unpaid' | 'expired';

/** A request that the state of the session does not allow, e.g. paying an expired one. */
export class WrongState extends Error {}

/**
 * Carries out a payer's decision. Paying a session that is already paid changes nothing, so a double submit is one
 * payment.
 * @throws WrongState when the session has expired, or is complete and something else than payment is asked.
 */
export function decide(
  work: Work,
  session: StripeObject,
  outcome: Outcome,
  method: Method,
  card: Card = 'pays',
): void {
  if (session.status === 'complete' && outcome === 'paid') return;
  if (session.status !== 'open') throw new WrongState(`This session is ${session.status}.`);
  if (outcome === 'expired') expire(work, session);
  else if (outcome === 'paid') pay(work, session, method, card);
  else if (outcome === 'declined') decline(work, session, method);
  else payLater(work, session);
}

/** Ends an open session without payment. */
export function expire(work: Work, session: StripeObject): StripeObject {
  const expired = work.change(session, { status: 'expired', url: null });
  work.event('checkout.session.expired', expired);
  return expired;
}

function pay(work: Work, session: StripeObject, method: Method, card: Card): void {
  const confirmed = confirm(work, session);
  const saves = confirmed.setup_future_usage !== null && method === 'card';
  const intent = saves ? saveCard(work, session, confirmed, card) : confirmed;
  const charge = withBalance(
    work,
    newCharge(intent, method, 'succeeded', work.at, session.customer_email ?? null, CARDS[card]),
  );
  succeed(work, intent, charge);
  complete(work, session, intent, 'paid');
}

function decline(work: Work, session: StripeObject, method: Method): void {
  const intent = confirm(work, session);
  const charge = work.put(newCharge(intent, method, 'failed', work.at, session.customer_email ?? null));
  refuse(work, intent, charge);
  work.change(session, { payment_intent: intent.id });
}

function payLater(work: Work, session: StripeObject): void {
  const confirmed = confirm(work, session);
  const charge = work.put(
    newCharge(confirmed, 'us_bank_account', 'pending', work.at, session.customer_email ?? null),
  );
  const intent = work.change(confirmed, { latest_charge: charge.id, status: 'processing' });
  work.event('charge.pending', charge);
  work.event('payment_intent.processing', intent);
  complete(work, session, intent, 'unpaid');
}

/**
 * Ends the wait of a delayed method: the money came, or it did not.
 * @throws WrongState when the session is not waiting for money.
 */
export function settleDelayed(work: Work, session: StripeObject, succeeded: boolean): void {
  const intent = work.find('payment_intent', text(session.payment_intent) ?? '');
  const pending = work.find('charge', text(intent?.latest_charge) ?? '');
  if (!intent || !pending || intent.status !== 'processing')
    throw new WrongState('This session is not waiting for money.');
  const settled = { ...pending, ...settledCharge(pending.amount, succeeded) };
  if (succeeded) {
    succeed(work, intent, withBalance(work, settled));
    work.event('checkout.session.async_payment_succeeded', work.change(session, { payment_status: 'paid' }));
  } else {
    refuse(work, intent, work.put(settled));
    work.event('checkout.session.async_payment_failed', session);
  }
}

/** The intent of a session: made at the first confirmation, used again after a refusal. */
function confirm(work: Work, session: StripeObject): StripeObject {
  const known = work.find('payment_intent', text(session.payment_intent) ?? '');
  const given = work.store.notes.get(session.id)?.intent ?? {};
  const intent = known ?? newPaymentIntent(session, given, work.at);
  return work.change(intent, { payment_method: newId('pm_1') });
}

/** Books a charge on the account's balance, less Stripe's fee. */
export function withBalance(work: Work, charge: StripeObject): StripeObject {
  const amount = minor(charge.amount);
  const currency = String(charge.currency);
  const card = (charge.payment_method_details as { type?: string }).type === 'card';
  const line = newBalanceTransaction({
    amount,
    fee: processingFee(amount, currency),
    currency,
    source: charge.id,
    type: card ? 'charge' : 'payment',
    reporting_category: 'charge',
    description: text(charge.description),
    created: work.at,
  });
  work.put(line);
  return work.change(charge, { balance_transaction: line.id });
}

/** The money of an intent has come. */
export function succeed(work: Work, intent: StripeObject, charge: StripeObject): StripeObject {
  const paid = work.change(intent, {
    amount_received: intent.amount,
    last_payment_error: null,
    latest_charge: charge.id,
    status: 'succeeded',
  });
  work.event('charge.succeeded', charge);
  work.event('payment_intent.succeeded', paid);
  return paid;
}

/** The bank has refused the charge: the intent waits for another method. */
export function refuse(work: Work, intent: StripeObject, charge: StripeObject): StripeObject {
  const refused = work.change(intent, {
    last_payment_error: declineError(charge),
    latest_charge: charge.id,
    payment_method: null,
    status: 'requires_payment_method',
  });
  work.event('charge.failed', charge);
  work.event('payment_intent.payment_failed', refused);
  return refused;
}

function complete(work: Work, session: StripeObject, intent: StripeObject, status: 'paid' | 'unpaid'): void {
  const email = session.customer_email;
  const completed = work.change(session, {
    customer: intent.customer ?? null,
    customer_details: email ? customerDetails(email) : session.customer_details,
    payment_intent: intent.id,
    payment_status: status,
    status: 'complete',
    url: null,
  });
  work.event('checkout.session.completed', completed);
}
