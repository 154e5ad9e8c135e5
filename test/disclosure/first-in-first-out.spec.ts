import fc from 'fast-check';
import { partsOf, type Stretch, spentOf } from '../../src/disclosure/first-in-first-out.js';
import { stepsOf } from '../../src/disclosure/gift-steps.js';

const amounts = (max: number) =>
  fc.array(fc.bigInt({ min: 1n, max: 500n }), { minLength: 0, maxLength: max });
const sum = (list: readonly bigint[]): bigint => list.reduce((one, other) => one + other, 0n);

/** The gifts' stretches, one behind the other. */
function stretches(gifts: readonly bigint[]): Stretch[] {
  let from = 0n;
  return gifts.map((amount) => {
    const stretch = { from, to: from + amount };
    from = stretch.to;
    return stretch;
  });
}
const outflows = (list: readonly bigint[]) => list.map((amount, key) => ({ key, amount }));

describe('first in, first out', () => {
  test('A gift of 100 and one of 50; 120 are spent: all of the first, 20 of the second', () => {
    const [first, second] = stretches([100n, 50n]).map((each) => partsOf(each, outflows([70n, 50n])));
    expect(first).toEqual([
      { key: 0, amount: 70n, offset: 0n },
      { key: 1, amount: 30n, offset: 0n },
    ]);
    expect(second).toEqual([{ key: 1, amount: 20n, offset: 30n }]);
  });

  test('property: the parts of all gifts are what was spent, to the cent, as far as the gifts reach', () => {
    fc.assert(
      fc.property(amounts(30), amounts(30), (gifts, spent) => {
        const parts = stretches(gifts).flatMap((stretch) => partsOf(stretch, outflows(spent)));
        let reach = sum(gifts);
        for (const [key, amount] of spent.entries()) {
          const covered = amount < reach ? amount : reach;
          reach -= covered;
          expect(sum(parts.filter((part) => part.key === key).map((part) => part.amount))).toBe(covered);
        }
      }),
    );
  });

  test('property: no gift spends more than it brought, and none before the gifts that came earlier are spent', () => {
    fc.assert(
      fc.property(amounts(30), amounts(30), (gifts, spent) => {
        const all = stretches(gifts);
        const used = all.map((stretch) => sum(partsOf(stretch, outflows(spent)).map(({ amount }) => amount)));
        for (const [i, stretch] of all.entries()) {
          expect(used[i]).toBe(spentOf(stretch, sum(spent)));
          expect((used[i] ?? 0n) <= (gifts[i] ?? 0n)).toBe(true);
          if ((used[i] ?? 0n) > 0n) expect(used.slice(0, i)).toEqual(gifts.slice(0, i));
        }
      }),
    );
  });

  test('property: a part of a stretch pays exactly what lies in it, wherever the stretch is cut', () => {
    fc.assert(
      fc.property(
        amounts(20),
        fc.bigInt({ min: 0n, max: 3000n }),
        fc.bigInt({ min: 0n, max: 3000n }),
        (spent, a, b) => {
          const [from, to] = a < b ? [a, b] : [b, a];
          const middle = (from + to) / 2n;
          const cut = [
            { from, to: middle },
            { from: middle, to },
          ];
          const whole = sum(partsOf({ from, to }, outflows(spent)).map(({ amount }) => amount));
          expect(sum(cut.flatMap((each) => partsOf(each, outflows(spent)).map(({ amount }) => amount)))).toBe(
            whole,
          );
        },
      ),
    );
  });
});

describe('when a step is expected', () => {
  const at = (text: string) => new Date(`2026-11-${text}Z`);
  const none = {
    ...{ paidAt: null, acceptedAt: null, bookedAt: null, receiptAt: null, settledAt: null },
    ...{ availableOn: null, arrivesAt: null, bankedAt: null },
  };

  test('nothing is expected of a gift that nobody paid', () => {
    const steps = stepsOf(none, at('20T10:00:00'));
    expect(new Set(Object.values(steps).map(({ state }) => state))).toEqual(new Set(['open']));
  });

  test('a paid one is expected in the inbox, then late since then', () => {
    const paid = { ...none, paidAt: at('20T10:00:00') };
    expect(stepsOf(paid, at('20T10:05:00')).accepted).toEqual({
      state: 'waiting',
      expectedBy: at('20T10:15:00'),
    });
    expect(stepsOf(paid, at('20T10:16:00')).accepted).toEqual({ state: 'late', since: at('20T10:15:00') });
  });

  test('the payout is expected from the day that the provider named, the bank from the day of arrival', () => {
    const booked = {
      ...none,
      paidAt: at('01T10:00:00'),
      acceptedAt: at('01T10:00:01'),
      bookedAt: at('01T10:00:02'),
    };
    const known = { ...booked, availableOn: at('08T00:00:00') };
    expect(stepsOf(known, at('10T00:00:00')).settlement).toEqual({
      state: 'waiting',
      expectedBy: at('11T00:00:00'),
    });
    expect(stepsOf(known, at('12T00:00:00')).settlement).toEqual({ state: 'late', since: at('11T00:00:00') });
    const settled = { ...known, settledAt: at('09T00:00:00'), arrivesAt: at('10T00:00:00') };
    expect(stepsOf(settled, at('12T00:00:00')).bank).toEqual({
      state: 'waiting',
      expectedBy: at('14T00:00:00'),
    });
  });
});
