import { Injectable } from '@nestjs/common';
import { Cases } from '../cases/cases.service.js';
import { type ArrivedEvent, PaymentFacts } from '../donations/payment-facts.service.js';
import { StatedGifts, type StatedPayment, type StatedRefund } from '../donations/stated-gifts.service.js';
import { Clock } from '../kernel/clock.js';
import type { Tx } from '../platform/database/database.js';
import type { ProviderAccount } from '../providers/provider-account.entity.js';
import type { FileLine } from '../settlements/statement-bookings.service.js';
import { UNCLAIMED_AFTER_MS } from './intake.js';
import { paymentOf, paymentReading, refundOf, refundReading, type Unbookable } from './statement-reading.js';

/** A refund whose payment has not come: how long it has waited. */
export interface WaitingLine {
  readonly line: FileLine;
  readonly since: Date;
}

/** Makes facts of a file's lines, as notifications would have: same keys, so that neither adds to the other. */
@Injectable()
export class StatementFacts {
  constructor(
    private readonly facts: PaymentFacts,
    private readonly gifts: StatedGifts,
    private readonly cases: Cases,
    private readonly clock: Clock,
  ) {}

  /** Opens what booking for these accounts needs; call it before the database transaction begins. */
  prepare(accounts: readonly ProviderAccount[]): Promise<void> {
    return this.facts.prepare(accounts);
  }

  /** Books payments: as gifts of the projects that their words mean, else in suspense with a case. */
  async takePayments(tx: Tx, account: ProviderAccount, lines: readonly FileLine[]): Promise<void> {
    const stated: StatedPayment[] = [];
    for (const line of lines) {
      const payment = paymentOf(line);
      if (typeof payment === 'string') await this.leave(tx, account, line, payment);
      else stated.push(payment);
    }
    const places = await this.gifts.place(tx, account, stated);
    const events = stated.map((payment): ArrivedEvent => {
      const { attemptId, unclaimed } = places.get(payment.paymentId) ?? { attemptId: null, unclaimed: true };
      return { eventId: null, account, reading: paymentReading(payment, attemptId), unclaimed };
    });
    await this.facts.apply(tx, events);
  }

  /**
   * Books refunds. One whose payment is not known waits for it, a day at most; then it goes to suspense.
   * @returns the lines that wait on.
   */
  async takeRefunds(tx: Tx, account: ProviderAccount, waiting: readonly WaitingLine[]): Promise<FileLine[]> {
    const stated: { readonly refund: StatedRefund; readonly line: FileLine; readonly since: Date }[] = [];
    for (const { line, since } of waiting) {
      const refund = refundOf(account.provider, line);
      if (typeof refund === 'string') await this.leave(tx, account, line, refund);
      else stated.push({ refund, line, since });
    }
    const refunds = stated.map(({ refund }) => refund);
    const own = await this.gifts.ownRefunds(tx, account, refunds);
    const now = this.clock.now().getTime();
    const events = stated.map(({ refund, line, since }): ArrivedEvent => {
      const reading = refundReading(refund, line.occurredAt, own.get(refund.key) ?? null);
      return { eventId: null, account, reading, unclaimed: now - since.getTime() >= UNCLAIMED_AFTER_MS };
    });
    const outcomes = await this.facts.apply(tx, events);
    return stated.flatMap(({ line }, i) => (outcomes[i] === 'applied' ? [] : [line]));
  }

  /** A line of which no fact can be made is shown to a person. What is odd (D15) has its case from its booking. */
  private async leave(tx: Tx, account: ProviderAccount, line: FileLine, why: Unbookable): Promise<void> {
    if (why === 'odd') return;
    await this.unbooked(tx, account, line, 'the file gives no number by which it could be told from others');
  }

  /** A person must look at a line that could not be booked. */
  async unbooked(tx: Tx, account: ProviderAccount, line: FileLine, why: string): Promise<void> {
    const kind = 'STATEMENT_UNBOOKED';
    await this.cases.open(tx, {
      ...{ organizationId: account.organizationId, kind },
      dedupeKey: `${kind}:${account.id}:${line.key}`.slice(0, 120),
      ...{ subjectType: 'statement_line', subjectId: line.key.slice(0, 64) },
      ...{ amount: line.amount, currency: line.currency },
      detail: `${line.type} ${line.paymentId ?? line.sourceKey ?? line.key}: ${why}`,
    });
  }
}
