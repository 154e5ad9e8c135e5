import { runChecks, sentencesOf } from '../../src/checks.js';
import { type Clock, SystemClock } from '../../src/kernel/clock.js';
import { newId } from '../../src/kernel/ids.js';
import { Account } from '../../src/ledger/account.entity.js';
import { AccountingDays } from '../../src/ledger/accounting-days.service.js';
import { ChartOfAccounts } from '../../src/ledger/chart-of-accounts.service.js';
import { Entry, Transfer } from '../../src/ledger/entry.entity.js';
import type { NewEntry } from '../../src/ledger/entry.js';
import { Fund } from '../../src/ledger/fund.entity.js';
import { Funds } from '../../src/ledger/funds.service.js';
import { LedgerQueries } from '../../src/ledger/ledger.queries.js';
import { Ledger } from '../../src/ledger/ledger.service.js';
import { Numberer } from '../../src/ledger/numberer.service.js';
import { Organization } from '../../src/organizations/organization.entity.js';
import { OrganizationsQueries } from '../../src/organizations/organizations.queries.js';
import { Organizations } from '../../src/organizations/organizations.service.js';
import { openDataSource } from '../../src/platform/database/data-source.js';
import { Database } from '../../src/platform/database/database.js';
import { openTestDatabase, type TestDatabase } from './database.js';

/** The ledger and what stands under it, on a database of its own: for tests that need no application. */
export interface Books {
  readonly store: TestDatabase;
  readonly database: Database;
  readonly clock: Clock;
  readonly organizations: Organizations;
  readonly organizationsQueries: OrganizationsQueries;
  readonly accounts: ChartOfAccounts;
  readonly funds: Funds;
  readonly days: AccountingDays;
  readonly ledger: Ledger;
  readonly numberer: Numberer;
  readonly queries: LedgerQueries;
  /** Runs all checks, fails when a rule is broken, and drops the database. */
  close(): Promise<void>;
}

/** Opens a new set of books. */
export async function openBooks({ clock = new SystemClock(), poolSize = 12 } = {}): Promise<Books> {
  const store = await openTestDatabase();
  const tables = [Organization, Account, Fund, Entry, Transfer];
  const database = new Database(await openDataSource(store.appUrl, tables, poolSize));
  const organizationsQueries = new OrganizationsQueries(database);
  const days = new AccountingDays(organizationsQueries);
  return {
    store,
    database,
    clock,
    organizations: new Organizations(database, clock),
    organizationsQueries,
    accounts: new ChartOfAccounts(database, clock),
    funds: new Funds(database, clock),
    days,
    ledger: new Ledger(days, clock),
    numberer: new Numberer(database, clock),
    queries: new LedgerQueries(database),
    close: async () => {
      try {
        const broken = await runChecks(database);
        if (broken.length > 0) throw new Error(`rules are broken:\n${sentencesOf(broken)}`);
      } finally {
        await database.onApplicationShutdown();
        await store.drop();
      }
    },
  };
}

let organizationsMade = 0;

/** A society with valid papers; returns its id. */
export function makeSociety(books: Pick<Books, 'organizations'>): Promise<string> {
  organizationsMade += 1;
  return books.organizations.create({
    slug: `society-${organizationsMade}-${newId().slice(-6)}`,
    kind: 'society',
    nameZh: '测试市红十字会',
    nameEn: 'Test City Red Cross',
    creditCode: '53330000501874064B',
    certificate: { no: 'TEST-0001', validFrom: '2020-01-01', validUntil: '2099-12-31' },
  });
}

/** What the entries of one organization's tests are made of. */
export interface Purse {
  readonly organizationId: string;
  readonly fundId: string;
  readonly clearing: string;
  readonly income: string;
  readonly refunds: string;
}

/** A restricted fund in CNY with a clearing account, an income account and refunds payable. */
export async function makePurse(
  books: Books,
  organizationId?: string,
  kind: 'restricted' | 'unrestricted' = 'restricted',
): Promise<Purse> {
  const organization = organizationId ?? (await makeSociety(books));
  const fundId = await books.database.inTransaction((tx) =>
    books.funds.create(tx, {
      organizationId: organization,
      code: newId().slice(-20),
      kind,
      currency: 'CNY',
      nameZh: '测试资金',
      nameEn: 'Test fund',
    }),
  );
  return {
    organizationId: organization,
    fundId,
    clearing: await books.accounts.id(organization, '100903', 'CNY', 'test-provider-account'),
    income: await books.accounts.id(organization, '410102', 'CNY'),
    refunds: await books.accounts.id(organization, '220902', 'CNY'),
  };
}

/** A platform's gift of `amount` fen, one source each; it needs neither a fact nor an approval. */
export function giftEntry(purse: Purse, amount: bigint, overrides: Partial<NewEntry> = {}): NewEntry {
  const id = newId();
  return {
    id,
    organizationId: purse.organizationId,
    kind: 'platform_gift',
    sourceType: 'test',
    sourceId: id,
    subjectType: 'donation',
    subjectId: newId(),
    occurredAt: new Date(),
    transfers: [
      { fundId: purse.fundId, debit: purse.clearing, credit: purse.income, amount, currency: 'CNY' },
    ],
    ...overrides,
  };
}
