import fc from 'fast-check';
import { amountInCapitals, moneyInCapitals } from '../../src/kernel/amount-in-capitals.js';

const VALUES: Record<string, bigint> = Object.fromEntries(
  [...'零壹贰叁肆伍陆柒捌玖'].map((c, i) => [c, BigInt(i)]),
);
const PLACES: Record<string, bigint> = { 拾: 10n, 佰: 100n, 仟: 1000n };
const FRACTIONS: Record<string, bigint> = { 角: 100n, 分: 10n, 厘: 1n };

/** A reader written from the words alone, without looking at the writer: capitals to thousandths of a yuan. */
function read(text: string): bigint {
  const [whole, rest] = text.includes('元') ? text.split('元') : ['', text];
  let thousandths = 0n;
  let digit = 0n;
  for (const char of rest ?? '') {
    if (char in VALUES) digit = VALUES[char] ?? 0n;
    else if (char in FRACTIONS) thousandths += digit * (FRACTIONS[char] ?? 0n);
  }
  return readWhole(whole ?? '') * 1000n + thousandths;
}

function readWhole(text: string): bigint {
  for (const [unit, size] of [
    ['亿', 100_000_000n],
    ['万', 10_000n],
  ] as const) {
    const at = text.lastIndexOf(unit);
    if (at >= 0) return readWhole(text.slice(0, at)) * size + readWhole(text.slice(at + 1));
  }
  let sum = 0n;
  let digit = 0n;
  for (const char of text) {
    if (char in VALUES) digit = VALUES[char] ?? 0n;
    else {
      sum += digit * (PLACES[char] ?? 0n);
      digit = 0n;
    }
  }
  return sum + digit;
}

describe('an amount in capitals', () => {
  it.each([
    // The examples that the rules for filling in vouchers give themselves.
    ['140950', '壹仟肆佰零玖元伍角'],
    ['600714', '陆仟零柒元壹角肆分'],
    ['168032', '壹仟陆佰捌拾元零叁角贰分'],
    ['10700053', '壹拾万柒仟元零伍角叁分'],
    ['1640902', '壹万陆仟肆佰零玖元零贰分'],
    ['32504', '叁佰贰拾伍元零肆分'],
    // Borders of the groups.
    ['0', '零元整'],
    ['1', '壹分'],
    ['45', '肆角伍分'],
    ['12345', '壹佰贰拾叁元肆角伍分'],
    ['1000', '壹拾元整'],
    ['10000', '壹佰元整'],
    ['1000001', '壹万元零壹分'],
    ['10000100', '壹拾万零壹元整'],
    ['10000000000', '壹亿元整'],
    ['10000000100', '壹亿零壹元整'],
    ['10000100000', '壹亿零壹仟元整'],
    ['10100000000', '壹亿零壹佰万元整'],
    ['100000000000000', '壹万亿元整'],
  ])('writes %s fen as %s', (minor, words) => {
    expect(amountInCapitals(BigInt(minor))).toBe(words);
  });

  it('writes currencies without minor units and with three of them', () => {
    expect(moneyInCapitals({ amount: 1050n, currency: 'JPY' })).toBe('日元壹仟零伍拾元整');
    expect(moneyInCapitals({ amount: 1005n, currency: 'KWD' })).toBe('KWD壹元零伍厘');
    expect(moneyInCapitals({ amount: 12345n, currency: 'CNY' })).toBe('人民币壹佰贰拾叁元肆角伍分');
  });

  it('refuses what no voucher can say', () => {
    expect(() => amountInCapitals(-1n)).toThrow(RangeError);
    expect(() => amountInCapitals(1n, 4)).toThrow(RangeError);
    expect(() => moneyInCapitals({ amount: 1n, currency: 'ZZZ' })).toThrow(RangeError);
  });

  it('is read back as the same amount, whatever the amount', () => {
    const amounts = fc.oneof(
      fc.bigInt({ min: 0n, max: 10n ** 17n }),
      // Many zeros between few digits is where the 零 rules bite.
      fc
        .array(fc.constantFrom('0', '0', '0', '1', '7'), { minLength: 1, maxLength: 17 })
        .map((digits) => BigInt(digits.join(''))),
    );
    fc.assert(
      fc.property(amounts, fc.integer({ min: 0, max: 3 }), (minor, scale) => {
        const words = amountInCapitals(minor, scale);
        expect(read(words)).toBe(minor * 10n ** BigInt(3 - scale));
        expect(words).not.toMatch(/零零|零[拾佰仟万亿角分厘]|零元(?!整$)|整./);
        expect(words.endsWith('整')).toBe(minor % 10n ** BigInt(scale) === 0n);
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives two amounts two spellings', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 12n }),
        fc.bigInt({ min: 0n, max: 10n ** 12n }),
        (a, b) => {
          expect(amountInCapitals(a) === amountInCapitals(b)).toBe(a === b);
        },
      ),
    );
  });
});
