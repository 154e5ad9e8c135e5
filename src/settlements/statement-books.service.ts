import { Injectable } from '@nestjs/common';
import { Cases } from '../cases/cases.service.js';
import { Clock } from '../kernel/clock.js';
import { scaleOf } from '../kernel/money.js';
import { ChartOfAccounts, clearingCode } from '../ledger/chart-of-accounts.service.js';
import type { NewEntry } from '../ledger/entry.js';
import { Funds } from '../ledger/funds.service.js';
import { Ledger } from '../ledger/ledger.service.js';
import { Database, type Tx } from '../platform/database/database.js';
import type { ProviderStatementLine } from '../providers/payment-provider.service.js';
import type { ProviderAccount } from '../providers/provider-account.entity.js';
import { type LineAccounts, lineEntry, lineSource } from './line.entries.js';
import { bookedSources, insertLines, knownLines } from './statement.statements.js';
import type { FileLine } from './statement-bookings.service.js';
import { bookingOf, meaningOf, oddityOf } from './statement-lines.js';

export { oddityOf, refundKeyOf } from './statement-lines.js';

/** Keeps the lines of a statement and books what only they state: fees and payouts. */
@Injectable()
export class StatementBooks {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly chart: ChartOfAccounts,
    private readonly funds: Funds,
    private readonly cases: Cases,
    private readonly clock: Clock,
  ) {}

  /**
   * Stores some hundred lines at most, in one database transaction, and books them. Lines that are stored and booked
   * already change nothing; one that was stored by a version that did not book its type is booked now.
   * @returns how many lines were new.
   */
  async keep(account: ProviderAccount, lines: readonly ProviderStatementLine[]): Promise<number> {
    if (lines.length === 0) return 0;
    const accounts = new Map<string, LineAccounts>();
    for (const { currency } of lines)
      if (!accounts.has(currency) && scaleOf(currency) !== undefined)
        accounts.set(currency, await this.open(account, currency));
    return this.database.inTransaction(async (tx) => {
      const known = await knownLines(tx, account.id, lines);
      const fresh = lines.filter(({ key }) => !known.has(key));
      if (fresh.length > 0) await insertLines(tx, account, fresh, this.clock.now());
      const unbooked = await this.withoutEntry(tx, account, lines, fresh);
      await this.ledger.post(tx, entriesOf(account, unbooked, accounts));
      for (const line of fresh) await this.openCases(tx, account, line);
      return fresh.length;
    });
  }

  /** Opens the accounts that booking for this account needs; call it before a database transaction that books. */
  async prepare(account: ProviderAccount): Promise<void> {
    await this.open(account, account.currency);
  }

  /** Books lines of a file that are stored already, and opens their cases. Those that are booked change nothing. */
  async bookStored(tx: Tx, account: ProviderAccount, lines: readonly FileLine[]): Promise<void> {
    const accounts = new Map<string, LineAccounts>();
    for (const { currency } of lines)
      if (!accounts.has(currency) && scaleOf(currency) !== undefined)
        accounts.set(currency, await this.open(account, currency, tx));
    const unbooked = await this.withoutEntry(tx, account, lines, []);
    await this.ledger.post(tx, entriesOf(account, unbooked, accounts));
    for (const line of lines) await this.openCases(tx, account, line);
  }

  private async withoutEntry(
    tx: Tx,
    account: ProviderAccount,
    lines: readonly ProviderStatementLine[],
    fresh: readonly ProviderStatementLine[],
  ): Promise<readonly ProviderStatementLine[]> {
    const bookable = lines.filter((line) => bookingOf(line) !== null);
    if (fresh.length === lines.length || bookable.length === 0) return bookable;
    const sources = bookable.map(({ key }) => lineSource(account.id, key));
    const booked = await bookedSources(tx, account.organizationId, sources);
    return bookable.filter(({ key }) => !booked.has(lineSource(account.id, key)));
  }

  private async openCases(tx: Tx, account: ProviderAccount, line: ProviderStatementLine): Promise<void> {
    const kinds: string[] = [];
    const oddity = oddityOf(line) ?? (scaleOf(line.currency) === undefined ? 'D04' : null);
    if (oddity) kinds.push(oddity);
    if (meaningOf(line) === 'payout_returned') kinds.push('PAYOUT_FAILED');
    for (const kind of kinds) {
      await this.cases.open(tx, {
        organizationId: account.organizationId,
        kind,
        dedupeKey: `${kind}:${account.id}:${line.key}`.slice(0, 120),
        subjectType: 'statement_line',
        subjectId: line.key.slice(0, 64),
        amount: line.amount,
        currency: line.currency,
        detail: `${line.type} ${line.sourceKey ?? ''}: amount ${line.amount}, fee ${line.fee}, net ${line.net} ${line.currency}`,
      });
    }
  }

  /** Opens accounts and funds, before the database transaction that needs them or in it. */
  private async open(
    { id, organizationId, provider }: ProviderAccount,
    currency: string,
    tx?: Tx,
  ): Promise<LineAccounts> {
    return {
      clearing: await this.chart.id(organizationId, clearingCode(provider), currency, id, tx),
      inTransit: await this.chart.id(organizationId, '100904', currency, id, tx),
      fees: await this.chart.id(organizationId, '530101', currency, '', tx),
      generalFund: await this.funds.technical(organizationId, 'GEN', currency, tx),
      treasury: await this.funds.technical(organizationId, 'TREASURY', currency, tx),
    };
  }
}

function entriesOf(
  account: ProviderAccount,
  lines: readonly ProviderStatementLine[],
  accounts: ReadonlyMap<string, LineAccounts>,
): NewEntry[] {
  return lines.flatMap((line) => {
    const booking = bookingOf(line);
    const opened = accounts.get(line.currency);
    return booking && opened ? [lineEntry(line, booking, account, opened)] : [];
  });
}
