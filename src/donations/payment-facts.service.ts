import { Injectable } from '@nestjs/common';
import { Cases } from '../cases/cases.service.js';
import { Clock } from '../kernel/clock.js';
import type { NewEntry } from '../ledger/entry.js';
import { Ledger } from '../ledger/ledger.service.js';
import type { Tx } from '../platform/database/database.js';
import { Outbox } from '../platform/outbox/outbox.js';
import type { ProviderAccount } from '../providers/provider-account.entity.js';
import { AttemptIndex } from './attempt-index.js';
import { DONATION_BOOKED } from './donations.outbox.js';
import { GiftBooking } from './gift-booking.service.js';
import {
  type ArrivedEvent,
  type EventOutcome,
  foldPayments,
  type KnownPayments,
  type PaymentChanges,
} from './payment-facts.js';
import {
  factsByKey,
  factsOfDonations,
  findProjects,
  insertFacts,
  lockAttempts,
  setPaymentIds,
  setStatuses,
} from './payment-facts.statements.js';

export type { ArrivedEvent, EventOutcome } from './payment-facts.js';

/** Turns what providers state into facts, entries, statuses and announcements, all in the caller's transaction. */
@Injectable()
export class PaymentFacts {
  constructor(
    private readonly ledger: Ledger,
    private readonly booking: GiftBooking,
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
   * @returns what became of each event, in their order.
   */
  async apply(tx: Tx, events: readonly ArrivedEvent[]): Promise<EventOutcome[]> {
    if (events.length === 0) return [];
    const known = await this.load(tx, events);
    const changes = foldPayments(events, known);
    await this.write(tx, changes);
    return changes.outcomes;
  }

  private async load(tx: Tx, events: readonly ArrivedEvent[]): Promise<KnownPayments> {
    const references = events.map(({ account, reading }) => ({
      accountId: account.id,
      reference: reading.reference,
    }));
    const attempts = await lockAttempts(tx, references);
    const donationIds = [...new Set(attempts.map(({ donationId }) => donationId))];
    const projectIds = [...new Set(attempts.map(({ projectId }) => projectId))];
    const projects = donationIds.length > 0 ? await findProjects(tx, projectIds) : [];
    const facts = donationIds.length > 0 ? await factsOfDonations(tx, donationIds) : [];
    const keys = keysToCheck(events, new AttemptIndex(attempts));
    return {
      attempts,
      projects: new Map(projects.map((project) => [project.projectId, project])),
      facts,
      sameKey: keys.length > 0 ? await factsByKey(tx, keys) : [],
    };
  }

  private async write(tx: Tx, changes: PaymentChanges): Promise<void> {
    const now = this.clock.now();
    const entries: NewEntry[] = [];
    for (const { fact, destination } of changes.bookings)
      entries.push(await this.booking.entryOf(tx, fact, destination));
    await insertFacts(
      tx,
      changes.facts.map(({ id, account, attemptId, draft, eventId }) => [
        id,
        account.organizationId,
        account.id,
        draft.kind,
        draft.key,
        attemptId,
        draft.amount?.toString() ?? null,
        draft.currency,
        draft.occurredAt,
        eventId,
        draft.detail,
        now,
      ]),
    );
    await this.ledger.post(tx, entries);
    await setStatuses(tx, changes.statuses);
    await setPaymentIds(tx, changes.paymentIds);
    await this.outbox.announce(
      tx,
      changes.announced.map(({ donationId, organizationId }) => ({
        kind: DONATION_BOOKED,
        organizationId,
        ref: donationId,
      })),
    );
    for (const opened of changes.cases) await this.cases.open(tx, opened);
  }
}

/**
 * Natural keys that may stand in our books outside the donations at hand: those of events without an attempt, and
 * those of an event that is applied alone, as each is after a batch has met a known key (1062).
 */
function keysToCheck(events: readonly ArrivedEvent[], index: AttemptIndex): string[][] {
  const keys: string[][] = [];
  for (const { account, reading } of events) {
    if (events.length > 1 && index.find(account.id, reading.reference)) continue;
    for (const { kind, key } of reading.facts) keys.push([account.id, kind, key]);
    const { paymentId } = reading.reference;
    if (reading.expectsBooking && paymentId) keys.push([account.id, 'payment_succeeded', paymentId]);
  }
  return keys;
}
