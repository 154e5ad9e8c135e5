import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { Database, type Tx } from '../platform/database/database.js';
import { connectionLost } from '../platform/database/database-errors.js';
import type { ProviderAccount } from '../providers/provider-account.entity.js';
import { ProviderAccounts } from '../providers/provider-accounts.service.js';
import { FilePayouts } from '../settlements/file-payouts.service.js';
import {
  type FileLine,
  type OpenBooking,
  StatementBookings,
} from '../settlements/statement-bookings.service.js';
import { StatementBooks } from '../settlements/statement-books.service.js';
import { BATCH } from './intake.js';
import { StatementFacts } from './statement-facts.service.js';
import { StatementWaiting } from './statement-waiting.service.js';

/**
 * Books the lines of accepted files, fifty in a database transaction that also moves the file's cursor: whatever ends it
 * in between, it goes on where the books are. Any number of these loops may run, in any number of processes.
 */
@Injectable()
export class StatementBooking {
  private readonly log = new Logger(StatementBooking.name);

  constructor(
    private readonly database: Database,
    private readonly accounts: ProviderAccounts,
    private readonly bookings: StatementBookings,
    private readonly books: StatementBooks,
    private readonly payouts: FilePayouts,
    private readonly facts: StatementFacts,
    private readonly waiting: StatementWaiting,
    private readonly clock: Clock,
  ) {}

  /** One batch of one file, or refunds that waited. @returns how much there was to do; 0 when nothing is left. */
  async bookOnce(): Promise<number> {
    await this.bookings.begin();
    for (const { fileId } of await this.bookings.open()) {
      const done = await this.bookFile(fileId);
      if (done > 0) return done;
    }
    return this.waiting.bookDue();
  }

  /** One batch of this file. @returns 0 when it is done, or another worker is at it. */
  async bookFile(fileId: string): Promise<number> {
    const open = (await this.bookings.open()).find((each) => each.fileId === fileId);
    if (!open) return 0;
    const account = await this.accounts.byId(open.accountId);
    await this.facts.prepare([account]);
    await this.books.prepare(account);
    try {
      return await this.step(fileId, account, BATCH);
    } catch (error) {
      if (connectionLost(error)) throw error;
      this.log.warn(
        `file ${fileId}: a batch could not be booked, its lines are tried one by one: ${String(error)}`,
      );
      return this.oneByOne(fileId, account);
    }
  }

  /** A line that cannot be booked holds up no other: it is shown to a person. */
  private async oneByOne(fileId: string, account: ProviderAccount): Promise<number> {
    for (let looked = 0; looked < BATCH; looked++) {
      try {
        if ((await this.step(fileId, account, 1)) === 0) break;
      } catch (error) {
        if (connectionLost(error)) throw error;
        this.log.error(`file ${fileId}: a line cannot be booked: ${String(error)}`);
        await this.step(fileId, account, 1, error instanceof Error ? error.message : String(error));
      }
    }
    return 1;
  }

  /** @param problem why the next lines are not booked but shown to a person; undefined: they are booked. */
  private step(fileId: string, account: ProviderAccount, limit: number, problem?: string): Promise<number> {
    return this.database.inTransaction(async (tx) => {
      const booking = await this.bookings.lock(tx, fileId);
      if (!booking) return 0;
      const lines = booking.phase === 'payouts' ? [] : await this.bookings.lines(tx, booking, limit);
      if (problem === undefined) await this.book(tx, account, booking, lines);
      else for (const line of lines) await this.facts.unbooked(tx, account, line, problem);
      const phase = await this.bookings.advance(tx, booking, lines, limit);
      if (booking.phase === 'payments' && phase === 'rest') await this.waiting.lookAgain(tx, account.id);
      return Math.max(lines.length, 1);
    });
  }

  private async book(
    tx: Tx,
    account: ProviderAccount,
    { phase, makesFacts }: OpenBooking,
    lines: readonly FileLine[],
  ): Promise<void> {
    if (phase === 'payouts') return this.payouts.settle(tx, account);
    if (phase === 'payments') return this.facts.takePayments(tx, account, lines);
    await this.books.bookStored(tx, account, lines);
    if (!makesFacts) return;
    const since = this.clock.now();
    const refunds = lines.filter(({ type }) => type === 'refund').map((line) => ({ line, since }));
    const left = await this.facts.takeRefunds(tx, account, refunds);
    await this.waiting.add(tx, account.id, left, since);
  }
}
