import { Injectable, Logger } from '@nestjs/common';
import { Cases } from '../cases/cases.service.js';
import { Clock } from '../kernel/clock.js';
import { scaleOf } from '../kernel/money.js';
import { ChartOfAccounts } from '../ledger/chart-of-accounts.service.js';
import type { NewEntry } from '../ledger/entry.js';
import { Funds } from '../ledger/funds.service.js';
import { Ledger } from '../ledger/ledger.service.js';
import { Database, type Tx } from '../platform/database/database.js';
import { PaymentProvider, type ProviderStatementLine } from '../providers/payment-provider.service.js';
import type { ProviderAccount } from '../providers/provider-account.entity.js';
import { ProviderAccounts } from '../providers/provider-accounts.service.js';
import { feeEntry } from './fee.entries.js';
import { giftsOfPayments, insertLines, knownLines, moveCursor, readCursor } from './statement.statements.js';
import { importFrom, meaningOf, oddityOf } from './statement-lines.js';

/** Lines in one database transaction. */
const BATCH = 200;

/** Reads what the providers say moved on our balance with them, and books their fees from it. */
@Injectable()
export class Settlements {
  private readonly log = new Logger(Settlements.name);

  constructor(
    private readonly database: Database,
    private readonly accounts: ProviderAccounts,
    private readonly provider: PaymentProvider,
    private readonly ledger: Ledger,
    private readonly chart: ChartOfAccounts,
    private readonly funds: Funds,
    private readonly cases: Cases,
    private readonly clock: Clock,
  ) {}

  /** Imports for every account; one that fails does not hold up the others. @throws the first failure at the end. */
  async importAll(): Promise<void> {
    const failures: unknown[] = [];
    for (const { id, account } of await this.accounts.all()) {
      await this.importRecent(id).catch((error) => {
        this.log.warn(`statement of account ${account} could not be imported: ${String(error)}`);
        failures.push(error);
      });
    }
    if (failures.length > 0) throw failures[0];
  }

  /**
   * Reads the lines since the last import, with some hours of overlap, and books the fees of payments. Running it
   * again, or twice at once, changes nothing more. The cursor moves when all lines are stored.
   * @returns how many lines were new.
   */
  async importRecent(accountId: string): Promise<number> {
    const from = importFrom(await readCursor(this.database, accountId), this.clock.now());
    return this.importSince(accountId, from);
  }

  /** Like `importRecent`, from a moment that the caller names: for a stretch that has to be read again. */
  async importSince(accountId: string, from: Date): Promise<number> {
    const account = await this.accounts.byId(accountId);
    const now = this.clock.now();
    let found = 0;
    let batch: ProviderStatementLine[] = [];
    // The provider's seconds are whole: what is made in this very second is read next time, by the overlap.
    for await (const line of this.provider.statementLines(account, from, now)) {
      batch.push(line);
      if (batch.length < BATCH) continue;
      found += await this.store(account, batch);
      batch = [];
    }
    found += await this.store(account, batch);
    await this.database.inTransaction((tx) => moveCursor(tx, account.id, now));
    return found;
  }

  private async store(account: ProviderAccount, lines: readonly ProviderStatementLine[]): Promise<number> {
    if (lines.length === 0) return 0;
    for (const { currency } of lines) await this.prepare(account, currency);
    return this.database.inTransaction(async (tx) => {
      const known = await knownLines(tx, account.id, lines);
      const fresh = lines.filter(({ key }) => !known.has(key));
      if (fresh.length === 0) return 0;
      await insertLines(tx, account, fresh, this.clock.now());
      await this.ledger.post(tx, await this.feesOf(tx, account, fresh));
      await this.openCases(tx, account, fresh);
      return fresh.length;
    });
  }

  private async feesOf(
    tx: Tx,
    account: ProviderAccount,
    lines: readonly ProviderStatementLine[],
  ): Promise<NewEntry[]> {
    const payments = lines.filter(
      (line) => meaningOf(line) === 'payment' && line.fee > 0n && oddityOf(line) === null,
    );
    const gifts = await giftsOfPayments(tx, account.id, payments);
    const entries: NewEntry[] = [];
    for (const line of payments) {
      const accounts = await this.prepare(account, line.currency);
      if (!accounts) continue;
      entries.push(feeEntry(line, account, gifts.get(line.paymentId ?? '') ?? null, accounts));
    }
    return entries;
  }

  private async openCases(
    tx: Tx,
    account: ProviderAccount,
    lines: readonly ProviderStatementLine[],
  ): Promise<void> {
    for (const line of lines) {
      const code = oddityOf(line) ?? (scaleOf(line.currency) === undefined ? 'D04' : null);
      if (!code) continue;
      await this.cases.open(tx, {
        organizationId: account.organizationId,
        kind: code,
        dedupeKey: `${code}:${account.id}:${line.key}`.slice(0, 120),
        subjectType: 'statement_line',
        subjectId: line.key.slice(0, 64),
        amount: line.amount,
        currency: line.currency,
        detail: `${line.type}: amount ${line.amount}, fee ${line.fee}, net ${line.net} ${line.currency}`,
      });
    }
  }

  /** Opens accounts and fund before the database transaction that needs them; null for an unknown currency. */
  private async prepare(account: ProviderAccount, currency: string) {
    if (scaleOf(currency) === undefined) return null;
    const { organizationId } = account;
    return {
      fundId: await this.funds.technical(organizationId, 'GEN', currency),
      fees: await this.chart.id(organizationId, '530101', currency),
      clearing: await this.chart.id(organizationId, '100903', currency, account.id),
    };
  }
}
