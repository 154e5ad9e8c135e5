import { newId } from '../../src/kernel/ids.js';
import { event, type GiftKit, type OpenGift } from './gift-kit.js';

/** A refund as the provider has it. */
export interface PlayedRefund {
  readonly id: string;
  readonly amount: number;
  readonly created: number;
  readonly paymentId: string;
  readonly metadata?: object;
  readonly currency?: string;
}

/** A refund of a gift's payment. `at` in unix seconds. */
export function refundOf(
  gift: OpenGift,
  amount: number,
  created: number,
  metadata: object = {},
): PlayedRefund {
  return { id: `re_${newId()}`, amount, created, paymentId: gift.paymentId, metadata };
}

/** The events of one refund as Stripe sends them. */
export function refundEvents(refund: PlayedRefund) {
  const { id, amount, created, paymentId, metadata = {}, currency = 'cny' } = refund;
  const charge = `ch_${paymentId.slice(3)}`;
  const object = (status: string) => ({
    ...{ id, object: 'refund', amount, currency, created, metadata, status, charge },
    payment_intent: paymentId,
    reason: null,
  });
  return {
    created: (status = 'succeeded', at = created) => event('refund.created', object(status), at),
    updated: (status = 'succeeded', at = created) => event('refund.updated', object(status), at),
    chargeUpdated: (status = 'succeeded', at = created) => event('charge.refund.updated', object(status), at),
    failed: (at = created + 60) =>
      event('refund.failed', { ...object('failed'), failure_reason: 'expired_or_canceled_card' }, at),
    charge: (at = created) =>
      event(
        'charge.refunded',
        {
          ...{ id: charge, object: 'charge', status: 'succeeded', captured: true, payment_intent: paymentId },
          ...{ amount_refunded: amount, refunded: false, currency, metadata: {} },
        },
        at,
      ),
  };
}

/** A dispute as the provider has it; its lines are what moved so far. */
export interface PlayedDispute {
  readonly id: string;
  readonly amount: number;
  readonly created: number;
  readonly paymentId: string;
}
export interface PlayedLine {
  readonly id: string;
  readonly amount: number;
  readonly fee: number;
  readonly created: number;
  readonly currency?: string;
}

export function disputeOf(gift: OpenGift, created: number, amount = gift.amount): PlayedDispute {
  return { id: `du_${newId()}`, amount, created, paymentId: gift.paymentId };
}

export function lineOf(amount: number, fee: number, created: number): PlayedLine {
  return { id: `txn_${newId()}`, amount, fee, created };
}

/** An event of a dispute; `type` without `charge.dispute.`. */
export function disputeEvent(
  dispute: PlayedDispute,
  type: 'created' | 'updated' | 'closed' | 'funds_withdrawn' | 'funds_reinstated',
  status: string,
  lines: readonly PlayedLine[],
  at: number,
) {
  const { id, amount, created, paymentId } = dispute;
  const object = {
    ...{ id, object: 'dispute', amount, currency: 'cny', created, status, payment_intent: paymentId },
    ...{ charge: `ch_${paymentId.slice(3)}`, reason: 'fraudulent', metadata: {} },
    evidence_details: { due_by: created + 9 * 86_400 },
    balance_transactions: lines.map((line) => ({
      ...{ object: 'balance_transaction', currency: 'cny', net: line.amount - line.fee, type: 'adjustment' },
      ...line,
    })),
  };
  return event(`charge.dispute.${type}`, object, at);
}

/** Balance of an account of the chart in one organization, debit minus credit; in one fund when its code is given. */
export async function balanceOf(kit: GiftKit, code: string, subjectId: string): Promise<number> {
  const [row] = await kit.app.database.rows<{ balance: string | null }>(
    `SELECT SUM(IF(d.code = ?, t.amount, 0)) - SUM(IF(c.code = ?, t.amount, 0)) AS balance
     FROM entry e JOIN transfer t ON t.entry_id = e.id JOIN account d ON d.id = t.debit_account_id
     JOIN account c ON c.id = t.credit_account_id WHERE e.subject_id = ?`,
    [code, code, subjectId],
  );
  return Number(row?.balance ?? 0);
}

/** Rows of refunds of a payment, by the provider's id. */
export function refundRows(
  kit: GiftKit,
  paymentId: string,
): Promise<{ state: string; origin: string; amount: string }[]> {
  return kit.app.database.rows(
    'SELECT origin, state, amount FROM refund WHERE payment_key = ? ORDER BY origin, amount, id',
    [paymentId],
  );
}
