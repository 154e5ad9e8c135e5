import type { DoubtedObject, EventReading, ExpectedFact, FactDraft, FactKind } from '../event-reading.js';
import { readDispute } from './stripe.disputes.js';
import {
  aboutPayout,
  attemptOf,
  contradiction,
  currencyOf,
  type Envelope,
  factOf,
  idOf,
  isPositiveInteger,
  type Json,
  linking,
  stating,
  text,
} from './stripe.reading.js';
import { readRefund } from './stripe.refunds.js';

/**
 * What a Stripe event states. Money is booked on `payment_intent.succeeded` alone, dated by that event's
 * `created`; charge and checkout events only link and expect it (design: time).
 */
export function readStripeEvent(event: unknown): EventReading {
  const { type, created, data, fetched } = event as StripeEvent;
  const object = data?.object;
  if (typeof created !== 'number' || !Number.isSafeInteger(created) || !object)
    return contradiction('the event has no time or no object');
  const envelope = { type, occurredAt: new Date(created * 1000), object };
  const reading = readerOf(type)(envelope);
  // The object came from Stripe itself: where the type still denies it, only the object is believed.
  return fetched === true && reading.doubted ? readObject(envelope) : reading;
}

interface StripeEvent {
  readonly type: string;
  readonly created: unknown;
  readonly data?: { readonly object?: Json };
  readonly fetched?: unknown;
}

/** What an object states by itself, whatever its event was called. */
function readObject(envelope: Envelope): EventReading {
  const { object } = envelope;
  const reading = (() => {
    if (object.object === 'refund') return readRefund({ ...envelope, type: 'refund.updated' });
    if (object.object === 'dispute') return readDispute({ ...envelope, type: 'charge.dispute.updated' });
    return linkOf(object);
  })();
  return { ...reading, doubted: null };
}

/** A payment, its charge or its checkout: whatever it says, its own event books it. */
function linkOf(object: Json): EventReading {
  const id = text(object.id);
  if (!id) return contradiction('an object without an id');
  const isIntent = object.object === 'payment_intent';
  const paymentId = isIntent ? id : idOf(object.payment_intent);
  const sessionId = object.object === 'checkout.session' ? id : null;
  const paid = object.status === 'succeeded' || object.payment_status === 'paid';
  return linking(
    { attemptId: attemptOf(object), paymentId, sessionId },
    paid ? bookingOf(paymentId ?? id) : null,
  );
}

function readerOf(type: string): (envelope: Envelope) => EventReading {
  if (type.startsWith('payment_intent.')) return readPaymentIntent;
  if (type.startsWith('checkout.session.')) return readSession;
  if (type.startsWith('refund.') || type === 'charge.refund.updated') return readRefund;
  if (type.startsWith('charge.dispute.')) return readDispute;
  if (type.startsWith('payout.')) return readPayout;
  if (type === 'charge.succeeded' || type === 'charge.refunded') return readCharge;
  return () => contradiction(`type ${type} is not read`);
}

function readPayout({ object }: Envelope): EventReading {
  const payoutId = text(object.id);
  return object.object === 'payout' && payoutId ? aboutPayout(payoutId) : contradiction('not a payout');
}

function readPaymentIntent({ type, occurredAt, object }: Envelope): EventReading {
  const paymentId = text(object.id);
  if (object.object !== 'payment_intent' || !paymentId) return contradiction('not a payment intent');
  const doubted: DoubtedObject = { type: 'payment_intent', id: paymentId };
  const reference = { attemptId: attemptOf(object), paymentId, sessionId: null };
  const succeeded = object.status === 'succeeded';
  if (type === 'payment_intent.succeeded') {
    if (!succeeded) return contradiction(`${type} with status ${String(object.status)}`, doubted);
    const amount = object.amount_received;
    const currency = currencyOf(object.currency);
    if (!isPositiveInteger(amount) || !currency) return contradiction(`${type} without an amount`, doubted);
    const detail = idOf(object.latest_charge);
    const money = { amount: BigInt(amount), currency, detail };
    return stating(reference, factOf('payment_succeeded', paymentId, occurredAt, money));
  }
  if (succeeded) return contradiction(`${type} with status succeeded`, doubted);
  if (type === 'payment_intent.canceled') {
    const reason = text(object.cancellation_reason) ?? 'canceled';
    return stating(reference, unbooked('payment_expired', `${paymentId}:canceled`, occurredAt, reason));
  }
  const problem = (object.last_payment_error ?? {}) as Json;
  const reason = text(problem.decline_code) ?? text(problem.code) ?? 'failed';
  // Each try is a fact of its own: were only the first to arrive kept, its time would depend on the order of arrival.
  const tried = text(problem.charge) ?? String(occurredAt.getTime() / 1000);
  return stating(
    reference,
    unbooked('payment_failed', `${paymentId}:${reason}:${tried}`, occurredAt, reason),
  );
}

function readCharge({ type, object }: Envelope): EventReading {
  const id = text(object.id);
  if (object.object !== 'charge' || !id) return contradiction('not a charge');
  if (object.status !== 'succeeded')
    return contradiction(`${type} with status ${String(object.status)}`, { type: 'charge', id });
  const paymentId = idOf(object.payment_intent);
  const reference = { attemptId: attemptOf(object), paymentId, sessionId: null };
  // That a charge was refunded says nothing that the refund's own events do not say better.
  return linking(
    reference,
    type === 'charge.succeeded' && object.captured === true ? bookingOf(paymentId ?? id) : null,
  );
}

function readSession({ type, occurredAt, object }: Envelope): EventReading {
  const sessionId = text(object.id);
  if (object.object !== 'checkout.session' || !sessionId) return contradiction('not a checkout session');
  const doubted: DoubtedObject = { type: 'checkout.session', id: sessionId };
  const paymentId = idOf(object.payment_intent);
  const reference = { attemptId: attemptOf(object), paymentId, sessionId };
  switch (type) {
    case 'checkout.session.completed':
      if (object.status !== 'complete')
        return contradiction(`${type} with status ${String(object.status)}`, doubted);
      return linking(reference, object.payment_status === 'paid' ? bookingOf(paymentId ?? sessionId) : null);
    case 'checkout.session.async_payment_succeeded':
      return linking(reference, bookingOf(paymentId ?? sessionId));
    case 'checkout.session.async_payment_failed':
      return stating(
        reference,
        unbooked('payment_failed', `${paymentId ?? sessionId}:async_payment_failed`, occurredAt, null),
      );
    case 'checkout.session.expired':
      if (object.status !== 'expired')
        return contradiction(`${type} with status ${String(object.status)}`, doubted);
      return stating(reference, unbooked('payment_expired', `${sessionId}:expired`, occurredAt, null));
    default:
      return contradiction(`type ${type} is not read`);
  }
}

function unbooked(kind: FactKind, key: string, occurredAt: Date, detail: string | null): FactDraft {
  return factOf(kind, key, occurredAt, { detail });
}

/** The event that books an announced payment. Where its id is not told it never comes, and a person is told. */
function bookingOf(paymentId: string): ExpectedFact {
  return { kind: 'payment_succeeded', key: paymentId };
}
