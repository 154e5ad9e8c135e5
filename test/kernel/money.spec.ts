import fc from 'fast-check';
import {
  AMOUNT_MAX,
  percentOf,
  plainAmount,
  readAmount,
  readableMoney,
  scaleOf,
} from '../../src/kernel/money.js';

const currency = fc.constantFrom('CNY', 'USD', 'JPY', 'KWD');

describe('money', () => {
  test('what is written plainly is read back as the same minor units', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: AMOUNT_MAX }), currency, (amount, code) => {
        expect(readAmount(plainAmount({ amount, currency: code }), code)).toEqual({ ok: true, amount });
      }),
    );
  });

  test('adding minor units is adding what a reader sees: no cent is lost to rounding', () => {
    const amounts = fc.array(fc.bigInt({ min: 0n, max: AMOUNT_MAX }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(amounts, (parts) => {
        const total = parts.reduce((sum, part) => sum + part, 0n);
        const written = plainAmount({ amount: total, currency: 'CNY' }).replace('.', '');
        expect(BigInt(written)).toBe(total);
      }),
    );
  });

  test.each([
    ['', 'empty'],
    ['   ', 'empty'],
    ['0', 'zero'],
    ['0.00', 'zero'],
    ['-5', 'negative'],
    ['1e3', 'not_a_number'],
    ['12.345', 'too_many_decimals'],
    ['９９', 'not_a_number'],
    ['1,000', 'not_a_number'],
    ['+5', 'not_a_number'],
    ['.5', 'not_a_number'],
    ['5.', 'not_a_number'],
    ['0x10', 'not_a_number'],
    ['NaN', 'not_a_number'],
    ['Infinity', 'not_a_number'],
    ['9007199254740993', 'too_large'],
    ['9'.repeat(40), 'not_a_number'],
  ])('"%s" is refused: %s', (text, problem) => {
    expect(readAmount(text, 'CNY')).toEqual({ ok: false, problem });
  });

  test('a currency that is not in the table is refused, also one that every object has', () => {
    for (const code of ['ZZZ', 'cny', 'constructor', '__proto__']) {
      expect(scaleOf(code)).toBeUndefined();
      expect(readAmount('1', code)).toEqual({ ok: false, problem: 'unknown_currency' });
    }
  });

  test('no text makes it throw, and what it accepts is positive and within bounds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), currency, (text, code) => {
        const reading = readAmount(text, code);
        if (reading.ok) expect(reading.amount > 0n && reading.amount <= AMOUNT_MAX).toBe(true);
      }),
    );
  });

  test('is written for readers in both languages', () => {
    expect(readableMoney({ amount: 123456789n, currency: 'CNY' }, 'zh-CN')).toBe('¥1,234,567.89');
    expect(readableMoney({ amount: -5n, currency: 'CNY' }, 'zh-CN')).toBe('−¥0.05');
    expect(readableMoney({ amount: 500n, currency: 'JPY' }, 'en')).toBe('¥500');
    expect(plainAmount({ amount: 1234n, currency: 'KWD' })).toBe('1.234');
  });

  test('percent is rounded down, null without a goal, and may pass 100', () => {
    expect(percentOf(999n, 1000n)).toBe(99);
    expect(percentOf(2500n, 1000n)).toBe(250);
    expect(percentOf(-5n, 1000n)).toBe(0);
    expect(percentOf(5n, null)).toBeNull();
  });
});
