import { Injectable } from '@nestjs/common';
import { Cases, type NewCase } from '../cases/cases.service.js';
import { Clock } from '../kernel/clock.js';
import type { NewEntry } from '../ledger/entry.js';
import { FUND_OVERDRAWN, FundGuard } from '../ledger/fund-guard.service.js';
import { Ledger } from '../ledger/ledger.service.js';
import type { Tx } from '../platform/database/database.js';
import { Outbox, type OutboxEvent } from '../platform/outbox/outbox.js';
import type { ProviderAccount } from '../providers/provider-account.entity.js';
import { AttemptIndex } from './attempt-index.js';
import { PAID_GIFTS } from './donation.entries.js';
import { DONATION_BOOKED, donationChanged } from './donations.outbox.js';
import { GiftBooking } from './gift-booking.service.js';
import { foldPayments } from './payment-facts.js';
import {
  factsByKey,
  factsOfDonations,
  findProjects,
  insertFacts,
  lockAttempts,
  setPaymentIds,
  setStatuses,
} from './payment-facts.statements.js';
import type { ArrivedEvent, EventOutcome, KnownPayments, PaymentChanges } from './payment-fold.js';
import { changesIncome } from './return.entries.js';
import { ReturnBooker } from './return-booker.service.js';
import { ReturnRows } from './return-rows.service.js';
import { hasOpenCase } from './return-rows.statements.js';

export type { ArrivedEvent, EventOutcome } from './payment-fold.js';

/** What an application wrote, for whoever shows it before it is true. */
export interface Written {
  readonly facts: readonly {
    readonly kind: string;
    readonly key: string;
    readonly amount: bigint | null;
    readonly currency: string | null;
  }[];
  readonly entries: readonly NewEntry[];
  readonly cases: readonly NewCase[];
}

/** Turns what providers state into facts, entries, statuses and announcements, all in the caller's transaction. */
@Injectable()
export class PaymentFacts {
  constructor(
    private readonly ledger: Ledger,
    private readonly booking: GiftBooking,
    private readonly returns: ReturnRows,
    private readonly returnBooking: ReturnBooker,
    private readonly guard: FundGuard,
    private readonly cases: Cases,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /** Opens what booking for these accounts needs; call it before the database transaction begins. */
  prepare(accounts: readonly ProviderAccount[]): Promise<void> {
    return this.booking.prepare(accounts);
  }

  /**
   * Applies up to some tens of events in about ten statements. Facts that are known already change nothing, so
   * any order and any repetition of a gift's events ends in the same books.
   * @param witness is told what was written.
   * @returns what became of each event, in their order.
   */
  async apply(
    tx: Tx,
    events: readonly ArrivedEvent[],
    witness: (written: Written) => void = () => {},
  ): Promise<EventOutcome[]> {
    if (events.length === 0) return [];
    const known = await this.load(tx, events);
    const changes = foldPayments(events, known);
    const entries = await this.write(tx, changes);
    const facts = changes.facts.map(({ draft }) => draft);
    witness({ facts, entries, cases: [...changes.cases, ...changes.returns.cases] });
    return changes.outcomes;
  }

  private async load(tx: Tx, events: readonly ArrivedEvent[]): Promise<KnownPayments> {
    const returns = await this.returns.load(tx, events);
    const references = events.map((event) => ({
      accountId: event.account.id,
      reference: returns.references.get(event) ?? event.reading.reference,
    }));
    const attempts = await lockAttempts(tx, references);
    const donationIds = [...new Set(attempts.map(({ donationId }) => donationId))];
    const projectIds = [...new Set(attempts.map(({ projectId }) => projectId))];
    const projects = donationIds.length > 0 ? await findProjects(tx, projectIds) : [];
    const facts = donationIds.length > 0 ? await factsOfDonations(tx, donationIds) : [];
    const keys = keysToCheck(events, new AttemptIndex(attempts));
    const known = keys.length > 0 ? await factsByKey(tx, keys) : [];
    return {
      attempts,
      projects: new Map(projects.map((project) => [project.projectId, project])),
      facts,
      ...(await this.returns.lock(tx, returns, known)),
    };
  }

  private async write(tx: Tx, changes: PaymentChanges): Promise<NewEntry[]> {
    const now = this.clock.now();
    const { returns } = changes;
    const entries: NewEntry[] = [];
    const changed: OutboxEvent[] = [];
    const announced = new Set(changes.announced.map(({ donationId }) => donationId));
    for (const { fact, destination } of changes.bookings) {
      const entry = await this.booking.entryOf(tx, fact, destination);
      entries.push(entry);
      if (PAID_GIFTS.includes(entry.kind) && !announced.has(entry.subjectId))
        changed.push(donationChanged(entry));
    }
    for (const booking of returns.bookings) {
      const entry = await this.returnBooking.entryOf(tx, booking);
      entries.push(entry);
      if (changesIncome(entry)) changed.push(donationChanged(entry));
    }
    await insertFacts(
      tx,
      changes.facts.map(({ id, account, attemptId, draft, eventId }) => ({
        ...{ id, attemptId, draft, eventId },
        organizationId: account.organizationId,
        accountId: account.id,
      })),
      now,
    );
    await this.ledger.post(tx, entries);
    await setStatuses(tx, changes.statuses);
    await setPaymentIds(tx, changes.paymentIds);
    await this.returns.write(tx, returns);
    await this.outbox.announce(tx, [
      ...changes.announced.map(({ donationId, organizationId }) => ({
        kind: DONATION_BOOKED,
        organizationId,
        ref: donationId,
      })),
      ...changed,
    ]);
    for (const opened of [...changes.cases, ...returns.cases]) await this.cases.open(tx, opened);
    await this.tellIfOverdrawn(tx, entries);
    return entries;
  }

  /** What goes back whether we like it or not may take more out of a fund than it has: then a person must know. */
  private async tellIfOverdrawn(tx: Tx, entries: readonly NewEntry[]): Promise<void> {
    const forced = entries.filter((entry) => FORCED.includes(entry.kind) && entry.projectId);
    const funds = new Map(forced.map((entry) => [entry.transfers[0]?.fundId ?? '', entry]));
    for (const [fundId, entry] of [...funds].sort(([one], [other]) => (one < other ? -1 : 1))) {
      const amount = await this.guard.overdrawn(tx, fundId);
      if (amount === 0n || (await hasOpenCase(tx, FUND_OVERDRAWN, fundId))) continue;
      await this.cases.open(tx, {
        organizationId: entry.organizationId,
        kind: FUND_OVERDRAWN,
        dedupeKey: `${FUND_OVERDRAWN}:${entry.id}`,
        ...{ subjectType: 'fund', subjectId: fundId, amount },
        currency: entry.transfers[0]?.currency ?? '',
        detail: `${entry.kind} of donation ${entry.subjectId} took more than the fund had left`,
      });
    }
  }
}

/** Entries that take money out of a fund without asking it. */
const FORCED: readonly string[] = ['refund_by_provider', 'dispute_lost'];

/**
 * Natural keys that may stand in our books outside the donations at hand: those of events without an attempt, and
 * those of an event that is applied alone, as each is after a batch has met a known key (1062).
 */
function keysToCheck(events: readonly ArrivedEvent[], index: AttemptIndex): string[][] {
  const keys: string[][] = [];
  for (const { account, reading } of events) {
    if (events.length > 1 && index.find(account.id, reading.reference)) continue;
    for (const { kind, key } of [...reading.facts, ...(reading.expects ? [reading.expects] : [])])
      keys.push([account.id, kind, key]);
    // A second payment of one try is known by its own fact alone.
    const { paymentId } = reading.reference;
    if (reading.facts.length === 0 && paymentId) keys.push([account.id, 'payment_succeeded', paymentId]);
  }
  return keys;
}
