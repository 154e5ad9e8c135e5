import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { Database } from '../platform/database/database.js';
import type { DoubtedObject } from '../providers/event-reading.js';
import { InboxQueries } from '../providers/inbox.queries.js';
import { Inbox } from '../providers/inbox.service.js';
import { PaymentProvider } from '../providers/payment-provider.service.js';
import type { ProviderAccount } from '../providers/provider-account.entity.js';
import { ProviderAccounts } from '../providers/provider-accounts.service.js';
import type { ClaimedEvent } from '../providers/provider-event.js';
import { ProviderFacts } from '../providers/provider-facts.service.js';
import { CONTRADICTS } from './intake.js';

const ASKED_AT_ONCE = 100;

/**
 * Asks the provider about events whose type says something else than the object in them. What the provider has now wins:
 * it goes into the inbox as an event of its own, and the doubtful one is set aside. Talks to the network.
 */
@Injectable()
export class Doubts {
  private readonly log = new Logger(Doubts.name);

  constructor(
    private readonly database: Database,
    private readonly accounts: ProviderAccounts,
    private readonly provider: PaymentProvider,
    private readonly inbox: Inbox,
    private readonly rows: InboxQueries,
    private readonly reader: ProviderFacts,
    private readonly clock: Clock,
  ) {}

  /** Every minute. An object that the provider does not have leaves its event to a person. @returns how many were asked about. */
  async ask(): Promise<number> {
    let asked = 0;
    for (const row of await this.rows.waitingFor(CONTRADICTS, ASKED_AT_ONCE)) {
      const { contradiction, doubted } = this.reader.read(row);
      const account = await this.accounts.byPath(row.provider, row.account);
      if (!account || !doubted) continue;
      try {
        await this.settle(row, account, doubted, contradiction ?? '');
        asked++;
      } catch (error) {
        // It is asked again in a minute, and one that is not answered holds up no other.
        this.log.warn(`the provider did not answer about inbox row ${row.id}: ${String(error)}`);
      }
    }
    return asked;
  }

  private async settle(
    row: ClaimedEvent,
    account: ProviderAccount,
    doubted: DoubtedObject,
    contradiction: string,
  ): Promise<void> {
    const object = await this.provider.objectOf(account, doubted);
    // The event comes first: ended in between, this is done again and finds it there.
    if (object) await this.inbox.accept(this.reader.fetched(row, account, object, this.clock.now()));
    await this.database.inTransaction(async (tx) => {
      const own = await this.inbox.claimOne(tx, row.id);
      if (own?.state !== 'WAITING') return;
      if (!object)
        await this.inbox.quarantined(tx, [
          { id: row.id, reason: `${contradiction}; the provider has no ${doubted.type} ${doubted.id}` },
        ]);
      else
        await this.inbox.ignored(tx, [
          { id: row.id, reason: `${contradiction}; what the provider has was fetched instead` },
        ]);
    });
  }
}
