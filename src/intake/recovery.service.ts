import { Injectable, Logger } from '@nestjs/common';
import { Donations } from '../donations/donations.service.js';
import { Clock } from '../kernel/clock.js';
import type { EventReading, ExpectedFact } from '../providers/event-reading.js';
import { InboxQueries } from '../providers/inbox.queries.js';
import { Inbox } from '../providers/inbox.service.js';
import { PaymentProvider } from '../providers/payment-provider.service.js';
import type { ProviderAccount } from '../providers/provider-account.entity.js';
import { ProviderAccounts } from '../providers/provider-accounts.service.js';
import type { SignedEvent } from '../providers/provider-event.js';
import { ProviderFacts } from '../providers/provider-facts.service.js';
import { ASK_AFTER_MS } from './intake.js';

const DAY_MS = 24 * 60 * 60_000;
/** Stripe lists the last 30 days and tries to deliver for 3 of them. */
const FIRST_SEARCH_MS = 30 * DAY_MS;
const SEARCH_MS = 4 * DAY_MS;
const COMPARED_MS = 3 * DAY_MS;
const ASKED_AT_ONCE = 200;
/** The event that states an announced fact. */
const STATED_BY: Readonly<Record<ExpectedFact['kind'], string>> = {
  payment_succeeded: 'payment_intent.succeeded',
  refund_failed: 'refund.failed',
};
const COMPARED_TYPES = [
  ...Object.values(STATED_BY),
  'payment_intent.payment_failed',
  'checkout.session.expired',
  'checkout.session.async_payment_failed',
  'refund.created',
  'refund.updated',
  'charge.refund.updated',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.funds_reinstated',
  'charge.dispute.closed',
];

/** An event that a run of the recovery would put into the inbox. */
export interface MissedEvent {
  readonly account: string;
  readonly eventId: string;
  readonly type: string;
}

/** The three searches, by the names of their schedules. */
export const RECOVERIES = ['intake.undelivered', 'intake.waiting', 'intake.compare'] as const;
export type RecoveryName = (typeof RECOVERIES)[number];

/** Takes an event that was found. @returns whether it was new to us. */
type Sink = (event: SignedEvent) => Promise<boolean>;

/**
 * Finds what the webhook did not bring, and puts it into the same inbox. Runs from schedules; talks to the network.
 * Each search can also be asked what it would do: then it looks, and stores nothing.
 */
@Injectable()
export class Recovery {
  private readonly log = new Logger(Recovery.name);

  constructor(
    private readonly accounts: ProviderAccounts,
    private readonly provider: PaymentProvider,
    private readonly inbox: Inbox,
    private readonly rows: InboxQueries,
    private readonly reader: ProviderFacts,
    private readonly donations: Donations,
    private readonly clock: Clock,
  ) {}

  /** Every five minutes: events that the provider could not deliver to us. @returns how many were new. */
  async fetchUndelivered(): Promise<number> {
    let found = 0;
    for (const account of await this.accounts.withApi()) {
      const now = this.clock.now();
      found += await take(this.undelivered(account, now), this.store);
      await this.accounts.checkedUntil(account, now);
    }
    if (found > 0) this.log.warn(`${found} events had not been delivered and were fetched`);
    return found;
  }

  /** Nightly: every event of the last 72 hours that states a fact, delivered or not. @returns how many were new. */
  async compareLastDays(): Promise<number> {
    let found = 0;
    for (const account of await this.accounts.withApi())
      found += await take(this.lately(account), this.store);
    if (found > 0) this.log.error(`${found} events had been lost on the way and were fetched`);
    return found;
  }

  /**
   * Every minute: rows that have waited for 15 minutes. The event that states what they announce, or the payment of
   * what goes back, is looked for in the provider's list; for a payment that none of our attempts is known for, the provider is asked whose it is.
   * @returns how many events were new.
   */
  async askAboutWaiting(): Promise<number> {
    return this.askWith(await this.accounts.withApi(), this.store, (account, paymentId) =>
      this.linkToAttempt(account, paymentId),
    );
  }

  /** One search by its name. @returns how many events were new. */
  run(name: RecoveryName): Promise<number> {
    if (name === 'intake.undelivered') return this.fetchUndelivered();
    return name === 'intake.compare' ? this.compareLastDays() : this.askAboutWaiting();
  }

  /**
   * What a run of this search would put into the inbox now, of all accounts or of one organization's. Looks only:
   * nothing is stored, linked or remembered.
   */
  async foresee(name: RecoveryName, organizationId?: string): Promise<MissedEvent[]> {
    const all = await this.accounts.withApi();
    const accounts = all.filter((each) => (organizationId ?? each.organizationId) === each.organizationId);
    const missed = new Map<string, MissedEvent>();
    const note: Sink = async (event) => {
      const { eventId, type } = event;
      const { account } = event.account;
      if (await this.rows.knows(event.account, eventId)) return false;
      missed.set(`${event.account.id}/${eventId}`, { account, eventId, type });
      return true;
    };
    if (name === 'intake.waiting') await this.askWith(accounts, note, async () => {});
    else
      for (const account of accounts)
        await take(
          name === 'intake.compare' ? this.lately(account) : this.undelivered(account, this.clock.now()),
          note,
        );
    return [...missed.values()];
  }

  private undelivered(account: ProviderAccount, now: Date): AsyncIterable<SignedEvent> {
    const back = account.eventsCheckedUntil ? SEARCH_MS : FIRST_SEARCH_MS;
    return this.provider.undeliveredEvents(account, new Date(now.getTime() - back));
  }

  private lately(account: ProviderAccount): AsyncIterable<SignedEvent> {
    const since = new Date(this.clock.now().getTime() - COMPARED_MS);
    return this.provider.eventsOf(account, { types: COMPARED_TYPES, since });
  }

  private async askWith(
    accounts: readonly ProviderAccount[],
    sink: Sink,
    link: (account: ProviderAccount, paymentId: string) => Promise<void>,
  ): Promise<number> {
    const before = new Date(this.clock.now().getTime() - ASK_AFTER_MS);
    const waiting = await this.rows.waitingSince(before, ASKED_AT_ONCE);
    let found = 0;
    for (const account of accounts) {
      const own = waiting.filter(
        (row) => row.provider === account.provider && row.account === account.account,
      );
      const oldest = new Map<string, Date>();
      for (const row of own) {
        const reading = this.reader.read(row);
        const type = missingType(reading);
        if (type && row.receivedAt < (oldest.get(type) ?? this.clock.now())) oldest.set(type, row.receivedAt);
        if (reading.reference.paymentId) await link(account, reading.reference.paymentId);
      }
      for (const [type, receivedAt] of oldest) {
        const since = new Date(receivedAt.getTime() - DAY_MS);
        found += await take(this.provider.eventsOf(account, { types: [type], since }), sink);
      }
    }
    return found;
  }

  private async linkToAttempt(account: ProviderAccount, paymentId: string): Promise<void> {
    const attemptId = await this.provider.attemptOfPayment(account, paymentId);
    if (attemptId) await this.donations.linkPayment(account.id, attemptId, paymentId);
  }

  private readonly store: Sink = async (event) => (await this.inbox.accept(event)) === 'stored';
}

async function take(events: AsyncIterable<SignedEvent>, sink: Sink): Promise<number> {
  let fresh = 0;
  for await (const event of events) if (await sink(event)) fresh++;
  return fresh;
}

/** Which type of event a waiting row lacks: that of the fact it announces, or that of the payment it is about. */
function missingType({ expects, facts, dispute }: EventReading): string | null {
  if (expects) return STATED_BY[expects.kind];
  return dispute || facts.some(({ paymentKey }) => paymentKey) ? STATED_BY.payment_succeeded : null;
}
