import { newId } from '../kernel/ids.js';
import type { DisputeReading, FactDraft } from '../providers/event-reading.js';
import type { ProviderAccount } from '../providers/provider-account.entity.js';
import type { AttemptIndex } from './attempt-index.js';
import type { DonationFact } from './donation.js';
import type { AttemptRow } from './payment-facts.statements.js';
import {
  type ArrivedEvent,
  type DonationInHand,
  type EventOutcome,
  type KnownPayments,
  keyOf,
  type PaymentChanges,
  projectOf,
  toFact,
} from './payment-fold.js';
import {
  type PooledFact,
  type ReturnInHand,
  settleDispute,
  settleRefund,
  tellIfOverReturned,
} from './return-facts.js';
import { placeOf } from './return-places.js';
import { RETURN_KINDS } from './returns.js';

/** The fold of payments, as far as it has come. */
export interface Fold {
  readonly changes: PaymentChanges;
  readonly known: KnownPayments;
  readonly index: AttemptIndex;
  readonly seen: Set<string>;
  readonly inHand: (attempt: AttemptRow) => DonationInHand;
}

/** Refunds and disputes of these events, by the provider's key. */
interface Touched {
  readonly account: ProviderAccount;
  readonly paymentKey: string;
  readonly attempt: AttemptRow | null;
  readonly payment: PooledFact | null;
  readonly drafts: FactDraft[];
  readonly readings: DisputeReading[];
}

/**
 * Takes what events say about money that goes back, after all payments of the batch have been taken. Nothing of it is
 * kept before its payment is booked: only then is it known where the money lay. What belongs to no payment for a day
 * goes to suspense.
 * @returns what became of these events.
 */
export function takeReturns(fold: Fold, events: readonly ArrivedEvent[]): Map<ArrivedEvent, EventOutcome> {
  const outcomes = new Map<ArrivedEvent, EventOutcome>();
  const about = events.filter(({ reading }) => paymentKeyOf(reading) !== null);
  if (about.length === 0) return outcomes;
  const pool = new Map<string, PooledFact>();
  for (const row of fold.known.sameKey)
    pool.set(keyOf(row.providerAccountId, row), { ...toFact(row), attemptAccountId: '', isNew: false });
  for (const row of fold.known.facts)
    pool.set(keyOf(row.providerAccountId, row), { ...toFact(row), isNew: false });
  for (const { id, account, attemptId, draft } of fold.changes.facts)
    pool.set(keyOf(account.id, draft), pooled(fold, id, account, attemptId, draft));

  const refunds = new Map<string, Touched>();
  const disputes = new Map<string, Touched>();
  for (const event of about) {
    const { account, reading } = event;
    const paymentKey = paymentKeyOf(reading) ?? '';
    const payment =
      pool.get(keyOf(account.id, { kind: 'payment_released', key: paymentKey })) ??
      pool.get(keyOf(account.id, { kind: 'payment_succeeded', key: paymentKey })) ??
      null;
    const attempt = attemptFor(fold, event, payment);
    if (!payment && !event.unclaimed) {
      outcomes.set(event, attempt ? 'payment_expected' : 'unknown_parent');
      continue;
    }
    outcomes.set(event, 'applied');
    const touch = (touched: Map<string, Touched>, key: string): Touched => {
      const name = `${account.id}/${key}`;
      const one = touched.get(name) ?? { account, paymentKey, attempt, payment, drafts: [], readings: [] };
      touched.set(name, one);
      return one;
    };
    for (const draft of reading.facts) {
      if (!RETURN_KINDS.has(draft.kind)) continue;
      if (!draft.disputeKey) touch(refunds, draft.key).drafts.push(draft);
      const name = keyOf(account.id, draft);
      if (fold.seen.has(name)) continue;
      fold.seen.add(name);
      const id = newId();
      const fact = pooled(fold, id, account, attempt?.attemptId ?? null, draft);
      pool.set(name, fact);
      fold.changes.facts.push({
        id,
        account,
        attemptId: attempt?.attemptId ?? null,
        draft,
        eventId: event.eventId,
      });
      if (attempt) fold.inHand(attempt).after.push(fact);
    }
    if (reading.dispute) touch(disputes, reading.dispute.key).readings.push(reading.dispute);
  }
  settleAll(fold, [...pool.values()], refunds, disputes);
  return outcomes;
}

function settleAll(
  fold: Fold,
  facts: readonly PooledFact[],
  refunds: ReadonlyMap<string, Touched>,
  disputes: ReadonlyMap<string, Touched>,
): void {
  const { returns } = fold.changes;
  for (const [name, touched] of refunds) {
    const key = name.slice(touched.account.id.length + 1);
    const own = facts.filter((fact) => fact.key === key && isBy(touched, fact) && fact.disputeKey === null);
    const hand = handOf(fold, touched, own);
    settleRefund(returns, key, hand, fold.known.refunds);
    if (touched.payment) tellIfOverReturned(returns, touched.payment, facts, hand);
  }
  for (const [name, touched] of disputes) {
    const key = name.slice(touched.account.id.length + 1);
    const own = facts.filter((fact) => fact.disputeKey === key && isBy(touched, fact));
    const known = fold.known.disputes.find(
      (dispute) => dispute.key === key && dispute.accountId === touched.account.id,
    );
    const hand = handOf(fold, touched, own);
    settleDispute(returns, touched.readings, hand, known);
    if (touched.payment) tellIfOverReturned(returns, touched.payment, facts, hand);
  }
}

function handOf(fold: Fold, touched: Touched, facts: readonly PooledFact[]): ReturnInHand {
  const { account, paymentKey, attempt, payment, drafts } = touched;
  const project = attempt && projectOf(fold.known, attempt);
  const place = placeOf(payment, paymentKey, attempt, project);
  return { account, paymentKey, place, facts, drafts };
}

/** The payment that an event about a refund or dispute is about; null when it is about neither. */
export function paymentKeyOf(reading: ArrivedEvent['reading']): string | null {
  for (const { kind, paymentKey } of reading.facts) if (RETURN_KINDS.has(kind)) return paymentKey;
  return reading.dispute ? reading.dispute.paymentKey : null;
}

/** The attempt of the payment as the books have it, else the one that the event itself leads to. */
function attemptFor(
  fold: Fold,
  { account, reading }: ArrivedEvent,
  payment: PooledFact | null,
): AttemptRow | null {
  if (payment)
    return fold.index.find(account.id, { attemptId: payment.attemptId, paymentId: null, sessionId: null });
  return fold.index.find(account.id, reading.reference);
}

function pooled(
  fold: Fold,
  id: string,
  account: ProviderAccount,
  attemptId: string | null,
  draft: FactDraft,
): PooledFact {
  const attempt = fold.known.attempts.find((known) => known.attemptId === attemptId);
  const stated: Omit<DonationFact, 'attemptAccountId'> = { ...draft, providerAccountId: account.id };
  return { ...stated, id, attemptId, attemptAccountId: attempt?.accountId ?? '', isNew: true };
}

function isBy({ account }: Touched, fact: DonationFact): boolean {
  return fact.providerAccountId === account.id;
}
