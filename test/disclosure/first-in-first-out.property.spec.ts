import fc from 'fast-check';
import { partsOf, type Stretch, spentOf } from '../../src/disclosure/first-in-first-out.js';

const amounts = fc.array(fc.bigInt({ min: 1n, max: 500n }), { maxLength: 30 });
const sum = (each: readonly bigint[]): bigint => each.reduce((a, b) => a + b, 0n);
/** What came in, one behind the other. */
const stretches = (gifts: readonly bigint[]): Stretch[] =>
  gifts.map((amount, index) => {
    const from = sum(gifts.slice(0, index));
    return { from, to: from + amount };
  });
const outflows = (spent: readonly bigint[]) => spent.map((amount, key) => ({ key, amount }));

test('every minor unit spent has one giver, none is spent twice, and the oldest go first', () => {
  fc.assert(
    fc.property(amounts, amounts, (gifts, spent) => {
      const [came, went] = [sum(gifts), sum(spent)];
      const uses = stretches(gifts).map((stretch) => partsOf(stretch, outflows(spent)));
      const used = uses.map((parts) => sum(parts.map(({ amount }) => amount)));
      expect(sum(used)).toBe(came < went ? came : went);
      for (const [index, stretch] of stretches(gifts).entries())
        expect(used[index]).toBe(spentOf(stretch, went));
      for (const [key, amount] of spent.entries()) {
        const given = sum(uses.flat().flatMap((part) => (part.key === key ? [part.amount] : [])));
        expect(given <= amount).toBe(true);
      }
      // Whatever is unspent lies behind everything that is spent.
      const firstLeft = used.findIndex((each, index) => each < (gifts[index] ?? 0n));
      if (firstLeft >= 0) expect(sum(used.slice(firstLeft + 1))).toBe(0n);
    }),
  );
});

test('a later gift never changes what an earlier one was used for', () => {
  fc.assert(
    fc.property(amounts, amounts, fc.bigInt({ min: 1n, max: 500n }), (gifts, spent, later) => {
      const before = stretches(gifts);
      const after = stretches([...gifts, later]);
      for (const [index, stretch] of before.entries())
        expect(partsOf(after[index] ?? stretch, outflows(spent))).toEqual(partsOf(stretch, outflows(spent)));
    }),
  );
});
