import fc from 'fast-check';
import { DataSource } from 'typeorm';
import { runChecks } from '../../src/checks.js';
import { openDataSource } from '../../src/platform/database/data-source.js';
import { Database } from '../../src/platform/database/database.js';
import { RowLoad } from '../../src/platform/database/row-load.js';
import { type OwnDatabase, openOwnDatabase } from '../support/own-database.js';

const COLUMNS = ['id', 'words', 'bytes', 'amount'];

interface Row {
  readonly words: string | null;
  readonly bytes: Buffer | null;
  readonly amount: bigint | null;
}

describe('rows loaded in one statement', () => {
  let server: OwnDatabase;
  let database: Database;

  beforeAll(async () => {
    server = await openOwnDatabase();
    database = new Database(await openDataSource(server.ownerUrl, [], 2));
    await database.read.query(
      'CREATE TABLE loaded (id INT PRIMARY KEY, words VARCHAR(40) NULL, bytes VARBINARY(40) NULL, amount BIGINT NULL) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin',
    );
  }, 60_000);
  beforeEach(() => database.read.query('DELETE FROM loaded'));
  afterAll(async () => {
    expect(await runChecks(database)).toEqual([]);
    await database.onApplicationShutdown();
    await server.remove();
  });

  const row: fc.Arbitrary<Row> = fc.record({
    words: fc.option(
      fc.oneof(
        fc.string({ unit: 'grapheme', maxLength: 10 }).filter((text) => [...text].length <= 40),
        fc.string({
          unit: fc.constantFrom('\\', '\t', '\n', '\r', '\0', "'", 'N', '博', '𠮷'),
          maxLength: 12,
        }),
      ),
    ),
    bytes: fc.option(fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes))),
    amount: fc.option(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })),
  });

  const rowsComeBack = async (rows: readonly Row[], through: Database) => {
    await database.read.query('DELETE FROM loaded');
    const load = loadOf(rows);
    await through.inTransaction((tx) => load.into(tx));
    const kept = await database.rows<{ words: string | null; bytes: Buffer | null; amount: string | null }>(
      'SELECT words, bytes, amount FROM loaded ORDER BY id',
    );
    expect(kept).toEqual(rows.map((each) => ({ ...each, amount: each.amount?.toString() ?? null })));
  };

  it('come back as they were, whatever is in them', () =>
    fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), (rows) =>
        rowsComeBack(rows, database),
      ),
      {
        numRuns: 60,
      },
    ));

  it('are all refused when one is a duplicate, too long or no number', async () => {
    const good = { words: '好', bytes: null, amount: 1n };
    await database.inTransaction((tx) => loadOf([good]).into(tx));
    for (const bad of [
      loadOf([good], 1),
      loadOf([good, { ...good, words: '长'.repeat(41) }], 2),
      textLoad([['2', '好', null, 'many']]),
      textLoad([['2', '好', null, '99999999999999999999']]),
    ])
      await expect(database.inTransaction((tx) => bad.into(tx))).rejects.toThrow('did not take all rows');
    expect(await database.rows('SELECT id FROM loaded')).toEqual([{ id: 1 }]);
  });

  it('are inserted where LOAD DATA LOCAL is forbidden', async () => {
    const source = new DataSource({
      type: 'mysql',
      url: server.ownerUrl,
      extra: { flags: ['-LOCAL_FILES'] },
    });
    const narrow = new Database(await source.initialize());
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 30 }), (rows) => rowsComeBack(rows, narrow)),
      { numRuns: 30 },
    );
    const [inserts] = await narrow.rows<{ Value: string }>("SHOW SESSION STATUS LIKE 'Com_insert'");
    expect(Number(inserts?.Value)).toBeGreaterThan(0);
    await narrow.onApplicationShutdown();
  });
});

function loadOf(rows: readonly Row[], from = 1): RowLoad {
  const load = new RowLoad('loaded', COLUMNS, ['bytes']);
  for (const [at, { words, bytes, amount }] of rows.entries()) load.add([from + at, words, bytes, amount]);
  return load;
}

function textLoad(rows: readonly (readonly (string | null)[])[]): RowLoad {
  const load = new RowLoad('loaded', COLUMNS, ['bytes']);
  for (const row of rows) load.add(row);
  return load;
}
