import type { EventReading, PaymentReference } from '../event-reading.js';
import {
  contradiction,
  currencyOf,
  type Envelope,
  factOf,
  idOf,
  instantOf,
  isPositiveInteger,
  type Json,
  linking,
  ownId,
  stating,
  text,
} from './stripe.reading.js';

const STATUSES = ['pending', 'requires_action', 'succeeded', 'failed', 'canceled'];

/**
 * What an event about a refund states. Success is dated by the refund's own `created`, so that it does not matter
 * which of the many events that carry a succeeded refund comes first; failure is stated by `refund.failed` alone
 * and dated by that event, because the object does not say when it failed.
 */
export function readRefund({ type, occurredAt, object }: Envelope): EventReading {
  const refundId = text(object.id);
  const createdAt = instantOf(object.created);
  const paymentKey = idOf(object.payment_intent) ?? idOf(object.charge);
  const currency = currencyOf(object.currency);
  if (object.object !== 'refund' || !refundId) return contradiction('not a refund');
  const doubted = { type: 'refund' as const, id: refundId };
  const status = String(object.status);
  if (
    !createdAt ||
    !paymentKey ||
    !currency ||
    !isPositiveInteger(object.amount) ||
    !STATUSES.includes(status)
  )
    return contradiction(`${type} without an amount, a payment, a date or a status`, doubted);
  const reference: PaymentReference = {
    attemptId: null,
    paymentId: idOf(object.payment_intent),
    sessionId: null,
  };
  const about = {
    paymentKey,
    refundId: ownId(((object.metadata ?? {}) as Json).refund),
    detail: text(object.failure_reason) ?? text(object.reason),
  };
  const money = { ...about, amount: BigInt(object.amount), currency };
  if (type === 'refund.failed') {
    if (status !== 'failed') return contradiction(`${type} with status ${status}`, doubted);
    return stating(reference, factOf('refund_failed', refundId, occurredAt, money));
  }
  if (status === 'succeeded')
    return stating(reference, factOf('refund_succeeded', refundId, createdAt, money));
  if (status === 'canceled') return stating(reference, factOf('refund_canceled', refundId, createdAt, about));
  return linking(reference, status === 'failed' ? { kind: 'refund_failed', key: refundId } : null);
}
