import fc from 'fast-check';
import {
  type FundPart,
  firstInFirstOut,
  oldestUnspent,
  sharedWith,
} from '../../src/disclosure/first-in-first-out.js';

const part = (type: string, seq: number, net: number): FundPart => ({
  type,
  id: `${type}${seq}`,
  seq: BigInt(seq),
  net: BigInt(net),
});
const partsOf = fc
  .array(fc.integer({ min: -500, max: 500 }), { maxLength: 40 })
  .map((nets) => nets.map((net, seq) => part(net < 0 ? 'disbursement' : 'donation', seq + 1, net)));
const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((a, b) => a + b, 0n);

test('the oldest gift is used first, across disbursements', () => {
  const { incoming, outgoing } = firstInFirstOut([
    part('donation', 1, 100),
    part('donation', 2, 50),
    part('disbursement', 3, -120),
    part('donation', 4, 70),
    part('disbursement', 5, -40),
  ]);
  const [first, second, third] = incoming;
  if (!first || !second || !third) throw new Error('three gifts came in');
  expect(sharedWith(first, outgoing)).toEqual([
    { type: 'disbursement', id: 'disbursement3', seq: 3n, amount: 100n },
  ]);
  expect(sharedWith(second, outgoing).map(({ id, amount }) => [id, amount])).toEqual([
    ['disbursement3', 20n],
    ['disbursement5', 30n],
  ]);
  expect(sharedWith(third, outgoing).map(({ amount }) => amount)).toEqual([10n]);
  expect(oldestUnspent(incoming, 160n)?.id).toBe('donation4');
  expect(oldestUnspent(incoming, 220n)).toBeNull();
});

test('what went back to its giver or came back from the bank is on neither side', () => {
  const { incoming, outgoing } = firstInFirstOut([part('donation', 1, 0), part('disbursement', 2, 0)]);
  expect([...incoming, ...outgoing]).toEqual([]);
});

test('both sides tell the same: every minor unit spent has one giver, and none is spent twice', () => {
  fc.assert(
    fc.property(partsOf, (parts) => {
      const { incoming, outgoing } = firstInFirstOut(parts);
      const uses = incoming.map((gift) => sum(sharedWith(gift, outgoing).map(({ amount }) => amount)));
      const sources = outgoing.map((out) => sum(sharedWith(out, incoming).map(({ amount }) => amount)));
      expect(sum(uses)).toBe(sum(sources));
      const [came, went] = [sum(incoming.map(({ net }) => net)), sum(outgoing.map(({ net }) => -net))];
      expect(sum(uses)).toBe(came < went ? came : went);
      for (const [index, gift] of incoming.entries()) expect(uses[index]).toBeLessThanOrEqual(gift.net);
      const oldest = oldestUnspent(incoming, went);
      const first = incoming.findIndex((gift, index) => (uses[index] ?? 0n) < gift.net);
      expect(oldest?.id).toBe(incoming[first]?.id);
    }),
  );
});

test('a later gift never changes what an earlier one was used for', () => {
  fc.assert(
    fc.property(partsOf, fc.integer({ min: 1, max: 500 }), (parts, amount) => {
      const before = firstInFirstOut(parts);
      const after = firstInFirstOut([...parts, part('donation', 1_000, amount)]);
      for (const [index, gift] of before.incoming.entries())
        expect(sharedWith(after.incoming[index] ?? gift, after.outgoing)).toEqual(
          sharedWith(gift, before.outgoing),
        );
    }),
  );
});

test('the order in which parts are read does not matter', () => {
  fc.assert(
    fc.property(partsOf, (parts) => {
      expect(firstInFirstOut([...parts].reverse())).toEqual(firstInFirstOut(parts));
    }),
  );
});
