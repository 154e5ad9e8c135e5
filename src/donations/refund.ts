import type { FactDraft } from '../providers/event-reading.js';
import type { RefundState } from './refund.entity.js';
import type { Place } from './return-places.js';
import { type ReturnFact, withdrawn } from './returns.js';

/** What the rules need to know of a refund. */
export interface RefundRow {
  readonly id: string;
  readonly accountId: string;
  readonly paymentKey: string;
  readonly providerRefundId: string | null;
  readonly origin: 'staff' | 'provider';
  readonly state: RefundState;
  readonly amount: bigint;
  readonly currency: string;
  /** Where its money was booked; null when none was yet. */
  readonly place: Place | null;
  readonly requestedAt: Date;
}

/** States of a refund whose money is booked as owed, so that the provider's word is about that debt. */
const OWED: readonly RefundState[] = ['approved', 'sent', 'succeeded', 'failed', 'canceled'];
/**
 * Whether a refund of ours is what the provider's refund `key` carries out. The provider only repeats what stands in
 * the refund's metadata, which people with the provider's dashboard can write too: so the payment, the amount and the
 * currency must be ours as well.
 */
export function carriesOut(row: RefundRow, accountId: string, key: string, draft: FactDraft): boolean {
  return (
    row.origin === 'staff' &&
    row.id === draft.refundId &&
    row.accountId === accountId &&
    row.paymentKey === draft.paymentKey &&
    (row.providerRefundId === null || row.providerRefundId === key) &&
    OWED.includes(row.state) &&
    (draft.amount === null || (draft.amount === row.amount && draft.currency === row.currency))
  );
}

/** The state of a refund of which the provider has said something: by what it said, in whatever order. */
export function stateAfter(
  row: RefundRow,
  stated: { readonly succeeded: boolean; readonly failed: boolean },
): RefundState {
  if (row.state === 'undone' && (stated.failed || !stated.succeeded)) return 'undone';
  if (stated.failed) return 'failed';
  return stated.succeeded ? 'succeeded' : 'canceled';
}

/**
 * What the success of a refund books. What was approved here is owed already; what was not (made at the provider, or
 * taken back here since) is taken from income in the same entry.
 */
export function legOf(row: RefundRow, failed: boolean): 'refund_succeeded' | 'refund_by_provider' {
  if (row.origin === 'provider') return 'refund_by_provider';
  return row.state === 'undone' && !failed ? 'refund_by_provider' : 'refund_succeeded';
}

/** What refunds may take of a payment or have taken, minor units: those that are asked for, and those that are booked. */
function claimed(rows: readonly Pick<RefundRow, 'state' | 'amount' | 'place'>[]): bigint {
  let sum = 0n;
  for (const { state, amount, place } of rows)
    if (state === 'requested' || (place !== null && OWED.includes(state))) sum += amount;
  return sum;
}

/** What can still be given back of a payment: what came, less what refunds claim and what disputes have taken. */
export function leftToRefund(
  payment: ReturnFact,
  facts: readonly ReturnFact[],
  rows: readonly Pick<RefundRow, 'state' | 'amount' | 'place' | 'currency'>[],
): bigint {
  const own = rows.filter(({ currency }) => currency === payment.currency);
  return (payment.amount ?? 0n) - claimed(own) - withdrawn(payment, facts);
}
