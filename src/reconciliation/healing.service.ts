import { Injectable, Logger } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { FactDraft } from '../providers/event-reading.js';
import { Inbox } from '../providers/inbox.service.js';
import { PaymentProvider } from '../providers/payment-provider.service.js';
import type { ProviderAccount } from '../providers/provider-account.entity.js';
import type { SignedEvent } from '../providers/provider-event.js';
import { ProviderFacts } from '../providers/provider-facts.service.js';

const DAY_MS = 24 * 60 * 60_000;
const AT_ONCE = 200;
/** The event that books a payment (design: time). */
const BOOKING = 'payment_intent.succeeded';

interface LostPayment {
  readonly paymentId: string;
  readonly amount: string;
  readonly currency: string;
  readonly occurredAt: Date;
}

/**
 * D01 heals itself, and nothing else does (payments.md 2.6): when the provider, asked about the payment, says that it
 * succeeded, its metadata name an attempt of ours, and the amount is the line's, the event that books it is fetched into
 * the inbox. It is booked from there under the keys that its notification would have had. Talks to the network.
 */
@Injectable()
export class Healing {
  private readonly log = new Logger(Healing.name);

  constructor(
    private readonly database: Database,
    private readonly provider: PaymentProvider,
    private readonly inbox: Inbox,
    private readonly reader: ProviderFacts,
  ) {}

  /** @returns how many payments were found again; what the provider does not answer now is asked at the next run. */
  async heal(account: ProviderAccount, day: string): Promise<number> {
    if (account.intake !== 'notifications' || account.provider !== 'stripe') return 0;
    const lost = await this.database.rows<LostPayment>(
      `SELECT l.provider_payment_id AS paymentId, l.amount, l.currency, l.occurred_at AS occurredAt
         FROM discrepancy d JOIN statement_line l ON l.id = d.statement_line_id
        WHERE d.provider_account_id = ? AND d.day = ? AND d.state = 'standing' AND d.code = 'D01'
          AND l.provider_payment_id IS NOT NULL ORDER BY l.id LIMIT ${AT_ONCE}`,
      [account.id, day],
    );
    if (lost.length === 0) return 0;
    try {
      return await this.fetch(account, await this.confirmed(account, lost));
    } catch (error) {
      this.log.warn(
        `the provider did not answer about lost payments of ${account.account}: ${String(error)}`,
      );
      return 0;
    }
  }

  /** Those of which the provider says that they succeeded. */
  private async confirmed(account: ProviderAccount, lost: readonly LostPayment[]): Promise<LostPayment[]> {
    const known: LostPayment[] = [];
    for (const payment of lost) {
      const object = await this.provider.objectOf(account, { type: 'payment_intent', id: payment.paymentId });
      if (object && (object as { status?: unknown }).status === 'succeeded') known.push(payment);
    }
    return known;
  }

  private async fetch(account: ProviderAccount, lost: readonly LostPayment[]): Promise<number> {
    const wanted = new Map(lost.map((payment) => [payment.paymentId, payment]));
    if (wanted.size === 0) return 0;
    const first = Math.min(...lost.map(({ occurredAt }) => occurredAt.getTime()));
    let healed = 0;
    const filter = { types: [BOOKING], since: new Date(first - DAY_MS) };
    for await (const event of this.provider.eventsOf(account, filter)) {
      const fact = this.bookingOf(event);
      const payment = fact && wanted.get(fact.key);
      if (!payment || !(await this.isOurs(account, event, payment, fact))) continue;
      wanted.delete(payment.paymentId);
      if ((await this.inbox.accept(event)) === 'stored') healed++;
      if (wanted.size === 0) break;
    }
    return healed;
  }

  private bookingOf(event: SignedEvent): FactDraft | undefined {
    return this.reader.read(event).facts.find(({ kind }) => kind === 'payment_succeeded');
  }

  /** The event's own metadata name an attempt at this account, and it states the line's money. */
  private async isOurs(
    account: ProviderAccount,
    event: SignedEvent,
    { amount, currency }: LostPayment,
    fact: FactDraft,
  ): Promise<boolean> {
    const { attemptId } = this.reader.read(event).reference;
    if (attemptId === null || fact.amount !== BigInt(amount) || fact.currency !== currency) return false;
    const rows = await this.database.rows(
      'SELECT 1 FROM payment_attempt WHERE id = ? AND provider_account_id = ?',
      [attemptId, account.id],
    );
    return rows.length > 0;
  }
}
