import { createHash } from 'node:crypto';
import { type Connection, createConnection } from 'mysql2/promise';
import { canonicalJson } from '../../src/kernel/canonical-json.js';
import { newId } from '../../src/kernel/ids.js';
import { BOOK_ROW, ROW_JOINS, SEALED_ROW } from '../../src/ledger/book-rows.js';
import type { NewEntry } from '../../src/ledger/entry.js';
import { blockHash, blocksOf, genesisOf, rootOf } from '../../src/ledger/seal.js';
import { Sealer } from '../../src/ledger/sealer.service.js';
import { sealsChecks } from '../../src/ledger/seals.checks.js';
import { brokenRules } from '../../src/platform/database/check.js';
import type { Database } from '../../src/platform/database/database.js';
import { Leases } from '../../src/platform/jobs/leases.js';
import { type Books, giftEntry, makePurse, openBooks, type Purse } from '../support/books.js';

let books: Books;
let purse: Purse;
/** One process holds the lease; the tests are that process. */
let leases: Leases;

beforeAll(async () => {
  books = await openBooks();
  leases = new Leases(books.database);
});
afterAll(() => books.close());
beforeEach(async () => {
  purse = await makePurse(books);
});

const sealer = () => new Sealer(books.database, leases, books.clock);
const broken = async () =>
  (await brokenRules(books.database, sealsChecks)).map(({ check, rows }) => [check.name, rows.length]);

async function book(gifts: number, changes: Partial<NewEntry> = {}): Promise<NewEntry[]> {
  const entries = Array.from({ length: gifts }, (_, n) => giftEntry(purse, BigInt(n + 1), changes));
  await books.database.inTransaction((tx) => books.ledger.post(tx, entries));
  while ((await books.numberer.numberOnce()) > 0);
  return entries;
}

const OWN = 'organization_id = @mine';

/** What somebody with the owner's password and no scruples can do; what the checks say then; nothing of it stays. */
async function afterOwner(work: (owner: Connection) => Promise<unknown>): Promise<unknown[]> {
  const owner = await createConnection({
    uri: books.store.ownerUrl,
    supportBigNumbers: true,
    bigNumberStrings: true,
  });
  try {
    for (const table of ['entry', 'transfer', 'ledger_sequence', 'ledger_seal'])
      for (const verb of ['update', 'delete'])
        await owner.query(`DROP TRIGGER IF EXISTS ${table}_no_${verb}`);
    await owner.query('SET foreign_key_checks = 0');
    await owner.query('SET @mine = ?', [purse.organizationId]);
    await owner.query('START TRANSACTION');
    await work(owner);
    const asOwner = { rows: async (sql: string) => (await owner.query(sql))[0] } as unknown as Database;
    return (await brokenRules(asOwner, sealsChecks)).map(({ check, rows }) => [check.name, rows.length]);
  } finally {
    await owner.query('ROLLBACK');
    await owner.end();
  }
}

const seals = () =>
  books.database.rows<{
    block_no: string;
    from_seq: string;
    to_seq: string;
    row_count: number;
    hash: string;
  }>('SELECT * FROM ledger_seal WHERE organization_id = ? ORDER BY block_no', [purse.organizationId]);

describe('the chain', () => {
  it('seals everything numbered, in blocks of at most 1,000 transfers that I8 recomputes', async () => {
    await book(1500);
    expect(await books.queries.unsealed()).toBe(1500);
    expect(await sealer().sealOnce()).toBe(1);
    expect(await books.queries.unsealed()).toBe(500);
    expect(await sealer().sealOnce()).toBe(0);
    await book(3);
    expect(await sealer().sealOnce()).toBe(0);
    expect((await seals()).map(({ from_seq, to_seq, row_count }) => [from_seq, to_seq, row_count])).toEqual([
      ['1', '1000', 1000],
      ['1001', '1500', 500],
      ['1501', '1503', 3],
    ]);
    expect(await broken()).toEqual([]);
  });

  it('never cuts an entry in two', async () => {
    const [leg] = giftEntry(purse, 5n).transfers;
    if (!leg) throw new Error('a gift has a transfer');
    await book(3, { transfers: Array.from({ length: 400 }, () => leg) });
    await sealer().sealOnce();
    await sealer().sealOnce();
    expect((await seals()).map(({ to_seq, row_count }) => [to_seq, row_count])).toEqual([
      ['2', 800],
      ['3', 400],
    ]);
    expect(await broken()).toEqual([]);
  });

  it('writes rows as RFC 8785 has them, whatever stands in them', async () => {
    await book(2, {
      memo: '备注 "quoted" \\ 🧧',

      channelId: newId(),
      projectId: newId(),
    });
    const odd = giftEntry(purse, 7n, { sourceId: `a"b\\c/${newId()}` });
    await books.database.inTransaction((tx) => books.ledger.post(tx, [odd]));
    await books.numberer.numberOnce();
    const rows = await books.database.rows<{ book: string; sealed: string; memo: string | null }>(
      `SELECT ${BOOK_ROW} AS book, ${SEALED_ROW} AS sealed, e.memo FROM ledger_sequence s
         JOIN entry e ON e.id = s.entry_id ${ROW_JOINS} WHERE s.organization_id = ? ORDER BY s.seq`,
      [purse.organizationId],
    );
    expect(rows).toHaveLength(3);
    for (const { book: text, sealed, memo } of rows) {
      expect(canonicalJson(JSON.parse(text))).toBe(text);
      expect(canonicalJson(JSON.parse(sealed))).toBe(sealed);
      const sha256 = memo && createHash('sha256').update(memo).digest('hex');
      expect(JSON.parse(sealed)).toMatchObject({ ...JSON.parse(text), memo_sha256: sha256 });
    }
    expect(JSON.parse(rows[2]?.book ?? '')).toEqual({
      amount: '7',
      booked_on: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
      credit: '410102',
      currency: 'CNY',
      debit: '100903/test-provider-account',
      entry: odd.id,
      fund: expect.any(String),
      kind: odd.kind,
      leg: 0,
      occurred_at: `${odd.occurredAt.toISOString().slice(0, -1)}000Z`,
      reverses: null,
      seq: 3,
      source_id: odd.sourceId,
      source_type: 'test',
    });
  });

  it('stays one chain when several sealers work at once', async () => {
    await book(40);
    await Promise.all(Array.from({ length: 6 }, () => sealer().sealOnce()));
    await sealer().sealOnce();
    expect(await seals()).toHaveLength(1);
    expect(await broken()).toEqual([]);
  });

  it('keeps organizations apart', async () => {
    await book(2);
    const mine = purse;
    purse = await makePurse(books);
    await book(1);
    await sealer().sealOnce();
    const rows = await books.database.rows<{ organization_id: string; previous_hash: string }>(
      'SELECT organization_id, previous_hash FROM ledger_seal WHERE organization_id IN (?)',
      [[mine.organizationId, purse.organizationId]],
    );
    expect(rows).toHaveLength(2);
    for (const { organization_id, previous_hash } of rows)
      expect(previous_hash).toBe(genesisOf(organization_id));
    expect(await broken()).toEqual([]);
  });
});

describe('I8 finds what the owner of the database did', () => {
  it.each([
    ['an amount raised', `UPDATE transfer SET amount = amount + 1 WHERE amount = 2 AND ${OWN}`],
    ['a memo rewritten', `UPDATE entry SET memo = 'nothing to see' WHERE ${OWN} LIMIT 1`],
    [
      'a gift moved to another day',
      `UPDATE entry SET booked_on = booked_on + INTERVAL 1 DAY WHERE ${OWN} LIMIT 1`,
    ],
    [
      'a gift given to somebody else',
      `UPDATE entry SET subject_id = REVERSE(subject_id) WHERE ${OWN} LIMIT 1`,
    ],
    ['a transfer removed', `DELETE FROM transfer WHERE amount = 2 AND ${OWN}`],
    [
      'a transfer added',
      `INSERT INTO transfer SELECT entry_id, 1, organization_id, fund_id, debit_account_id, credit_account_id, 9, currency
         FROM transfer WHERE ${OWN} LIMIT 1`,
    ],
    [
      'entries numbered anew',
      `UPDATE ledger_sequence SET seq = CASE seq WHEN 1 THEN 2 WHEN 2 THEN 3 WHEN 3 THEN 9 END
        WHERE seq <= 3 AND ${OWN} ORDER BY seq DESC`,
    ],
    ['an account renamed', `UPDATE account SET code = '410101' WHERE code = '410102' AND ${OWN}`],
    ['a hash repainted', `UPDATE ledger_seal SET hash = REVERSE(hash) WHERE ${OWN}`],
  ])('%s', async (_, sql) => {
    await book(5);
    await sealer().sealOnce();
    expect(await broken()).toEqual([]);
    expect(await afterOwner((owner) => owner.query(sql))).toEqual([['I8 seals verify', 1]]);
  });

  it('a block taken out of the chain', async () => {
    for (let n = 0; n < 3; n++) {
      await book(2);
      await sealer().sealOnce();
    }
    expect(
      await afterOwner((owner) => owner.query(`DELETE FROM ledger_seal WHERE block_no = 2 AND ${OWN}`)),
    ).toEqual([['I8 seals form one chain', 1]]);
  });

  it('rows edited and their block hashed anew: the next block no longer follows', async () => {
    for (let n = 0; n < 2; n++) {
      await book(2);
      await sealer().sealOnce();
    }
    const found = await afterOwner(async (owner) => {
      await owner.query(`UPDATE transfer SET amount = 9 WHERE ${OWN} AND entry_id =
        (SELECT entry_id FROM ledger_sequence WHERE seq = 2 AND ${OWN})`);
      const [rows] = await owner.query(
        `SELECT ${SEALED_ROW} AS text FROM ledger_sequence s JOIN entry e ON e.id = s.entry_id ${ROW_JOINS}
          WHERE s.seq <= 2 AND s.${OWN} ORDER BY s.seq`,
      );
      const texts = (rows as { text: string }[]).map(({ text }) => text);
      const hash = blockHash(genesisOf(purse.organizationId), texts);
      await owner.query(`UPDATE ledger_seal SET hash = ? WHERE block_no = 1 AND ${OWN}`, [hash]);
    });
    expect(found).toEqual([['I8 seals form one chain', 1]]);
  });
});

describe('hashes', () => {
  it('are those that docs/books-format.md writes down', () => {
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
    expect(genesisOf('org')).toBe(sha256('boai-books-1\norg'));
    expect(blockHash('aa', ['{"a":1}', '{"b":2}'])).toBe(sha256('aa\n{"a":1}\n{"b":2}'));
    expect(rootOf({ lastHash: 'aa', count: 2, revision: 1, previousRoot: 'bb' })).toBe(
      sha256('aa\n2\n1\nbb'),
    );
  });

  it('no block is too long and none is empty', () => {
    const entries = [600, 400, 1, 1000, 1].map((rows, n) => ({ seq: BigInt(n + 1), rows }));
    expect(blocksOf(entries).map(({ rows }) => rows)).toEqual([1000, 1, 1000, 1]);
    expect(blocksOf([])).toEqual([]);
  });
});
