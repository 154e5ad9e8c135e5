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

/** Finds what the webhook did not bring, and puts it into the same inbox. Runs from schedules; talks to the network. */
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
    for (const account of await this.accounts.all()) {
      const now = this.clock.now();
      const back = account.eventsCheckedUntil ? SEARCH_MS : FIRST_SEARCH_MS;
      const since = new Date(now.getTime() - back);
      found += await this.take(this.provider.undeliveredEvents(account, since));
      await this.accounts.checkedUntil(account, now);
    }
    if (found > 0) this.log.warn(`${found} events had not been delivered and were fetched`);
    return found;
  }

  /** Nightly: every event of the last 72 hours that states a fact, delivered or not. @returns how many were new. */
  async compareLastDays(): Promise<number> {
    let found = 0;
    const since = new Date(this.clock.now().getTime() - COMPARED_MS);
    for (const account of await this.accounts.all())
      found += await this.take(this.provider.eventsOf(account, { types: COMPARED_TYPES, since }));
    if (found > 0) this.log.error(`${found} events had been lost on the way and were fetched`);
    return found;
  }

  /**
   * Every minute: rows that have waited for 15 minutes. The event that states what they announce, or the payment of
   * what goes back, is looked for in the provider's list; for a payment that none of our attempts is known for, the provider is asked whose it is.
   * @returns how many events were new.
   */
  async askAboutWaiting(): Promise<number> {
    const before = new Date(this.clock.now().getTime() - ASK_AFTER_MS);
    const waiting = await this.rows.waitingSince(before, ASKED_AT_ONCE);
    let found = 0;
    for (const account of await this.accounts.all()) {
      const own = waiting.filter(
        (row) => row.provider === account.provider && row.account === account.account,
      );
      const oldest = new Map<string, Date>();
      for (const row of own) {
        const reading = this.reader.read(row);
        const type = missingType(reading);
        if (type && row.receivedAt < (oldest.get(type) ?? this.clock.now())) oldest.set(type, row.receivedAt);
        if (reading.reference.paymentId) await this.linkToAttempt(account, reading.reference.paymentId);
      }
      for (const [type, receivedAt] of oldest) {
        const since = new Date(receivedAt.getTime() - DAY_MS);
        found += await this.take(this.provider.eventsOf(account, { types: [type], since }));
      }
    }
    return found;
  }

  private async linkToAttempt(account: ProviderAccount, paymentId: string): Promise<void> {
    const attemptId = await this.provider.attemptOfPayment(account, paymentId);
    if (attemptId) await this.donations.linkPayment(account.id, attemptId, paymentId);
  }

  private async take(events: AsyncIterable<SignedEvent>): Promise<number> {
    let stored = 0;
    for await (const event of events) if ((await this.inbox.accept(event)) === 'stored') stored++;
    return stored;
  }
}

/** Which type of event a waiting row lacks: that of the fact it announces, or that of the payment it is about. */
function missingType({ expects, facts, dispute }: EventReading): string | null {
  if (expects) return STATED_BY[expects.kind];
  return dispute || facts.some(({ paymentKey }) => paymentKey) ? STATED_BY.payment_succeeded : null;
}
