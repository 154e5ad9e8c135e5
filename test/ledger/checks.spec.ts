import { type Connection, createConnection } from 'mysql2/promise';
import { casesChecks } from '../../src/cases/cases.checks.js';
import { runChecks } from '../../src/checks.js';
import { newId } from '../../src/kernel/ids.js';
import { ledgerChecks } from '../../src/ledger/ledger.checks.js';
import { organizationsChecks } from '../../src/organizations/organizations.checks.js';
import type { Database } from '../../src/platform/database/database.js';
import { channelEntriesChecks } from '../../src/progress/channel-entries.checks.js';
import { progressChecks } from '../../src/progress/progress.checks.js';
import { projectsChecks } from '../../src/projects/projects.checks.js';
import { openTestDatabase, type TestDatabase } from '../support/database.js';

/**
 * A check that never finds anything is worse than none. Here the owner of the schema, with foreign keys turned
 * off, breaks each rule in a database that is thrown away, and the check must say so.
 */
let store: TestDatabase;
let owner: Connection;

beforeAll(async () => {
  store = await openTestDatabase();
  owner = await createConnection(store.ownerUrl);
  await owner.query('SET foreign_key_checks = 0');
  await owner.query('SET check_constraint_checks = 0');
});
afterAll(async () => {
  await owner.end();
  await store.drop();
});

/** Puts a row in; columns that must be filled and are not named get something harmless. */
async function row(table: string, values: Record<string, unknown>): Promise<void> {
  const [columns] = await owner.query(
    `SELECT COLUMN_NAME AS name, DATA_TYPE AS type, CHARACTER_MAXIMUM_LENGTH AS length FROM information_schema.COLUMNS
      WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = ? AND IS_NULLABLE = 'NO' AND COLUMN_DEFAULT IS NULL
        AND EXTRA NOT LIKE '%auto_increment%' AND EXTRA NOT LIKE '%GENERATED%'`,
    [table],
  );
  const filled = { ...values };
  for (const { name, type, length } of columns as { name: string; type: string; length: number }[]) {
    if (Object.hasOwn(filled, name)) continue;
    if (type === 'datetime' || type === 'date') filled[name] = new Date('2026-11-20T00:00:00Z');
    else if (/int|binary|blob/.test(type)) filled[name] = 1;
    else if (type === 'char' && length === 26) filled[name] = newId();
    else if (type === 'char' && length === 3) filled[name] = 'CNY';
    else filled[name] = newId().slice(-Math.min(26, length));
  }
  await owner.query('INSERT INTO ?? SET ?', [table, filled]);
}

const org = () => newId();
const gift = (id: string, organization: string, more = {}) =>
  row('entry', { id, organization_id: organization, kind: 'platform_gift', source_type: 'test', ...more });

/** How to break each rule of these rooms. */
const BREACHES: Readonly<Record<string, () => Promise<unknown>>> = {
  'organizations form two levels': () => row('organization', { kind: 'chapter' }),
  'certificates run forward': () =>
    row('organization', {
      kind: 'society',
      certificate_valid_from: '2026-02-01',
      certificate_valid_until: '2026-01-01',
      certificate_no: '1',
    }),
  'bank accounts were agreed to': async () => {
    const approval = newId();
    await row('approval', { id: approval, operation: 'bank_account', state: 'waiting' });
    await row('bank_account', { approval_id: approval, state: 'active', active_from: new Date() });
  },
  'I1 entries move money': () => gift(newId(), org()),
  'I2 facts are booked once': () => row('fact', { kind: 'payment_succeeded', fact_key: newId() }),
  'funds and currencies': () => row('transfer', { amount: 5, leg: 0 }),
  'accounts follow the chart': () => row('account', { code: '410102', kind: 'asset' }),
  'entries have a known kind and a subject': () => gift(newId(), org(), { kind: 'surprise' }),
  'reversals mirror': async () => {
    const [original, reversal, organization] = [newId(), newId(), org()];
    const transfer = { organization_id: organization, leg: 0, amount: 5 };
    await gift(original, organization);
    await row('transfer', { ...transfer, entry_id: original });
    await gift(reversal, organization, { kind: 'reversal', reverses_id: original });
    await row('transfer', { ...transfer, entry_id: reversal });
  },
  'numbering has no gap': async () => {
    const organization = org();
    await row('ledger_numbering', { organization_id: organization, last_seq: 3 });
    for (const seq of [1, 3]) await row('ledger_sequence', { organization_id: organization, seq });
  },
  'numbering is complete': () => gift(newId(), org()),
  'cases say when they ended': () => row('work_case', { state: 'closed' }),
  'resolved money has its entry': () => row('work_case', { amount: 5, outcome: 'RESOLVED' }),
  'cases name money whole': () => row('work_case', { amount: 5, currency: null }),
  'projects keep to their states': () => row('project', { state: 'published' }),
  'appeals are filed': () => row('project', { state: 'published', published_at: new Date() }),
  'projects keep their money apart': () => row('project', {}),
  'executors are chapters': async () => {
    const executor = newId();
    await row('organization', { id: executor, kind: 'society' });
    await row('project', { executor_organization_id: executor });
  },
  'updates keep their wordings': () => row('project_update', { state: 'published', number: 1, revision: 1 }),
  'updates are numbered': () => row('project_update', { state: 'published', number: 2, revision: 0 }),
  'progress counts gifts and donors': () => row('project_progress', { donations: 2, donors: 2 }),
  'donors are counted by their gifts': () => row('project_donor', { gifts: 3 }),
  'progress does not run ahead': () => row('progress_cursor', { ledger_seq: 9 }),
  'I14 minor units are integral': async () => {
    await owner.query('CREATE TABLE coins (amount DECIMAL(10, 2) NOT NULL)');
  },
  'I13 trial balance': () => booked('asset', null),
  'I1 entries balance': () => booked('asset', 'income', 'USD'),
  'progress is the ledger': () => followedGift(),
  'every gift has its net': () => followedGift(),
  'channels are the ledger': async () => {
    const { organization } = await followedGift({ channel_id: newId() });
    await owner.query('UPDATE progress_cursor SET channel_seq = 1 WHERE organization_id = ?', [organization]);
  },
  'channels count gifts': () => row('channel_entry', { gift: 5, gifts: 0 }),
  'gifts keep their channel': async () => {
    const donation = newId();
    const { organization } = await booked('asset', 'income', 'CNY', {
      subject_type: 'donation',
      subject_id: donation,
    });
    await row('donation', { id: donation, organization_id: organization, channel_id: newId() });
  },
};

interface Booked {
  readonly organization: string;
  readonly entry: string;
}

/** One transfer between two accounts of these kinds; with `null` the credit account is not there. */
async function booked(debit: string, credit: string | null, currency = 'CNY', more = {}): Promise<Booked> {
  const [organization, entry, fund] = [org(), newId(), newId()];
  const accounts = { debit: newId(), credit: newId() };
  await row('account', { id: accounts.debit, organization_id: organization, code: '100201', kind: debit });
  if (credit)
    await row('account', {
      id: accounts.credit,
      organization_id: organization,
      code: '410102',
      kind: credit,
      currency,
    });
  await gift(entry, organization, { project_id: newId(), ...more });
  await row('transfer', {
    entry_id: entry,
    organization_id: organization,
    fund_id: fund,
    debit_account_id: accounts.debit,
    credit_account_id: accounts.credit,
    amount: 5,
    leg: 0,
  });
  return { organization, entry };
}

/** A booked gift that progress says it has followed and has not counted. */
async function followedGift(more = {}): Promise<Booked> {
  const { organization, entry } = await booked('asset', 'income', 'CNY', more);
  await row('ledger_sequence', { organization_id: organization, seq: 1, entry_id: entry });
  await row('progress_cursor', { organization_id: organization, ledger_seq: 1 });
  return { organization, entry };
}

const MINE = [
  organizationsChecks,
  ledgerChecks,
  casesChecks,
  projectsChecks,
  progressChecks,
  channelEntriesChecks,
].flat();

const connection = { rows: async (sql: string) => (await owner.query(sql))[0] } as unknown as Database;
const broken = async () => (await runChecks(connection)).map(({ check }) => check.name);

beforeEach(async () => {
  await owner.query('START TRANSACTION');
});
afterEach(async () => {
  await owner.query('ROLLBACK');
  await owner.query('DROP TABLE IF EXISTS coins');
});

it('no rule is broken in an empty database', async () => {
  expect(await broken()).toEqual([]);
});

it.each(MINE.map(({ name }) => name))('a breach is found: %s', async (name) => {
  expect(await broken()).toEqual([]);
  await BREACHES[name]?.();
  expect(await broken()).toContain(name);
});

it('every check of these rooms is tried', () => {
  expect(Object.keys(BREACHES).sort()).toEqual(MINE.map(({ name }) => name).sort());
});
