import type { NewCase } from '../cases/cases.service.js';
import { newId } from '../kernel/ids.js';
import type { DisputeReading, FactDraft } from '../providers/event-reading.js';
import type { ProviderAccount } from '../providers/provider-account.entity.js';
import { latest } from './dispute.js';
import type { DonationFact } from './donation.js';
import { carriesOut, legOf, type RefundRow, stateAfter } from './refund.js';
import type { Place } from './return-places.js';
import { returned } from './returns.js';

/** A fact of this fold: known before, or stated by one of its events. */
export interface PooledFact extends DonationFact {
  readonly id: string;
  readonly attemptId: string | null;
  readonly isNew: boolean;
}

/** A dispute that the books know. */
export interface DisputeRow extends DisputeReading {
  readonly id: string;
  readonly accountId: string;
  readonly place: Place | null;
}

/** A movement of money that goes back or was taken back, as it is booked. */
export interface ReturnBooking {
  readonly kind:
    | 'refund_succeeded'
    | 'refund_failed'
    | 'refund_by_provider'
    | 'dispute_withdrawn'
    | 'dispute_reinstated'
    | 'dispute_lost';
  /** The loss of a reinstated movement: what was lost is income again. */
  readonly turned: boolean;
  readonly sourceType: 'fact' | 'dispute_lost';
  readonly sourceId: string;
  readonly account: ProviderAccount;
  readonly amount: bigint;
  readonly fee: bigint;
  readonly currency: string;
  readonly occurredAt: Date;
  readonly place: Place;
}

/** A refund's or dispute's row as it must stand afterwards. */
export interface RefundChange {
  readonly isNew: boolean;
  readonly account: ProviderAccount;
  readonly row: RefundRow;
  /** Where its payment lies: the row belongs to that donation, also while no money of it has moved. */
  readonly about: Place;
  readonly problem: string | null;
}
export interface DisputeChange {
  readonly isNew: boolean;
  readonly account: ProviderAccount;
  readonly paymentKey: string;
  readonly row: DisputeRow;
  readonly about: Place;
}

export interface ReturnChanges {
  readonly refunds: RefundChange[];
  readonly disputes: DisputeChange[];
  readonly bookings: ReturnBooking[];
  readonly cases: NewCase[];
}

/** One refund or dispute with everything that is known about it. */
export interface ReturnInHand {
  readonly account: ProviderAccount;
  readonly paymentKey: string;
  readonly place: Place;
  readonly facts: readonly PooledFact[];
  readonly drafts: readonly FactDraft[];
}

/** What the whole set of facts says about a refund that got new ones. */
export function settleRefund(
  changes: ReturnChanges,
  key: string,
  hand: ReturnInHand,
  rows: readonly RefundRow[],
): void {
  const { account, facts } = hand;
  const succeeded = facts.find(({ kind }) => kind === 'refund_succeeded');
  const failed = facts.find(({ kind }) => kind === 'refund_failed');
  const stated = succeeded ?? failed ?? facts.find(({ kind }) => kind === 'refund_canceled');
  if (!stated) return;
  const known = rows.find((row) => row.accountId === account.id && row.providerRefundId === key);
  const taken = new Set(changes.refunds.map(({ row }) => row.id));
  const own =
    known ??
    rows.find(
      (row) => !taken.has(row.id) && hand.drafts.some((draft) => carriesOut(row, account.id, key, draft)),
    );
  // A refund that was canceled moved nothing, and what nobody asked for here need not be kept.
  if (!own && stated.amount === null) return;
  const before = own ?? providerRefund(key, hand, stated);
  const place = before.place ?? hand.place;
  const state = stateAfter(before, { succeeded: !!succeeded, failed: !!failed });
  const money = { account, place, turned: false, sourceType: 'fact' as const };
  if (succeeded?.isNew)
    changes.bookings.push({
      ...moneyOf(succeeded),
      ...money,
      kind: legOf(before, !!failed),
      sourceId: succeeded.id,
      occurredAt: succeeded.occurredAt,
    });
  if (succeeded && failed && (succeeded.isNew || failed.isNew))
    changes.bookings.push({
      ...moneyOf(succeeded),
      ...money,
      kind: 'refund_failed',
      sourceId: failed.id,
      occurredAt: failed.occurredAt,
    });
  const problem =
    hand.drafts.find(({ kind }) => kind === 'refund_failed' || kind === 'refund_canceled')?.detail ?? null;
  const booked = before.place ?? (succeeded ? place : null);
  const row = { ...before, state, place: booked, providerRefundId: key };
  changes.refunds.push({ isNew: !own, account, row, about: hand.place, problem });
  refundCases(
    changes,
    key,
    { before, isProvider: !own || before.origin === 'provider', succeeded, failed, state },
    hand,
  );
}

function refundCases(
  changes: ReturnChanges,
  key: string,
  refund: {
    readonly before: RefundRow;
    readonly isProvider: boolean;
    readonly succeeded: PooledFact | undefined;
    readonly failed: PooledFact | undefined;
    readonly state: string;
  },
  hand: ReturnInHand,
): void {
  const { before, isProvider, succeeded, failed, state } = refund;
  const open = (kind: string, detail: string): void => {
    changes.cases.push(
      caseAbout(kind, key, hand, { amount: before.amount, currency: before.currency }, detail),
    );
  };
  if (succeeded && (isProvider || before.state === 'undone'))
    open('REFUND_BY_PROVIDER', `D10: refund ${key} of payment ${hand.paymentKey} was made at the provider`);
  if (failed && (succeeded || !isProvider))
    open(
      'REFUND_FAILED',
      `refund ${key} of payment ${hand.paymentKey} failed: the money is owed or stays a gift`,
    );
  if (state === 'canceled' && !isProvider)
    open('REFUND_CANCELED', `refund ${key} of payment ${hand.paymentKey} was canceled at the provider`);
}

/** What the whole set of facts says about a dispute that got new ones or another state. */
export function settleDispute(
  changes: ReturnChanges,
  readings: readonly DisputeReading[],
  hand: ReturnInHand,
  known: DisputeRow | undefined,
): void {
  const { account, facts, paymentKey } = hand;
  const reading = latest(known ? [known, ...readings] : readings);
  const moved = facts.filter(({ kind }) => kind === 'dispute_withdrawn' || kind === 'dispute_reinstated');
  const lost = facts.find(({ kind }) => kind === 'dispute_lost');
  const place = known?.place ?? hand.place;
  for (const movement of moved) {
    const kind = movement.kind === 'dispute_withdrawn' ? 'dispute_withdrawn' : 'dispute_reinstated';
    const money = { ...moneyOf(movement), account, place, turned: false };
    if (movement.isNew)
      changes.bookings.push({
        ...money,
        kind,
        sourceType: 'fact',
        sourceId: movement.id,
        occurredAt: movement.occurredAt,
      });
    // What is lost is booked movement by movement, so that it does not matter which of them is known first.
    if (lost && (lost.isNew || movement.isNew) && money.amount > 0n)
      changes.bookings.push({
        ...money,
        kind: 'dispute_lost',
        turned: kind === 'dispute_reinstated',
        sourceType: 'dispute_lost',
        sourceId: movement.id,
        occurredAt: later(lost.occurredAt, movement.occurredAt),
      });
  }
  const row = {
    ...reading,
    id: known?.id ?? newId(),
    accountId: account.id,
    place: moved.length > 0 ? place : null,
  };
  changes.disputes.push({ isNew: !known, account, paymentKey, row, about: hand.place });
  const due = reading.evidenceDueAt?.toISOString();
  const detail = `dispute ${reading.key} of payment ${paymentKey}${reading.reason ? `, ${reading.reason}` : ''}${due ? `; answer until ${due}` : ''}`;
  const money = { amount: reading.amount, currency: reading.currency };
  const opened = caseAbout('DISPUTE_OPENED', reading.key, hand, money, detail);
  // By the day in UTC, which is nowhere in China later than the provider's moment.
  changes.cases.push(due ? { ...opened, dueOn: due.slice(0, 10) } : opened);
}

/** A person is told when more of a payment has gone back than ever came. */
export function tellIfOverReturned(
  changes: ReturnChanges,
  payment: PooledFact,
  facts: readonly PooledFact[],
  hand: ReturnInHand,
): void {
  const over = returned(payment, facts) - (payment.amount ?? 0n);
  if (over <= 0n || payment.currency === null) return;
  const detail = `more of payment ${payment.key} has gone back than came`;
  changes.cases.push(
    caseAbout('OVER_RETURNED', payment.key, hand, { amount: over, currency: payment.currency }, detail),
  );
}

function providerRefund(key: string, hand: ReturnInHand, stated: PooledFact): RefundRow {
  return {
    id: newId(),
    accountId: hand.account.id,
    paymentKey: hand.paymentKey,
    providerRefundId: key,
    origin: 'provider',
    state: 'sent',
    ...{ amount: stated.amount ?? 0n, currency: stated.currency ?? '' },
    place: null,
    requestedAt: stated.occurredAt,
  };
}

function caseAbout(
  kind: string,
  key: string,
  { account, place }: ReturnInHand,
  money: { readonly amount: bigint; readonly currency: string },
  detail: string,
): NewCase {
  const subject = subjectOf(place);
  const dedupeKey = `${kind}:${key}`.slice(0, 120);
  return { organizationId: account.organizationId, kind, dedupeKey, ...subject, ...money, detail };
}

function subjectOf(place: Place): { subjectType: string; subjectId: string } {
  if (place.at === 'gift') return { subjectType: 'donation', subjectId: place.donationId };
  return { subjectType: place.subject.type, subjectId: place.subject.id };
}

function moneyOf({ amount, fee, currency }: PooledFact): { amount: bigint; fee: bigint; currency: string } {
  if (amount === null || currency === null) throw new Error('money that moved has an amount');
  return { amount, fee: fee ?? 0n, currency };
}

function later(one: Date, other: Date): Date {
  return one > other ? one : other;
}
