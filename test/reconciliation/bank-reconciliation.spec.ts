import fc from 'fast-check';
import { type BankSideItem, reconcileBank } from '../../src/reconciliation/bank-reconciliation.js';

const item = (id: string, amount: bigint, matchId: string | null = null): BankSideItem => ({
  ...{ id, day: '2026-01-31', amount, text: id, matchId },
});
const total = (items: readonly BankSideItem[]) => items.reduce((sum, { amount }) => sum + amount, 0n);

describe('the bank reconciliation statement', () => {
  it('names what only one side has, and agrees', () => {
    const lines = [item('payout', 9_000n, 'm1'), item('interest', 12n)];
    const entries = [item('arrival', 9_000n, 'm1'), item('transfer', -500n)];
    expect(reconcileBank({ booked: 8_500n, bank: 9_012n }, lines, entries)).toEqual({
      ...{ booked: 8_500n, bank: 9_012n, onlyBank: [lines[1]], onlyBooks: [entries[1]] },
      ...{ bookedAdjusted: 8_512n, bankAdjusted: 8_512n, difference: 0n },
    });
  });

  it('shows a match of which one side came later as an open item', () => {
    const early = [item('cheque', -700n, 'm1')];
    const found = reconcileBank({ booked: -700n, bank: 0n }, [], early);
    expect([found.onlyBooks, found.difference]).toEqual([early, 0n]);
  });

  it('says nothing of a difference where the bank says nothing', () => {
    expect(reconcileBank({ booked: 5n, bank: null }, [], [])).toMatchObject({
      bankAdjusted: null,
      difference: null,
    });
  });

  it('always agrees when each balance is the sum of its side, and else shows exactly what is missing', () => {
    const side = fc.array(
      fc.record({
        amount: fc.bigInt({ min: -100_000n, max: 100_000n }),
        match: fc.option(fc.integer({ min: 1, max: 4 }), { nil: null }),
      }),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(side, side, fc.bigInt({ min: -500n, max: 500n }), (ofBank, ofBooks, missing) => {
        const made = (rows: typeof ofBank, name: string) =>
          rows.map(({ amount, match }, i) =>
            item(`${name}${i}`, amount, match === null ? null : `m${match}`),
          );
        const [lines, entries] = [made(ofBank, 'b'), made(ofBooks, 'e')];
        const found = reconcileBank({ booked: total(entries), bank: total(lines) + missing }, lines, entries);
        expect(found.difference).toBe(missing);
      }),
    );
  });
});
