import fc from 'fast-check';
import { type AccountCode, CHART } from '../../src/ledger/chart.js';
import { closingLegs, isClosedByYear, type YearMovement } from '../../src/ledger/year-close.js';

const NOMINAL = (Object.keys(CHART) as AccountCode[]).filter(isClosedByYear);

const movements = fc
  .uniqueArray(
    fc.record({
      fund: fc.integer({ min: 0, max: 3 }),
      code: fc.constantFrom(...NOMINAL),
      credited: fc.bigInt({ min: -1_000_000n, max: 1_000_000n }),
    }),
    { selector: ({ fund, code }) => `${fund}/${code}`, maxLength: 30 },
  )
  .map((rows) =>
    rows.map(
      ({ fund, code, credited }): YearMovement => ({
        ...{ fundId: `fund-${fund}`, fundCode: `F${fund}`, currency: 'CNY', code, credited },
        fundKind: fund === 0 ? 'unrestricted' : 'restricted',
      }),
    ),
  );

/** Credits less debits of each account of each fund: the year's own and what the closing moves. */
function balances(year: readonly YearMovement[]): Map<string, bigint> {
  const found = new Map<string, bigint>();
  const add = (fund: string, code: string, amount: bigint) =>
    found.set(`${fund}/${code}`, (found.get(`${fund}/${code}`) ?? 0n) + amount);
  for (const { fundId, code, credited } of year) add(fundId, code, credited);
  for (const { fundId, debit, credit, amount } of closingLegs(year)) {
    expect(amount > 0n).toBe(true);
    add(fundId, debit, -amount);
    add(fundId, credit, amount);
  }
  return found;
}

describe('the closing of a year', () => {
  it('empties every income and cost account and leaves every fund what it had', () => {
    fc.assert(
      fc.property(movements, (year) => {
        const after = balances(year);
        for (const { fundId, code } of year) expect(after.get(`${fundId}/${code}`)).toBe(0n);
        for (const fundId of new Set(year.map((each) => each.fundId))) {
          const had = year
            .filter((each) => each.fundId === fundId)
            .reduce((sum, each) => sum + each.credited, 0n);
          const has = [...after]
            .filter(([key]) => key.startsWith(`${fundId}/`))
            .reduce((sum, [, n]) => sum + n, 0n);
          expect(has).toBe(had);
        }
      }),
    );
  });

  it('leaves all that a restricted fund holds in restricted net assets', () => {
    fc.assert(
      fc.property(movements, (year) => {
        const after = balances(year);
        for (const fund of ['fund-1', 'fund-2', 'fund-3']) expect(after.get(`${fund}/3101`) ?? 0n).toBe(0n);
        expect(after.get('fund-0/3102') ?? 0n).toBe(
          year.find(({ fundId, code }) => fundId === 'fund-0' && code === '410102')?.credited ?? 0n,
        );
      }),
    );
  });
});
