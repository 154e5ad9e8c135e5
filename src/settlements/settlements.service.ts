import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { Database } from '../platform/database/database.js';
import { PaymentProvider, type ProviderStatementLine } from '../providers/payment-provider.service.js';
import type { ProviderAccount } from '../providers/provider-account.entity.js';
import { hasApi, ProviderAccounts } from '../providers/provider-accounts.service.js';
import { Payouts } from './payouts.service.js';
import { moveCursor, readCursor } from './statement.statements.js';
import { inBatches } from './statement-batches.js';
import { StatementBooks } from './statement-books.service.js';
import { importFrom } from './statement-lines.js';

/** Reads what the providers say moved on our balance with them, and books their fees and payouts from it. */
@Injectable()
export class Settlements {
  private readonly log = new Logger(Settlements.name);

  constructor(
    private readonly database: Database,
    private readonly accounts: ProviderAccounts,
    private readonly provider: PaymentProvider,
    private readonly books: StatementBooks,
    private readonly payouts: Payouts,
    private readonly clock: Clock,
  ) {}

  /** Imports for every account that can be asked; one that fails does not hold up the others. @throws the first failure at the end. */
  async importAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const { id, account } of await this.accounts.withApi()) {
      await this.importRecent(id).catch((error) => {
        this.log.warn(`statement of account ${account} could not be imported: ${String(error)}`);
        failures.push(error);
      });
    }
    if (failures.length > 0) throw failures[0];
  }

  /**
   * Reads the lines since the last import, with some hours of overlap, books what they state, and then the payouts
   * of the last weeks. Running it again, or twice at once, changes nothing more. The cursor moves when all lines are
   * stored.
   * @returns how many lines were new.
   */
  async importRecent(accountId: string): Promise<number> {
    const from = importFrom(await readCursor(this.database, accountId), this.clock.now());
    return this.importSince(accountId, from);
  }

  /** Like `importRecent`, from a moment that the caller names: for a stretch that has to be read again. */
  async importSince(accountId: string, from: Date): Promise<number> {
    const account = await this.accounts.byId(accountId);
    if (!hasApi(account)) return 0;
    const now = this.clock.now();
    // The provider's seconds are whole: what is made in this very second is read next time, by the overlap.
    const found = await this.keepAll(account, this.provider.statementLines(account, from, now));
    await this.database.inTransaction((tx) => moveCursor(tx, account.id, now));
    return found + (await this.payouts.importRecent(account));
  }

  private async keepAll(
    account: ProviderAccount,
    lines: AsyncIterable<ProviderStatementLine>,
  ): Promise<number> {
    let found = 0;
    for await (const batch of inBatches(lines)) found += await this.books.keep(account, batch);
    return found;
  }
}
