import { createConnection } from 'mysql2/promise';
import { Refusal } from '../../src/kernel/errors.js';
import { newId } from '../../src/kernel/ids.js';
import { fundGuardChecks } from '../../src/ledger/fund-guard.checks.js';
import { FundGuard, type NewReservation } from '../../src/ledger/fund-guard.service.js';
import { FundsQueries } from '../../src/ledger/funds.queries.js';
import { brokenRules } from '../../src/platform/database/check.js';
import { type Books, giftEntry, makePurse, openBooks, type Purse } from '../support/books.js';

let books: Books;
let guard: FundGuard;
let funds: FundsQueries;

beforeAll(async () => {
  books = await openBooks({ poolSize: 30 });
  guard = new FundGuard(books.clock);
  funds = new FundsQueries(books.database);
});
afterAll(() => books.close());

const give = (purse: Purse, amount: bigint) =>
  books.database.inTransaction((tx) => books.ledger.post(tx, [giftEntry(purse, amount)]));

const wish = (purse: Purse, amount: bigint, more: Partial<NewReservation> = {}): NewReservation => ({
  organizationId: purse.organizationId,
  fundId: purse.fundId,
  amount,
  currency: 'CNY',
  sourceType: 'test',
  sourceId: newId(),
  ...more,
});

const reserve = (purse: Purse, amount: bigint, more: Partial<NewReservation> = {}) =>
  books.database.inTransaction((tx) => guard.reserve(tx, wish(purse, amount, more)));

/** What a refusal says, or "done". */
const outcome = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'done',
    (error) => {
      if (error instanceof Refusal) return [error.code, error.params.available].filter(Boolean).join(' ');
      throw error;
    },
  );

const available = async (purse: Purse) => (await funds.standing(purse.fundId))?.available;

test('A30 of 100 reservations at once on a fund that covers 10, exactly 10 succeed', async () => {
  const purse = await makePurse(books);
  await give(purse, 1_000n);
  const outcomes = await Promise.all(Array.from({ length: 100 }, () => outcome(reserve(purse, 100n))));
  expect(outcomes.filter((each) => each === 'done')).toHaveLength(10);
  expect(new Set(outcomes)).toEqual(new Set(['done', 'fund_insufficient 0.00']));
  expect(await available(purse)).toBe(0n);
});

test('money counts from the commit of its entry on, numbered or not, and what is numbered counts once', async () => {
  const purse = await makePurse(books);
  await give(purse, 300n);
  expect(await outcome(reserve(purse, 301n))).toBe('fund_insufficient 3.00');
  await books.numberer.numberOnce();
  await give(purse, 200n);
  expect(await available(purse)).toBe(500n);
  await books.database.inTransaction(async (tx) => {
    await books.ledger.post(tx, [giftEntry(purse, 50n)]);
    const seen = (await guard.lock(tx, [purse.fundId])).get(purse.fundId);
    // Its own entry counts inside; what another one has not committed does not.
    expect(seen?.available).toBe(550n);
    expect(await available(purse)).toBe(500n);
  });
});

test('gifts do not wait for a guard that is held', async () => {
  const purse = await makePurse(books);
  await books.database.inTransaction(async (tx) => {
    await guard.lock(tx, [purse.fundId]);
    await give(purse, 700n);
    const again = (await guard.lock(tx, [purse.fundId])).get(purse.fundId);
    expect(again?.available).toBe(700n);
  });
});

test('two funds locked in either order by many at once: nobody waits for ever, nothing is spent twice', async () => {
  const one = await makePurse(books);
  const two = await makePurse(books, one.organizationId);
  await give(one, 500n);
  const both = (fundIds: string[]) =>
    books.database.inTransaction(async (tx) => {
      const standings = await guard.lock(tx, fundIds);
      expect([...standings.keys()]).toEqual([one.fundId, two.fundId].sort());
      if ((standings.get(one.fundId)?.available ?? 0n) >= 100n) await guard.reserve(tx, wish(one, 100n));
    });
  const orders = [
    [one.fundId, two.fundId],
    [two.fundId, one.fundId],
  ];
  await Promise.all(Array.from({ length: 20 }, (_, i) => both(orders[i % 2] ?? [])));
  expect(await available(one)).toBe(0n);
});

test('a reservation is released once, also by two at once, and can then be made again', async () => {
  const purse = await makePurse(books);
  await give(purse, 100n);
  const source = { sourceType: 'test', sourceId: newId() };
  await reserve(purse, 100n, source);
  const release = () =>
    books.database.inTransaction((tx) => guard.release(tx, source.sourceType, source.sourceId));
  expect((await Promise.all([release(), release()])).filter((freed) => freed !== null)).toEqual([100n]);
  expect(await release()).toBeNull();
  await reserve(purse, 100n, source);
  expect(await available(purse)).toBe(0n);
});

test('a source reserves once; a fund of another organization or currency does not exist', async () => {
  const purse = await makePurse(books);
  const stranger = await makePurse(books);
  await give(purse, 1_000n);
  const source = { sourceType: 'test', sourceId: newId() };
  await reserve(purse, 10n, source);
  await expect(reserve(purse, 10n, source)).rejects.toMatchObject({ driverError: { errno: 1062 } });
  expect(await outcome(reserve(purse, 10n, { organizationId: stranger.organizationId }))).toBe(
    'fund_not_found',
  );
  expect(await outcome(reserve(purse, 10n, { currency: 'USD' }))).toBe('fund_not_found');
  expect(await outcome(reserve(purse, 10n, { fundId: newId() }))).toBe('fund_not_found');
  await expect(reserve(purse, 0n)).rejects.toThrow(RangeError);
  await expect(reserve(purse, -1n)).rejects.toThrow(RangeError);
  expect(await outcome(reserve(purse, 2n ** 53n))).toBe('fund_insufficient 9.90');
  expect(await available(purse)).toBe(990n);
});

test('a snapshot spares adding everything up again and changes no balance', async () => {
  const purse = await makePurse(books);
  await books.database.inTransaction((tx) =>
    books.ledger.post(
      tx,
      Array.from({ length: 600 }, () => giftEntry(purse, 1n)),
    ),
  );
  await books.numberer.numberOnce();
  await reserve(purse, 1n);
  const [kept] = await books.database.rows<{ seq: string; balance: string }>(
    'SELECT seq, balance FROM fund_guard WHERE fund_id = ?',
    [purse.fundId],
  );
  expect(kept).toEqual({ seq: '600', balance: '600' });
  await give(purse, 5n);
  expect(await available(purse)).toBe(604n);
});

describe('I6', () => {
  const overdraw = async (purse: Purse, reserved: bigint) => {
    const { fundId, income: debit, refunds: credit } = purse;
    return books.database.inTransaction(async (tx) => {
      const transfers = [{ fundId, debit, credit, amount: 60n, currency: 'CNY' }];
      await books.ledger.post(tx, [giftEntry(purse, 1n, { kind: 'refund_by_provider', transfers })]);
      expect(await guard.overdrawn(tx, fundId)).toBe(reserved);
    });
  };

  test('a forced outflow may overdraw a fund, says so, and is a broken rule until a case is open', async () => {
    const purse = await makePurse(books);
    await give(purse, 100n);
    await overdraw(purse, 0n);
    await reserve(purse, 40n);
    expect(await brokenRules(books.database, fundGuardChecks)).toEqual([]);
    await overdraw(purse, 60n);
    const broken = await brokenRules(books.database, fundGuardChecks);
    expect(broken.map(({ check }) => check.name)).toEqual(['I6 restricted funds are covered']);
    expect(await outcome(reserve(purse, 1n))).toBe('fund_insufficient -0.60');
    await books.database.inTransaction((tx) =>
      tx.query(
        `INSERT INTO work_case (id, organization_id, kind, dedupe_key, subject_type, subject_id, opened_at)
         VALUES (?, ?, 'FUND_OVERDRAWN', ?, 'fund', ?, NOW(6))`,
        [newId(), purse.organizationId, newId(), purse.fundId],
      ),
    );
    expect(await brokenRules(books.database, fundGuardChecks)).toEqual([]);
  });

  test('a guard that remembers a wrong balance is found', async () => {
    const purse = await makePurse(books);
    await give(purse, 100n);
    await reserve(purse, 1n);
    const owner = await createConnection(books.store.ownerUrl);
    const remember = (balance: number) =>
      owner.query('UPDATE fund_guard SET balance = ? WHERE fund_id = ?', [balance, purse.fundId]);
    await remember(7);
    const broken = await brokenRules(books.database, fundGuardChecks);
    await remember(0);
    await owner.end();
    expect(broken.map(({ check }) => check.name)).toEqual(['fund guards remember the books']);
  });
});
