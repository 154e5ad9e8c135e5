import type { FactKind } from '../providers/event-reading.js';

/** What the rules about money that goes back need to know of a fact. */
export interface ReturnFact {
  readonly kind: FactKind;
  readonly key: string;
  readonly amount: bigint | null;
  readonly currency: string | null;
  readonly paymentKey: string | null;
  readonly disputeKey: string | null;
  readonly providerAccountId: string;
}

/** The kinds of fact about money that goes back; all of them name the payment it belongs to. */
export const RETURN_KINDS: ReadonlySet<FactKind> = new Set<FactKind>([
  'refund_succeeded',
  'refund_failed',
  'refund_canceled',
  'dispute_withdrawn',
  'dispute_reinstated',
  'dispute_won',
  'dispute_lost',
]);

/**
 * What of a payment has gone back for good, minor units: refunds that succeeded and did not fail afterwards, and what
 * is still withdrawn by disputes that were lost. A pure function of the set of facts. Only money in the payment's own
 * currency counts: what went back in another was not taken from it.
 */
export function returned(payment: ReturnFact, facts: readonly ReturnFact[]): bigint {
  const own = facts.filter((fact) => isAbout(payment, fact));
  const lost = new Set(
    own.flatMap(({ kind, disputeKey }) => (kind === 'dispute_lost' ? (disputeKey ?? []) : [])),
  );
  let gone = 0n;
  for (const fact of own) {
    if (fact.currency !== payment.currency) continue;
    if (fact.kind === 'refund_succeeded' && !hasFailed(fact, own)) gone += fact.amount ?? 0n;
    if (!lost.has(fact.disputeKey ?? '')) continue;
    if (fact.kind === 'dispute_withdrawn') gone += fact.amount ?? 0n;
    if (fact.kind === 'dispute_reinstated') gone -= fact.amount ?? 0n;
  }
  return gone;
}

/** What disputes hold of a payment now, whether or not they are lost; refunding it as well would pay it twice. */
export function withdrawn(payment: ReturnFact, facts: readonly ReturnFact[]): bigint {
  let held = 0n;
  for (const fact of facts) {
    if (!isAbout(payment, fact) || fact.currency !== payment.currency) continue;
    if (fact.kind === 'dispute_withdrawn') held += fact.amount ?? 0n;
    if (fact.kind === 'dispute_reinstated') held -= fact.amount ?? 0n;
  }
  return held;
}

function isAbout(payment: ReturnFact, fact: ReturnFact): boolean {
  return fact.paymentKey === payment.key && fact.providerAccountId === payment.providerAccountId;
}

function hasFailed(refund: ReturnFact, facts: readonly ReturnFact[]): boolean {
  return facts.some(({ kind, key }) => kind === 'refund_failed' && key === refund.key);
}
