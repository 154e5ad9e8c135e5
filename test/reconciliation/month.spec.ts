import { CashChecks } from '../../src/donations/cash-checks.service.js';
import { SetClock } from '../../src/kernel/clock.js';
import { newId } from '../../src/kernel/ids.js';
import { ChartOfAccounts } from '../../src/ledger/chart-of-accounts.service.js';
import type { NewEntry } from '../../src/ledger/entry.js';
import { Ledger } from '../../src/ledger/ledger.service.js';
import { BankReconciliations } from '../../src/reconciliation/bank-reconciliations.queries.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { type ClosingDesk, openClosingDesk } from './closing-desk.js';

let app: TestApp;
let desk: ClosingDesk;

beforeAll(async () => {
  app = await openTestApp({ clock: new SetClock(new Date('2026-02-10T04:00:00Z')) });
});
afterAll(() => app.close());
beforeEach(async () => {
  desk = await openClosingDesk(app);
});

const statement = (day: string) => app.get(BankReconciliations).on(desk.organizationId, 'CNY', day);

describe('the bank reconciliation statement from the books', () => {
  it('names entries that no bank line shows, up to its day, without what was reversed by then', async () => {
    await desk.book('2026-01-05', 20_000n);
    const undone = await desk.book('2026-01-06', 700n);
    await app.database.inTransaction((tx) =>
      app.get(Ledger).reverse(tx, undone.id, {
        ...{
          id: newId(),
          sourceType: 'test',
          sourceId: newId(),
          occurredAt: new Date('2026-02-02T04:00:00Z'),
        },
      }),
    );
    const january = await statement('2026-01-31');
    expect(january.onlyBooks.map(({ amount }) => amount)).toEqual([20_000n, 700n]);
    expect(january).toMatchObject({ booked: 20_700n, bank: null, difference: null });
    const february = await statement('2026-02-10');
    expect(february.onlyBooks.map(({ amount }) => amount)).toEqual([20_000n]);
    expect(february.booked).toBe(20_000n);
    expect((await statement('2026-01-04')).booked).toBe(0n);
  });
});

describe('counting the cash', () => {
  /** Puts cash into the books. */
  async function receive(amount: bigint): Promise<void> {
    const cash = await app.get(ChartOfAccounts).id(desk.organizationId, '100101', 'CNY');
    const entry: Partial<NewEntry> = {
      transfers: [
        { fundId: desk.purse.fundId, debit: cash, credit: desk.purse.income, amount, currency: 'CNY' },
      ],
    };
    await desk.book('2026-02-01', amount, entry);
  }
  const count = (counts: Record<string, string>, changes = {}) =>
    app.get(CashChecks).record({ staffId: desk.clerk }, desk.organizationId, {
      ...{ day: '2026-02-09', currency: 'CNY', counts, countedBy: '周静', countedWith: '刘芳', note: '' },
      ...changes,
    });
  const cases = () =>
    app.database.rows<{ kind: string; amount: string }>(
      'SELECT kind, amount FROM work_case WHERE organization_id = ?',
      [desk.organizationId],
    );

  it('opens no case when it agrees, and one with the difference when it does not', async () => {
    await receive(25_000n);
    await count({ '10000': '2', '5000': '1' });
    expect(await cases()).toEqual([]);
    await count({ '10000': '2' });
    expect(await cases()).toEqual([{ kind: 'CASH_DIFFERENCE', amount: '-5000' }]);
    const found = await app.get(CashChecks).between(desk.organizationId, '2026-02-01', '2026-02-28');
    expect(found.map(({ counted, booked }) => [counted, booked])).toEqual([
      [20_000n, 25_000n],
      [25_000n, 25_000n],
    ]);
  });

  it('takes an empty box for a count, and an empty form for none', async () => {
    await receive(100n);
    await count({ '100': '0' });
    expect(await cases()).toEqual([{ kind: 'CASH_DIFFERENCE', amount: '-100' }]);
    await expect(count({})).rejects.toMatchObject({ fields: [{ field: 'counts', code: 'nothing_counted' }] });
  });

  it('says everything that is wrong at once', async () => {
    await expect(count({ '100': 'x' }, { day: '2026-02-11', countedWith: '周静' })).rejects.toMatchObject({
      code: 'cash_check_invalid',
      fields: [
        { field: 'day', code: 'day_in_future' },
        { field: 'count_100', code: 'not_a_count' },
        { field: 'counts', code: 'nothing_counted' },
        { field: 'counted_with', code: 'same_counter' },
      ],
    });
  });
});
