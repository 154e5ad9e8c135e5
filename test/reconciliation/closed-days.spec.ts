import { type Connection, createConnection } from 'mysql2/promise';
import { SetClock } from '../../src/kernel/clock.js';
import { BOOK_ROW, ROW_JOINS } from '../../src/ledger/book-rows.js';
import { DaySealProof } from '../../src/ledger/day-seal-proof.service.js';
import { blockHash, rootOf } from '../../src/ledger/seal.js';
import { SealKeys } from '../../src/ledger/seal-keys.service.js';
import { sealsChecks } from '../../src/ledger/seals.checks.js';
import { brokenRules } from '../../src/platform/database/check.js';
import type { Database } from '../../src/platform/database/database.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { type ClosingDesk, openClosingDesk } from './closing-desk.js';

/**
 * I9: what somebody with the owner's password does to closed days. Each case is tried in a database transaction of the
 * owner that is rolled back; the checks are run inside it.
 */
let app: TestApp;
let desk: ClosingDesk;
let owner: Connection;

beforeAll(async () => {
  app = await openTestApp({ clock: new SetClock(new Date('2026-11-20T04:00:00Z')) });
  desk = await openClosingDesk(app);
  for (const day of ['2026-11-16', '2026-11-17', '2026-11-19']) {
    for (const amount of [100n, 200n, 300n]) await desk.book(day, amount);
    await desk.close(day);
  }
  await desk.reopen('2026-11-16');
  await desk.book('2026-11-16', 400n);
  await desk.close('2026-11-16');
  owner = await createConnection({
    uri: app.server.ownerUrl,
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: ['DATE'],
    timezone: 'Z',
  });
  for (const table of ['entry', 'transfer', 'day_seal', 'day_seal_block', 'day_reopening'])
    for (const verb of ['update', 'delete']) await owner.query(`DROP TRIGGER ${table}_no_${verb}`);
  await owner.query('SET foreign_key_checks = 0');
});
afterAll(async () => {
  await owner.end();
  await app.close();
});

async function brokenAfter(...statements: string[]): Promise<string[]> {
  const asOwner = { rows: async (sql: string) => (await owner.query(sql))[0] } as unknown as Database;
  await owner.query('START TRANSACTION');
  try {
    for (const sql of statements) await owner.query(sql);
    return (await brokenRules(asOwner, sealsChecks)).map(({ check }) => check.name);
  } finally {
    await owner.query('ROLLBACK');
  }
}

it('holds while nobody does anything, with a reopened day and an empty one between', async () => {
  expect(await brokenAfter()).toEqual([]);
  expect(
    await app.database.rows('SELECT day FROM accounting_day WHERE state = ? ORDER BY day', ['closed']),
  ).toEqual(['2026-11-16', '2026-11-17', '2026-11-18', '2026-11-19'].map((day) => ({ day })));
});

const ON_17 = "entry_id IN (SELECT id FROM entry WHERE booked_on = '2026-11-17')";

it.each([
  ['an amount edited', `UPDATE transfer SET amount = 999 WHERE amount = 200 AND ${ON_17}`],
  ['a row deleted', `DELETE FROM transfer WHERE amount = 200 AND ${ON_17}`],
  [
    'a row added',
    `INSERT INTO transfer SELECT entry_id, 1, organization_id, fund_id, debit_account_id, credit_account_id, 9, currency
       FROM transfer WHERE amount = 200 AND ${ON_17}`,
  ],
  ['an entry moved out', "UPDATE entry SET booked_on = '2026-11-21' WHERE booked_on = '2026-11-17' LIMIT 1"],
])('%s: the blocks of the day fail', async (_, sql) => {
  expect(await brokenAfter(sql)).toContain('I9 closed days recompute');
});

it.each([
  ['an entry moved in', "UPDATE entry SET booked_on = '2026-11-19' WHERE booked_on = '2026-11-17' LIMIT 1"],
  ['a day opened by hand', "UPDATE accounting_day SET state = 'open' WHERE day = '2026-11-17'"],
  [
    'a day closed by hand',
    "INSERT INTO accounting_day SELECT organization_id, '2026-11-25', 'closed' FROM accounting_day LIMIT 1",
  ],
  [
    'the trace of a reopening on the closed revision',
    "UPDATE day_reopening SET revision = 2 WHERE day = '2026-11-16'",
  ],
])('%s: the day is not whole', async (_, sql) => {
  expect(await brokenAfter(sql)).toContain('I9 closed days are whole');
});

it.each([
  ['a signed day taken out', 'DELETE FROM day_seal WHERE no = 2'],
  ['a count repainted', 'UPDATE day_seal SET row_count = 9 WHERE no = 2'],
  ['a root repainted', "UPDATE day_seal SET root = REPEAT('a', 64) WHERE no = 2"],
  ['a revision repainted', 'UPDATE day_seal SET revision = 7 WHERE no = 2'],
  ['a block taken out', 'DELETE FROM day_seal_block WHERE seal_no = 2'],
])('%s: the roots form no chain', async (_, sql) => {
  expect(await brokenAfter(sql)).toContain('I9 roots form one chain');
});

it('everything recomputed, so that I9 holds again: the signature fails', async () => {
  const proof = async () => {
    const database = { rows: async (sql: string) => (await owner.query(sql))[0] } as unknown as Database;
    return new DaySealProof(database, app.get(SealKeys)).forged();
  };
  expect(await proof()).toEqual([]);
  await owner.query('START TRANSACTION');
  try {
    // The last closing of all, so that no later root has to be made anew.
    await owner.query(`UPDATE transfer SET amount = 999 WHERE amount = 400`);
    const [rows] = await owner.query(
      `SELECT ${BOOK_ROW} AS text FROM entry e JOIN ledger_sequence s ON s.entry_id = e.id ${ROW_JOINS}
        WHERE e.booked_on = '2026-11-16' ORDER BY s.seq`,
    );
    const [[seal]] = (await owner.query('SELECT previous_root FROM day_seal WHERE no = 4')) as unknown as [
      [{ previous_root: string }],
    ];
    const texts = (rows as { text: string }[]).map(({ text }) => text);
    const previousRoot = seal.previous_root;
    const lastHash = blockHash(previousRoot, texts);
    const root = rootOf({ lastHash, count: texts.length, revision: 2, previousRoot });
    await owner.query('UPDATE day_seal_block SET hash = ? WHERE seal_no = 4', [lastHash]);
    await owner.query('UPDATE day_seal SET last_hash = ?, root = ? WHERE no = 4', [lastHash, root]);
    const asOwner = { rows: async (sql: string) => (await owner.query(sql))[0] } as unknown as Database;
    const i9 = sealsChecks.filter(({ name }) => name.startsWith('I9'));
    expect(await brokenRules(asOwner, i9)).toEqual([]);
    expect(await proof()).toEqual([{ organizationId: desk.organizationId, day: '2026-11-16', revision: 2 }]);
  } finally {
    await owner.query('ROLLBACK');
  }
});
