import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { Database, type Tx } from '../platform/database/database.js';
import { ProviderAccounts } from '../providers/provider-accounts.service.js';
import { type FileLine, StatementBookings } from '../settlements/statement-bookings.service.js';
import { BATCH } from './intake.js';
import { StatementFacts } from './statement-facts.service.js';

const MINUTE_MS = 60_000;
/** How soon a refund is looked at again whose payment may come with another day's file. */
const AGAIN_MS = 15 * MINUTE_MS;

/** Refunds of files whose payment is not in our books yet. */
@Injectable()
export class StatementWaiting {
  constructor(
    private readonly database: Database,
    private readonly accounts: ProviderAccounts,
    private readonly bookings: StatementBookings,
    private readonly facts: StatementFacts,
    private readonly clock: Clock,
  ) {}

  async add(tx: Tx, accountId: string, lines: readonly FileLine[], since: Date): Promise<void> {
    if (lines.length === 0) return;
    const next = new Date(since.getTime() + AGAIN_MS);
    await tx.query(
      'INSERT INTO statement_waiting (statement_line_id, provider_account_id, since, next_at) VALUES ?',
      [lines.map(({ id }) => [id, accountId, since, next])],
    );
  }

  /** Payments of this account have come: what waits for one is looked at again at once. */
  async lookAgain(tx: Tx, accountId: string): Promise<void> {
    await tx.query('UPDATE statement_waiting SET next_at = ? WHERE provider_account_id = ?', [
      this.clock.now(),
      accountId,
    ]);
  }

  /** Books those that are due. @returns how many were looked at. */
  async bookDue(): Promise<number> {
    const due = await this.database.rows<{ accountId: string }>(
      'SELECT DISTINCT provider_account_id AS accountId FROM statement_waiting WHERE next_at <= ?',
      [this.clock.now()],
    );
    let looked = 0;
    for (const { accountId } of due) looked += await this.bookDueOf(accountId);
    return looked;
  }

  private async bookDueOf(accountId: string): Promise<number> {
    const account = await this.accounts.byId(accountId);
    await this.facts.prepare([account]);
    const now = this.clock.now();
    return this.database.inTransaction(async (tx) => {
      const rows: { id: string; since: Date }[] = await tx.query(
        `SELECT w.statement_line_id AS id, w.since FROM statement_waiting w
          WHERE w.next_at <= ? AND w.provider_account_id = ?
          ORDER BY w.next_at, w.statement_line_id LIMIT ${BATCH} FOR UPDATE SKIP LOCKED`,
        [now, accountId],
      );
      if (rows.length === 0) return 0;
      const since = new Map(rows.map((row) => [String(row.id), row.since]));
      const lines = await this.bookings.linesById(tx, [...since.keys()]);
      const left = await this.facts.takeRefunds(
        tx,
        account,
        lines.map((line) => ({ line, since: since.get(String(line.id)) ?? now })),
      );
      const waits = new Set(left.map(({ id }) => String(id)));
      const ended = [...since.keys()].filter((id) => !waits.has(id));
      if (ended.length > 0)
        await tx.query('DELETE FROM statement_waiting WHERE statement_line_id IN (?)', [ended]);
      if (waits.size > 0)
        await tx.query('UPDATE statement_waiting SET next_at = ? WHERE statement_line_id IN (?)', [
          new Date(now.getTime() + AGAIN_MS),
          [...waits],
        ]);
      return rows.length;
    });
  }
}
