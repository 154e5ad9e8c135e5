import fc from 'fast-check';
import { isId, newId, randomText, withoutPrefix, withPrefix } from '../../src/kernel/ids.js';

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
/** The 128 bits that an id writes, by plain big-integer arithmetic. */
const bitsOf = (id: string) =>
  [...id].reduce((bits, digit) => bits * 32n + BigInt(ALPHABET.indexOf(digit)), 0n);

describe('ids', () => {
  test('are UUIDv7: time, version and variant stand where RFC 9562 wants them', () => {
    const bits = bitsOf(newId(Date.UTC(2100, 0, 1)));
    expect(bits >> 128n).toBe(0n);
    expect(bits >> 80n).toBe(BigInt(Date.UTC(2100, 0, 1)));
    expect((bits >> 76n) & 0xfn).toBe(7n);
    expect((bits >> 62n) & 0x3n).toBe(2n);
  });

  test('are unique and sorted as they are made, however many in a millisecond, even when the clock runs back', () => {
    const start = Date.UTC(2101, 0, 1);
    const ids = Array.from({ length: 20_000 }, (_, index) => newId(start + (index % 7)));
    expect(new Set(ids).size).toBe(ids.length);
    expect([...ids].sort()).toEqual(ids);
    expect(ids.every(isId)).toBe(true);
  });

  test('keep their prefix at the border and refuse another', () => {
    const id = newId();
    expect(withoutPrefix('don', withPrefix('don', id))).toBe(id);
    expect(withoutPrefix('don', withPrefix('prj', id))).toBeNull();
    expect(withoutPrefix('don', `don_${id.toUpperCase()}`)).toBeNull();
  });

  test('nothing else is one', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 40 }),
        (text) => isId(text) === /^[0-7][0-9a-hjkmnp-tv-z]{25}$/.test(text),
      ),
    );
    for (const text of ['', 'i'.repeat(26), '8'.padEnd(26, '0'), `${newId()}0`, `${newId()}\n`])
      expect(isId(text)).toBe(false);
  });
});

test('random texts have the length asked for and share no bytes, whatever else draws from the same page', () => {
  const drawn = Array.from({ length: 2000 }, (_, index) => {
    if (index % 3 === 0) newId();
    return Buffer.from(randomText(18), 'base64url');
  });
  expect(drawn.every(({ length }) => length === 18)).toBe(true);
  const parts = drawn.flatMap((bytes) => [bytes.toString('hex', 0, 9), bytes.toString('hex', 9)]);
  expect(new Set(parts).size).toBe(4000);
  expect(() => randomText(5000)).toThrow(RangeError);
});
