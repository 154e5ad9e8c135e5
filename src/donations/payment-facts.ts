import type { NewCase } from '../cases/cases.service.js';
import { newId } from '../kernel/ids.js';
import type { FactDraft } from '../providers/event-reading.js';
import type { ProviderAccount } from '../providers/provider-account.entity.js';
import { AttemptIndex } from './attempt-index.js';
import { booked, mismatchOf, odditiesOf, type Promised, statusOf } from './donation.js';
import type { AttemptRow } from './payment-facts.statements.js';
import {
  type ArrivedEvent,
  type Destination,
  type DonationInHand,
  type EventOutcome,
  type KnownPayments,
  keyOf,
  type PaymentChanges,
  projectOf,
  toFact,
} from './payment-fold.js';
import { RETURN_KINDS } from './returns.js';
import { takeReturns } from './take-returns.js';

/** Applies events to what is known: pure but for the ids of new facts. */
export function foldPayments(events: readonly ArrivedEvent[], known: KnownPayments): PaymentChanges {
  const changes: PaymentChanges = {
    outcomes: [],
    facts: [],
    bookings: [],
    statuses: new Map(),
    paymentIds: new Map(),
    announced: [],
    cases: [],
    returns: { refunds: [], disputes: [], bookings: [], cases: [] },
  };
  const index = new AttemptIndex(known.attempts);
  const places = events.map(({ account, reading }) => index.find(account.id, reading.reference));
  const seen = new Set<string>();
  for (const fact of [...known.facts, ...known.sameKey]) seen.add(keyOf(fact.providerAccountId, fact));
  const donations = new Map<string, DonationInHand>();
  const inHand = (attempt: AttemptRow): DonationInHand => {
    let donation = donations.get(attempt.donationId);
    if (!donation) {
      const before = known.facts.filter(({ donationId }) => donationId === attempt.donationId).map(toFact);
      donation = { attempt, before, after: [...before], project: projectOf(known, attempt) };
      donations.set(attempt.donationId, donation);
    }
    return donation;
  };

  events.forEach((event, i) => {
    const attempt = places[i] ?? null;
    if (attempt) link(changes, event, attempt);
    if (!attempt && !event.unclaimed) return;
    for (const draft of event.reading.facts) {
      if (RETURN_KINDS.has(draft.kind)) continue;
      const key = keyOf(event.account.id, draft);
      if (seen.has(key)) continue;
      seen.add(key);
      if (attempt) state(changes, event, draft, inHand(attempt));
      else if (draft.kind === 'payment_succeeded') stateUnclaimed(changes, event, draft);
    }
  });
  const returns = takeReturns({ changes, known, index, seen, inHand }, events);
  for (const donation of donations.values()) settle(changes, donation);
  events.forEach((event, i) => {
    changes.outcomes.push(returns.get(event) ?? outcomeOf(changes, event, places[i] ?? null, known, seen));
  });
  return changes;
}

function link(changes: PaymentChanges, { account, reading }: ArrivedEvent, attempt: AttemptRow): void {
  const { paymentId } = reading.reference;
  if (
    paymentId &&
    !attempt.paymentId &&
    attempt.accountId === account.id &&
    !changes.paymentIds.has(attempt.attemptId)
  )
    changes.paymentIds.set(attempt.attemptId, paymentId);
}

/** A new fact about a donation of ours; a success is booked as the gift or, when it differs, to suspense. */
function state(
  changes: PaymentChanges,
  event: ArrivedEvent,
  draft: FactDraft,
  donation: DonationInHand,
): void {
  const { attempt, project } = donation;
  const { account } = event;
  const id = newId();
  const fact = { ...draft, providerAccountId: account.id, attemptAccountId: attempt.accountId };
  changes.facts.push({ id, account, attemptId: attempt.attemptId, draft, eventId: event.eventId });
  donation.after.push(fact);
  if (draft.kind !== 'payment_succeeded') return;
  const mismatch = mismatchOf(promisedOf(attempt), fact);
  const destination: Destination = mismatch
    ? {
        to: 'suspense',
        account,
        subject: { type: 'donation', id: attempt.donationId },
        why: mismatch,
      }
    : { to: 'gift', account, attempt, project };
  changes.bookings.push({ fact: { id, organizationId: account.organizationId, draft }, destination });
  if (mismatch) {
    const promised = `promised ${attempt.amount} ${attempt.currency}, arrived ${draft.amount} ${draft.currency}`;
    changes.cases.push(
      caseOf(mismatch, draft, account.organizationId, 'donation', attempt.donationId, promised),
    );
  }
}

/** Money that nobody claimed for a day. */
function stateUnclaimed(changes: PaymentChanges, event: ArrivedEvent, draft: FactDraft): void {
  const { account, eventId } = event;
  const id = newId();
  const subject = { type: 'provider_payment' as const, id: draft.key.slice(0, 64) };
  changes.facts.push({ id, account, attemptId: null, draft, eventId });
  changes.bookings.push({
    fact: { id, organizationId: account.organizationId, draft },
    destination: { to: 'suspense', account, subject, why: 'UNKNOWN_PAYMENT' },
  });
  const detail = `payment ${draft.key} at account ${account.account} belongs to no donation`;
  changes.cases.push(
    caseOf('UNKNOWN_PAYMENT', draft, account.organizationId, subject.type, subject.id, detail),
  );
}

/** What the whole set of facts says about a donation that got new ones. */
function settle(changes: PaymentChanges, { attempt, before, after, project }: DonationInHand): void {
  const promised = promisedOf(attempt);
  const { donationId, organizationId } = attempt;
  const status = statusOf(promised, after);
  if (status !== attempt.status) changes.statuses.set(donationId, status);
  if (booked(promised, after).length > 0 && booked(promised, before).length === 0)
    changes.announced.push({ donationId, organizationId });
  for (const kind of odditiesOf(promised, after, project.closedAt)) {
    changes.cases.push({
      organizationId,
      kind,
      dedupeKey: `${kind}:${donationId}`,
      subjectType: 'donation',
      subjectId: donationId,
      amount: promised.amount,
      currency: promised.currency,
    });
  }
}

function outcomeOf(
  changes: PaymentChanges,
  { account, reading, unclaimed }: ArrivedEvent,
  attempt: AttemptRow | null,
  known: KnownPayments,
  seen: ReadonlySet<string>,
): EventOutcome {
  const { expects, reference } = reading;
  const payment = { kind: 'payment_succeeded', key: reference.paymentId ?? '' };
  const placed = attempt !== null || seen.has(keyOf(account.id, payment));
  if (!expects)
    return placed || unclaimed || isKnown(known, account, reading.facts) ? 'applied' : 'unknown_parent';
  if (seen.has(keyOf(account.id, expects))) return 'applied';
  if (!unclaimed) {
    if (!placed) return 'unknown_parent';
    return expects.kind === 'payment_succeeded' ? 'booking_expected' : 'failure_expected';
  }
  const subjectId = (reference.paymentId ?? expects.key).slice(0, 64);
  changes.cases.push({
    organizationId: account.organizationId,
    kind: 'BOOKING_EVENT_MISSING',
    dedupeKey: `BOOKING_EVENT_MISSING:${account.id}:${expects.key}`.slice(0, 120),
    subjectType: attempt ? 'donation' : 'provider_payment',
    subjectId: attempt?.donationId ?? subjectId,
    detail: `the provider announced ${expects.kind} ${expects.key} and never confirmed it`,
  });
  return 'applied';
}

/** An event all of whose facts stand in our books already needs no parent any more. */
function isKnown(known: KnownPayments, account: ProviderAccount, facts: readonly FactDraft[]): boolean {
  const keys = new Set(known.sameKey.map((fact) => keyOf(fact.providerAccountId, fact)));
  return facts.length > 0 && facts.every((draft) => keys.has(keyOf(account.id, draft)));
}

function caseOf(
  kind: string,
  draft: FactDraft,
  organizationId: string,
  subjectType: string,
  subjectId: string,
  detail: string,
): NewCase {
  const money =
    draft.amount === null || draft.currency === null
      ? {}
      : { amount: draft.amount, currency: draft.currency };
  const dedupeKey = `${kind}:${draft.key}`.slice(0, 120);
  return { organizationId, kind, dedupeKey, subjectType, subjectId, detail, ...money };
}

function promisedOf({ amount, currency }: AttemptRow): Promised {
  return { amount: BigInt(amount), currency };
}
