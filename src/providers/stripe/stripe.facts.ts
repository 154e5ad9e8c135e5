import { isId } from '../../kernel/ids.js';
import type { EventReading, FactDraft, FactKind, PaymentReference } from '../event-reading.js';

type Json = Readonly<Record<string, unknown>>;

interface Envelope {
  readonly type: string;
  readonly occurredAt: Date;
  readonly object: Json;
}

const KEY_CHARS_MAX = 160;
const DETAIL_CHARS_MAX = 300;

/**
 * What a Stripe event states. Money is booked on `payment_intent.succeeded` alone, dated by that event's
 * `created`; charge and checkout events only link and expect it (design: time).
 */
export function readStripeEvent(event: unknown): EventReading {
  const { type, created, data } = event as { type: string; created: unknown; data?: { object?: Json } };
  const object = data?.object;
  if (typeof created !== 'number' || !Number.isSafeInteger(created) || !object)
    return contradiction('the event has no time or no object');
  const envelope = { type, occurredAt: new Date(created * 1000), object };
  if (type.startsWith('payment_intent.')) return readPaymentIntent(envelope);
  if (type === 'charge.succeeded') return readCharge(envelope);
  if (type.startsWith('checkout.session.')) return readSession(envelope);
  return contradiction(`type ${type} is not read`);
}

function readPaymentIntent({ type, occurredAt, object }: Envelope): EventReading {
  const paymentId = text(object.id);
  if (object.object !== 'payment_intent' || !paymentId) return contradiction('not a payment intent');
  const reference = { attemptId: attemptOf(object), paymentId, sessionId: null };
  const succeeded = object.status === 'succeeded';
  if (type === 'payment_intent.succeeded') {
    if (!succeeded) return contradiction(`${type} with status ${String(object.status)}`);
    const amount = object.amount_received;
    const currency = text(object.currency)?.toUpperCase();
    if (!isPositiveInteger(amount) || !currency || !/^[A-Z]{3}$/.test(currency))
      return contradiction(`${type} without an amount`);
    const detail = text(object.latest_charge);
    return stating(reference, {
      kind: 'payment_succeeded',
      key: paymentId,
      amount: BigInt(amount),
      currency,
      occurredAt,
      detail,
    });
  }
  if (succeeded) return contradiction(`${type} with status succeeded`);
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

function readCharge({ object }: Envelope): EventReading {
  if (object.object !== 'charge' || !text(object.id)) return contradiction('not a charge');
  if (object.status !== 'succeeded')
    return contradiction(`charge.succeeded with status ${String(object.status)}`);
  const reference = { attemptId: attemptOf(object), paymentId: idOf(object.payment_intent), sessionId: null };
  return linking(reference, object.captured === true);
}

function readSession({ type, occurredAt, object }: Envelope): EventReading {
  const sessionId = text(object.id);
  if (object.object !== 'checkout.session' || !sessionId) return contradiction('not a checkout session');
  const paymentId = idOf(object.payment_intent);
  const reference = { attemptId: attemptOf(object), paymentId, sessionId };
  switch (type) {
    case 'checkout.session.completed':
      if (object.status !== 'complete') return contradiction(`${type} with status ${String(object.status)}`);
      return linking(reference, object.payment_status === 'paid');
    case 'checkout.session.async_payment_succeeded':
      return linking(reference, true);
    case 'checkout.session.async_payment_failed':
      return stating(
        reference,
        unbooked('payment_failed', `${paymentId ?? sessionId}:async_payment_failed`, occurredAt, null),
      );
    case 'checkout.session.expired':
      if (object.status !== 'expired') return contradiction(`${type} with status ${String(object.status)}`);
      return stating(reference, unbooked('payment_expired', `${sessionId}:expired`, occurredAt, null));
    default:
      return contradiction(`type ${type} is not read`);
  }
}

function unbooked(kind: FactKind, key: string, occurredAt: Date, detail: string | null): FactDraft {
  return {
    kind,
    key: key.slice(0, KEY_CHARS_MAX),
    amount: null,
    currency: null,
    occurredAt,
    detail: detail?.slice(0, DETAIL_CHARS_MAX) ?? null,
  };
}

function stating(reference: PaymentReference, fact: FactDraft): EventReading {
  return { reference, facts: [fact], expectsBooking: false, contradiction: null };
}

function linking(reference: PaymentReference, expectsBooking: boolean): EventReading {
  return { reference, facts: [], expectsBooking, contradiction: null };
}

function contradiction(what: string): EventReading {
  const reference = { attemptId: null, paymentId: null, sessionId: null };
  return { reference, facts: [], expectsBooking: false, contradiction: what };
}

/** Our attempt as metadata and reference name it; a text that is no id of ours names nothing. */
function attemptOf(object: Json): string | null {
  const metadata = (object.metadata ?? {}) as Json;
  for (const named of [metadata.payment_attempt, object.client_reference_id])
    if (typeof named === 'string' && isId(named)) return named;
  return null;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= 120 ? value : null;
}

function idOf(value: unknown): string | null {
  return text(value) ?? text((value as Json | null)?.id);
}

function isPositiveInteger(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}
