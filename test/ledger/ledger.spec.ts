import { createConnection } from 'mysql2/promise';
import { SetClock } from '../../src/kernel/clock.js';
import { newId } from '../../src/kernel/ids.js';
import type { AccountingDayKey } from '../../src/ledger/accounting-days.service.js';
import type { NewEntry } from '../../src/ledger/entry.js';
import type { Tx } from '../../src/platform/database/database.js';
import { isDuplicateKey } from '../../src/platform/database/database-errors.js';
import { type Books, giftEntry, makePurse, makeSociety, openBooks } from '../support/books.js';

let books: Books;
const clock = new SetClock(new Date('2026-11-20T08:00:00Z'));

beforeAll(async () => {
  books = await openBooks({ clock });
});
afterAll(async () => {
  await books.close();
});

const post = (entries: readonly NewEntry[]) =>
  books.database.inTransaction((tx) => books.ledger.post(tx, entries));

/** Days are closed for good only with their signed file (test/reconciliation); here they end as they began. */
const reopen = (days: readonly AccountingDayKey[]) =>
  books.database.inTransaction(async (tx) => {
    for (const day of days) await books.days.reopen(tx, day);
  });

describe('accounts and funds that a database transaction turns out to need', () => {
  it('are opened inside it: rolled back with it, and then opened anew', async () => {
    const organizationId = await makeSociety(books);
    const opened = async (tx?: Tx) => [
      await books.accounts.id(organizationId, '220901', 'USD', '', tx),
      await books.funds.technical(organizationId, 'SUSP', 'USD', tx),
    ];
    const standing = () =>
      books.database.rows(
        `SELECT id FROM account WHERE organization_id = ? UNION ALL SELECT id FROM fund WHERE organization_id = ?`,
        [organizationId, organizationId],
      );
    let lost: string[] = [];
    await expect(
      books.database.inTransaction(async (tx) => {
        lost = await opened(tx);
        expect(await opened(tx)).toEqual(lost);
        throw new Error('rolled back');
      }),
    ).rejects.toThrow('rolled back');
    expect(await standing()).toEqual([]);
    const kept = await books.database.inTransaction((tx) => opened(tx));
    expect(kept).not.toEqual(lost);
    expect(await opened()).toEqual(kept);
    expect(await standing()).toEqual(kept.map((id) => ({ id })));
  });

  it('are one when two transactions open them at once', async () => {
    const organizationId = await makeSociety(books);
    const open = () =>
      books.database.inTransaction((tx) => books.accounts.id(organizationId, '220901', 'JPY', '', tx));
    expect(new Set(await Promise.all([open(), open(), open(), open()])).size).toBe(1);
  });
});

describe('posting', () => {
  it('books a gift on the accounting day of its success, not of its posting', async () => {
    const purse = await makePurse(books);
    const late = giftEntry(purse, 10_000n, { occurredAt: new Date('2026-11-18T15:59:59.999Z') });
    const next = giftEntry(purse, 5_000n, { occurredAt: new Date('2026-11-18T16:00:00Z') });
    await post([late, next]);
    expect((await books.queries.entryBySource(purse.organizationId, 'test', late.id))?.bookedOn).toBe(
      '2026-11-18',
    );
    expect((await books.queries.entryBySource(purse.organizationId, 'test', next.id))?.bookedOn).toBe(
      '2026-11-19',
    );
  });

  it('books what belongs to a closed day on the next open one', async () => {
    const purse = await makePurse(books);
    const { organizationId } = purse;
    const closed = ['2026-11-10', '2026-11-11'].map((day) => ({ organizationId, day }));
    await books.database.inTransaction(async (tx) => {
      for (const day of closed) await books.days.close(tx, day);
    });
    const early = giftEntry(purse, 100n, { occurredAt: new Date('2026-11-10T04:00:00Z') });
    await post([early, giftEntry(purse, 200n, { occurredAt: new Date('2026-11-09T04:00:00Z') })]);
    const line = await books.queries.entryBySource(purse.organizationId, 'test', early.id);
    expect(line?.bookedOn).toBe('2026-11-12');
    expect(await books.queries.stateOfDay(purse.organizationId, '2026-11-10')).toBe('closed');
    expect(await books.queries.dayTotals(purse.organizationId, '2026-11-09')).toEqual([
      { kind: 'platform_gift', currency: 'CNY', entries: 1, amount: 200n },
    ]);
    await reopen(closed);
  });

  it('makes closing a day wait for entries under way, and entries wait for closing', async () => {
    const purse = await makePurse(books);
    const occurredAt = new Date('2026-11-15T04:00:00Z');
    await post([giftEntry(purse, 1n, { occurredAt })]);
    const order: string[] = [];
    let closing: Promise<void> = Promise.resolve();
    let late: Promise<void> = Promise.resolve();
    const lateGift = giftEntry(purse, 3n, { occurredAt });
    await books.database.inTransaction(async (tx) => {
      await books.ledger.post(tx, [giftEntry(purse, 2n, { occurredAt })]);
      closing = books.database.inTransaction(async (closer) => {
        await books.days.close(closer, { organizationId: purse.organizationId, day: '2026-11-15' });
        order.push('closed');
        late = post([lateGift]).then(() => void order.push('late'));
        await new Promise((resolve) => setTimeout(resolve, 100));
        order.push('closing commits');
      });
      await new Promise((resolve) => setTimeout(resolve, 100));
      order.push('posting commits');
    });
    await closing;
    await late;
    expect(order).toEqual(['posting commits', 'closed', 'closing commits', 'late']);
    const line = await books.queries.entryBySource(purse.organizationId, 'test', lateGift.id);
    expect(line?.bookedOn).toBe('2026-11-16');
    await reopen([{ organizationId: purse.organizationId, day: '2026-11-15' }]);
  });

  it('refuses a second entry for one source, and leaves nothing of the batch', async () => {
    const purse = await makePurse(books);
    const first = giftEntry(purse, 100n);
    await post([first]);
    const again = giftEntry(purse, 100n, { sourceId: first.sourceId });
    const innocent = giftEntry(purse, 300n);
    const refused = await post([innocent, again]).catch((error: unknown) => error);
    expect(isDuplicateKey(refused)).toBe(true);
    expect(await books.queries.entryBySource(purse.organizationId, 'test', innocent.id)).toBeNull();
  });

  it.each([
    ['no transfers', { transfers: [] }],
    ['a reversal of nothing', { kind: 'reversal' as const }],
  ])('refuses an entry with %s', async (_, overrides) => {
    const purse = await makePurse(books);
    await expect(post([giftEntry(purse, 100n, overrides)])).rejects.toThrow('cannot be posted');
  });

  it.each([0n, -5n])('refuses a transfer of %s', async (amount) => {
    const purse = await makePurse(books);
    await expect(post([giftEntry(purse, amount)])).rejects.toThrow('cannot be posted');
  });

  it('cannot mix organizations or currencies in a transfer: the database refuses', async () => {
    const purse = await makePurse(books);
    const other = await makePurse(books);
    const dollars = await books.accounts.id(purse.organizationId, '410102', 'USD');
    const with_ = (changes: object) =>
      giftEntry(purse, 100n, {
        transfers: giftEntry(purse, 100n).transfers.map((t) => ({ ...t, ...changes })),
      });
    await expect(post([with_({ credit: other.income })])).rejects.toThrow('foreign key');
    await expect(post([with_({ fundId: other.fundId })])).rejects.toThrow('foreign key');
    await expect(post([with_({ credit: dollars })])).rejects.toThrow('foreign key');
    await expect(post([with_({ currency: 'USD' })])).rejects.toThrow('foreign key');
  });

  it('opens accounts and technical funds once, however many ask', async () => {
    const organizationId = await makeSociety(books);
    const ask = () => books.accounts.id(organizationId, '530101', 'CNY');
    expect(new Set(await Promise.all([ask(), ask(), ask(), ask()])).size).toBe(1);
    const fund = () => books.funds.technical(organizationId, 'GEN', 'CNY');
    expect(new Set(await Promise.all([fund(), fund(), fund(), fund()])).size).toBe(1);
  });

  it('gives no clearing account without its provider account', async () => {
    const organizationId = await makeSociety(books);
    await expect(books.accounts.id(organizationId, '100903', 'CNY')).rejects.toThrow('clearing account');
    await expect(books.accounts.id(organizationId, '410102', 'CNY', 'x')).rejects.toThrow('clearing account');
  });
});

describe('reversing', () => {
  it('restores every balance, and once only', async () => {
    const purse = await makePurse(books);
    const gift = giftEntry(purse, 12_345n);
    await post([gift]);
    const reversal = () => ({ id: newId(), sourceType: 'test', sourceId: newId(), occurredAt: clock.now() });
    await books.database.inTransaction((tx) => books.ledger.reverse(tx, gift.id, reversal()));
    await books.numberer.numberOnce();
    expect(await books.queries.fundBalance(purse.fundId, 1n)).toBe(12_345n);
    expect(await books.queries.fundBalance(purse.fundId)).toBe(0n);
    const again = await books.database
      .inTransaction((tx) => books.ledger.reverse(tx, gift.id, reversal()))
      .catch((error: unknown) => error);
    expect(isDuplicateKey(again)).toBe(true);
  });

  it('knows no entry that is not there', async () => {
    const missing = { id: newId(), sourceType: 'test', sourceId: newId(), occurredAt: clock.now() };
    await expect(
      books.database.inTransaction((tx) => books.ledger.reverse(tx, newId(), missing)),
    ).rejects.toThrow('no entry');
  });
});

describe('A29: the books cannot be changed', () => {
  const statements = [
    ["UPDATE entry SET memo = 'x'", 'entry'],
    ['DELETE FROM entry', 'entry'],
    ['TRUNCATE TABLE entry', 'entry'],
    ['UPDATE transfer SET amount = amount + 1', 'transfer'],
    ['DELETE FROM transfer', 'transfer'],
    ['TRUNCATE TABLE transfer', 'transfer'],
    ['UPDATE ledger_sequence SET seq = seq + 1', 'ledger_sequence'],
    ['DELETE FROM ledger_sequence', 'ledger_sequence'],
    ['TRUNCATE TABLE ledger_sequence', 'ledger_sequence'],
  ] as const;

  beforeAll(async () => {
    await post([giftEntry(await makePurse(books), 100n)]);
    await books.numberer.numberOnce();
  });

  it.each(statements)('the app user is denied: %s', async (sql, table) => {
    await expect(books.database.read.query(sql)).rejects.toThrow(
      new RegExp(`(UPDATE|DELETE|DROP) command denied .* table .*${table}`),
    );
  });

  it.each(statements.filter(([sql]) => !sql.startsWith('TRUNCATE')))(
    'even the owner is stopped: %s',
    async (sql) => {
      const owner = await createConnection(books.store.ownerUrl);
      try {
        await expect(owner.query(sql)).rejects.toThrow('append-only');
      } finally {
        await owner.end();
      }
    },
  );
});
