import fc from 'fast-check';
import { canonicalJson } from '../../src/kernel/canonical-json.js';

/** JSON values as the product writes them: no fractions, well-formed text. */
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.string({ unit: 'binary' }),
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.string({ unit: 'binary' }), tie('value'), { maxKeys: 5 }),
  ),
})).value;

/** The same value with the members of every object put in the other way round. */
function turned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(turned);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, turned(member)]),
  );
}

describe('canonical JSON (RFC 8785)', () => {
  test('writes the example of the RFC: members by UTF-16 code units, not by code points', () => {
    const value = {
      '\u20ac': 'Euro Sign',
      '\r': 'Carriage Return',
      '\ufb33': 'Hebrew Letter Dalet With Dagesh',
      '1': 'One',
      '\ud83d\ude00': 'Emoji: Grinning Face',
      '\u0080': 'Control',
      '\u00f6': 'Latin Small Letter O With Diaeresis',
    };
    const names = Object.values(JSON.parse(canonicalJson(value)));
    expect(canonicalJson(value)).toBe(
      '{"\\r":"Carriage Return","1":"One","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis",' +
        '"\u20ac":"Euro Sign","\ud83d\ude00":"Emoji: Grinning Face","\ufb33":"Hebrew Letter Dalet With Dagesh"}',
    );
    expect(names).toHaveLength(7);
  });

  test('escapes as little as JSON allows', () => {
    expect(canonicalJson('\u20ac$\u000f\nA\'B"\\\\"/\u2028\u007f')).toBe(
      '"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/\u2028\u007f"',
    );
  });

  test('has no spaces and one zero', () => {
    expect(canonicalJson({ b: [1, -0, { a: null }], a: true })).toBe('{"a":true,"b":[1,0,{"a":null}]}');
  });

  test.each([
    ['a fraction', { a: [0.5] }, '$.a[0] is no safe integer'],
    ['an unsafe integer', 2 ** 53, '$ is no safe integer'],
    ['not a number', Number.NaN, '$ is no safe integer'],
    ['a bigint', { amount: 1n }, '$.amount is no JSON: bigint'],
    ['nothing', { a: undefined }, '$.a is no JSON: undefined'],
    ['a hole', new Array(1), '$[0] is no JSON: undefined'],
    ['a date', { at: new Date(0) }, '$.at is no JSON: object'],
    ['half a character', { a: '\ud83d' }, '$.a has a lone surrogate'],
    ['half a character in a name', { '\udc00': 1 }, '$ has a lone surrogate'],
  ])('refuses %s', (_, value, message) => {
    expect(() => canonicalJson(value)).toThrow(message);
  });

  test('is one text for one value, whatever the order of members, and reads back as that value', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(turned(value))).toBe(text);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  test('differs when the value differs', () => {
    fc.assert(
      fc.property(json, json, (one, other) => {
        const same = JSON.stringify(turned(turned(one))) === JSON.stringify(turned(turned(other)));
        if (same) expect(canonicalJson(one)).toBe(canonicalJson(other));
        else if (canonicalJson(one) === canonicalJson(other)) expect(one).toEqual(other);
      }),
    );
  });
});
