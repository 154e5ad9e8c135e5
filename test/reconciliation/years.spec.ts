import { SetClock } from '../../src/kernel/clock.js';
import { newId } from '../../src/kernel/ids.js';
import { AccountingYearsQueries, isClosed } from '../../src/ledger/accounting-years.queries.js';
import { ChartOfAccounts } from '../../src/ledger/chart-of-accounts.service.js';
import { LedgerQueries } from '../../src/ledger/ledger.queries.js';
import { Ledger } from '../../src/ledger/ledger.service.js';
import { Numberer } from '../../src/ledger/numberer.service.js';
import { YearClosing } from '../../src/reconciliation/year-closing.service.js';
import { YearReopening } from '../../src/reconciliation/year-reopening.service.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { refusal } from '../support/refusal.js';
import { type ClosingDesk, openClosingDesk } from './closing-desk.js';

const clock = new SetClock(new Date('2026-02-10T04:00:00Z'));
let app: TestApp;
let desk: ClosingDesk;

beforeAll(async () => {
  app = await openTestApp({ clock });
});
afterAll(() => app.close());
beforeEach(async () => {
  desk = await openClosingDesk(app);
});

/** Books a cost of the fund, paid from the bank. */
async function spend(day: string, amount: bigint): Promise<void> {
  const cost = await app.get(ChartOfAccounts).id(desk.organizationId, '530102', 'CNY');
  await app.database.inTransaction((tx) =>
    app.get(Ledger).post(tx, [
      {
        ...{ id: newId(), organizationId: desk.organizationId, kind: 'dispute_lost' },
        ...{ sourceType: 'test', sourceId: newId(), subjectType: 'test', subjectId: 'test' },
        occurredAt: new Date(`${day}T05:00:00Z`),
        transfers: [
          { fundId: desk.purse.fundId, debit: cost, credit: desk.purse.clearing, amount, currency: 'CNY' },
        ],
      },
    ]),
  );
}

/** Credits less debits by account code, over everything that is numbered. */
async function balances(): Promise<Record<string, bigint>> {
  while ((await app.get(Numberer).numberOnce()) > 0);
  const lines = await app.get(LedgerQueries).trialBalance(desk.organizationId);
  return Object.fromEntries(
    lines.map(({ code, debit, credit }) => [code, credit - debit] as const).filter(([, sum]) => sum !== 0n),
  );
}

const request = (year: number, staffId = desk.clerk) => app.get(YearClosing).request(desk.by(staffId), year);
const agree = async (id: string, staffId: string) =>
  app.get(YearClosing).approve(desk.by(staffId), id, await desk.shown(id));
const closeYear = async (year: number) => agree(await request(year), desk.approvers[0]);
const askUndo = (year: number, reason = '漏记一笔') =>
  app.get(YearReopening).request(desk.by(desk.clerk), year, reason);
const agreeUndo = async (id: string, staffId: string) =>
  app.get(YearReopening).approve(desk.by(staffId), id, await desk.shown(id));

/** A year with income of 300.00 and costs of 80.00, all days closed. */
async function yearOf2025(): Promise<void> {
  await desk.book('2025-03-01', 20_000n);
  await desk.book('2025-12-31', 10_000n);
  await spend('2025-12-31', 8_000n);
  await desk.close('2025-03-01');
  await desk.close('2025-12-31');
}

describe('the close of a year', () => {
  it('moves income and costs to net assets, and no fund changes', async () => {
    await yearOf2025();
    await desk.book('2026-01-05', 5_000n);
    await balances();
    const before = await app.get(LedgerQueries).fundBalance(desk.purse.fundId);
    expect(await closeYear(2025)).toBe('closed');
    expect(await balances()).toEqual({ '100201': -27_000n, '3102': 22_000n, '410102': 5_000n });
    expect(await app.get(LedgerQueries).fundBalance(desk.purse.fundId)).toBe(before);
    const [, year] = await app.get(AccountingYearsQueries).list(desk.organizationId);
    expect(year).toMatchObject({ year: 2025, revision: 1 });
    expect(year && isClosed(year)).toBe(true);
  });

  it('is refused while the year lasts, a day of it is open, or the year before is', async () => {
    await desk.book('2024-05-01', 1_000n);
    await desk.book('2025-05-01', 1_000n);
    expect(await refusal(request(2026))).toContain('year_not_over');
    expect(await refusal(request(2025))).toEqual([
      'year_has_obstacles',
      'year_days_open',
      'year_earlier_open',
    ]);
    await desk.close('2024-05-01');
    await closeYear(2024);
    expect(await refusal(request(2025))).toEqual(['year_has_obstacles', 'year_days_open']);
    expect(await refusal(request(2024))).toEqual(['year_has_obstacles', 'year_is_closed']);
  });

  it('needs another person, and what was shown', async () => {
    await yearOf2025();
    const id = await request(2025, desk.approvers[0]);
    expect(await refusal(agree(id, desk.approvers[0]))).toEqual(['approval_own_vote']);
    expect(await refusal(agree(id, desk.clerk))).toEqual(['approval_not_entitled']);
    const other = await openClosingDesk(app);
    expect(
      await refusal(app.get(YearClosing).approve(other.by(other.approvers[0]), id, await desk.shown(id))),
    ).toEqual(['approval_not_found']);
    const two = await Promise.allSettled([agree(id, desk.approvers[1]), agree(id, desk.approvers[2])]);
    expect(two.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await balances())['3102']).toBe(22_000n);
  });

  it('is undone by two others until the next year is closed; its days open only then', async () => {
    await yearOf2025();
    await closeYear(2025);
    expect(await refusal(desk.askReopen('2025-12-31'))).toEqual(['year_is_closed_first']);
    expect(await refusal(askUndo(2025, ' '))).toEqual(['reason_missing', 'reason_missing']);
    const id = await askUndo(2025);
    expect(await agreeUndo(id, desk.approvers[0])).toBe('waiting');
    expect((await balances())['410102']).toBeUndefined();
    expect(await agreeUndo(id, desk.approvers[1])).toBe('reopened');
    expect(await balances()).toEqual({ '100201': -22_000n, '410102': 30_000n, '530102': -8_000n });
    await desk.reopen('2025-12-31');
    await desk.book('2025-12-31', 500n);
    await desk.close('2025-12-31');
    expect(await closeYear(2025)).toBe('closed');
    expect((await balances())['3102']).toBe(22_500n);
  });

  it('is not undone below a later one', async () => {
    await desk.book('2024-05-01', 1_000n);
    await desk.book('2025-05-01', 2_000n);
    await desk.close('2024-05-01');
    await desk.close('2025-05-01');
    await closeYear(2024);
    await closeYear(2025);
    expect((await balances())['3102']).toBe(3_000n);
    expect(await refusal(askUndo(2024))).toEqual(['year_closed_later']);
    expect(await refusal(askUndo(2023))).toEqual(['year_not_closed']);
  });
});
