import { Injectable, Logger } from '@nestjs/common';
import { type ArrivedEvent, type EventOutcome, PaymentFacts } from '../donations/payment-facts.service.js';
import { Clock } from '../kernel/clock.js';
import { Database, type Tx } from '../platform/database/database.js';
import { connectionLost } from '../platform/database/database-errors.js';
import { Outbox, type OutboxEvent } from '../platform/outbox/outbox.js';
import { Inbox } from '../providers/inbox.service.js';
import type { ProviderAccount } from '../providers/provider-account.entity.js';
import { ProviderAccounts } from '../providers/provider-accounts.service.js';
import type { ClaimedEvent } from '../providers/provider-event.js';
import { ProviderFacts } from '../providers/provider-facts.service.js';
import { payoutStated } from '../settlements/settlements.outbox.js';
import { BATCH, CONTRADICTS, isUnclaimed, WAITS_FOR } from './intake.js';

/** Works off the inbox: rows become facts, entries, announcements and DONE in one database transaction. */
@Injectable()
export class Intake {
  private readonly log = new Logger(Intake.name);

  constructor(
    private readonly database: Database,
    private readonly inbox: Inbox,
    private readonly accounts: ProviderAccounts,
    private readonly reader: ProviderFacts,
    private readonly facts: PaymentFacts,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes up to 50 due rows; any number of these loops may run, in any number of processes. A batch that fails is
   * replayed row by row, so that a poison row holds up nobody.
   * @returns how many rows were looked at; 0 when nothing is due.
   */
  async runOnce(): Promise<number> {
    await this.prepare();
    const claimed: ClaimedEvent[] = [];
    try {
      await this.database.inTransaction(async (tx) => {
        claimed.length = 0;
        claimed.push(...(await this.inbox.claim(tx, BATCH, this.clock.now())));
        await this.work(tx, claimed);
      });
    } catch (error) {
      if (claimed.length === 0 || connectionLost(error)) throw error;
      await this.replay(claimed);
    }
    return claimed.length;
  }

  private async prepare(): Promise<readonly ProviderAccount[]> {
    const accounts = await this.accounts.all();
    await this.facts.prepare(accounts);
    return accounts;
  }

  private async work(tx: Tx, rows: readonly ClaimedEvent[]): Promise<void> {
    if (rows.length === 0) return;
    const now = this.clock.now();
    const done: string[] = [];
    const payouts: OutboxEvent[] = [];
    const readable: { row: ClaimedEvent; event: ArrivedEvent }[] = [];
    for (const row of rows) {
      const reading = this.reader.read(row);
      if (reading.contradiction) {
        await this.doubt(tx, row, reading.contradiction, reading.doubted !== null && !isUnclaimed(row, now));
        continue;
      }
      const account = await this.accounts.byPath(row.provider, row.account);
      if (!account) throw new Error(`inbox row ${row.id} belongs to no account`);
      if (reading.payoutId) {
        payouts.push(payoutStated(account, row.id));
        done.push(row.id);
        continue;
      }
      const event = { eventId: row.id, account, reading, unclaimed: isUnclaimed(row, now) };
      readable.push({ row, event });
    }
    const outcomes = await this.facts.apply(
      tx,
      readable.map(({ event }) => event),
    );
    for (const [i, { row }] of readable.entries()) {
      const outcome = outcomes[i] as EventOutcome;
      if (outcome === 'applied') done.push(row.id);
      else await this.inbox.waiting(tx, row, now, WAITS_FOR[outcome]);
    }
    await this.outbox.announce(tx, payouts);
    await this.inbox.done(tx, done);
  }

  /** What contradicts itself waits for the provider's own word, if that can be had; else it is a person's. */
  private doubt(tx: Tx, row: ClaimedEvent, contradiction: string, canBeAsked: boolean): Promise<void> {
    if (canBeAsked) return this.inbox.waiting(tx, row, this.clock.now(), CONTRADICTS + contradiction);
    return this.inbox.quarantined(tx, [{ id: row.id, reason: contradiction }]);
  }

  private async replay(claimed: readonly ClaimedEvent[]): Promise<void> {
    for (const { id } of claimed) {
      let row: ClaimedEvent | null = null;
      try {
        await this.database.inTransaction(async (tx) => {
          row = await this.inbox.claimOne(tx, id);
          if (row) await this.work(tx, [row]);
        });
      } catch (error) {
        if (!row || connectionLost(error)) throw error;
        await this.fail(row, error);
      }
    }
  }

  private async fail(row: ClaimedEvent, error: unknown): Promise<void> {
    const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    this.log.error(`inbox row ${row.id} (${row.type}) failed: ${reason}`);
    await this.database.inTransaction((tx) => this.inbox.failed(tx, row, this.clock.now(), reason));
  }
}
