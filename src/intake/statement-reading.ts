import type { StatedPayment, StatedRefund } from '../donations/stated-gift.js';
import type { EventReading, FactDraft } from '../providers/event-reading.js';
import type { Provider } from '../providers/provider-account.entity.js';
import type { FileLine } from '../settlements/statement-bookings.service.js';
import { oddityOf, refundKeyOf } from '../settlements/statement-books.service.js';

/** Why no fact can be made of a line that should be one; null when it can. */
export type Unbookable = 'no_number' | 'odd';

const NOTHING_ELSE = {
  expects: null,
  dispute: null,
  payoutId: null,
  contradiction: null,
  doubted: null,
} as const;

/** The payment that a line states, or why it states none. */
export function paymentOf(line: FileLine): StatedPayment | Unbookable {
  // A fee that does not add up makes no payment doubtful.
  if (oddityOf(line) === 'D15') return 'odd';
  const { paymentId, merchantRef, attach, description, amount, currency, occurredAt } = line;
  if (!paymentId) return 'no_number';
  return { paymentId, merchantRef, attach, description, amount, currency, occurredAt };
}

/** The refund that a line states, or why it states none. */
export function refundOf(provider: Provider, line: FileLine): StatedRefund | Unbookable {
  if (oddityOf(line) === 'D15') return 'odd';
  const { paymentId, merchantRef, amount, currency } = line;
  const key = refundKeyOf(provider, line);
  if (!paymentId || !key) return 'no_number';
  return { key, paymentId, merchantRef, amount: -amount, currency };
}

/** What a payment's line says, as if the provider had notified us of it: same facts, same keys, same dates. */
export function paymentReading(payment: StatedPayment, attemptId: string | null): EventReading {
  const { paymentId, amount, currency, occurredAt } = payment;
  const fact: FactDraft = {
    ...{ kind: 'payment_succeeded', key: paymentId, amount, fee: null, currency, occurredAt, detail: null },
    ...{ paymentKey: null, disputeKey: null, refundId: null },
  };
  return { ...NOTHING_ELSE, reference: { attemptId, paymentId, sessionId: null }, facts: [fact] };
}

/** What a refund's line says. */
export function refundReading(refund: StatedRefund, occurredAt: Date, refundId: string | null): EventReading {
  const { key, paymentId, amount, currency } = refund;
  const fact: FactDraft = {
    ...{ kind: 'refund_succeeded', key, amount, fee: null, currency, occurredAt, detail: null },
    ...{ paymentKey: paymentId, disputeKey: null, refundId },
  };
  return { ...NOTHING_ELSE, reference: { attemptId: null, paymentId, sessionId: null }, facts: [fact] };
}
