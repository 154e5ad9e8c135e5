import { type Money, scaleOf } from './money.js';

/**
 * An amount written in the capitals of Chinese vouchers, as 支付结算办法 (1997) annex 1 "正确填写票据和结算凭证的基本规定"
 * tells: where that annex allows two forms we always write the first one it shows, so one amount has one spelling.
 */

const DIGITS = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'] as const;
const PLACES = ['', '拾', '佰', '仟'] as const;
const FRACTIONS = ['角', '分', '厘'] as const;
const WAN = 10_000n;
const YI = 100_000_000n;

/** What stands before the capitals, so that nobody can put another currency there. */
const CURRENCY_NAMES: Readonly<Record<string, string>> = {
  CNY: '人民币',
  USD: '美元',
  HKD: '港元',
  EUR: '欧元',
  GBP: '英镑',
  JPY: '日元',
};

/**
 * The amount in capitals without its currency: 12345 with scale 2 is `壹佰贰拾叁元肆角伍分`.
 *
 * @param minor minor units, not negative (fen for CNY); a RangeError otherwise
 * @param scale decimal places of the currency, 0 to 3 (元 alone, 元角分, 元角分厘)
 */
export function amountInCapitals(minor: bigint, scale = 2): string {
  if (minor < 0n) throw new RangeError('an amount in capitals cannot be negative');
  if (!Number.isInteger(scale) || scale < 0 || scale > 3)
    throw new RangeError(`no capitals for scale ${scale}`);
  const one = 10n ** BigInt(scale);
  const whole = minor / one;
  const tail = scale === 0 ? '' : (minor % one).toString().padStart(scale, '0');
  if (minor === 0n) return '零元整';
  return wholePart(whole) + fractionPart(tail, whole);
}

/**
 * {@link amountInCapitals} with the currency's name in front: `人民币壹佰元整`. A currency without a Chinese name here
 * keeps its code; one that the kernel does not know is a RangeError.
 */
export function moneyInCapitals({ amount, currency }: Money): string {
  const scale = scaleOf(currency);
  if (scale === undefined) throw new RangeError(`unknown currency ${currency}`);
  return `${CURRENCY_NAMES[currency] ?? currency}${amountInCapitals(amount, scale)}`;
}

function wholePart(whole: bigint): string {
  return whole === 0n ? '' : `${integer(whole)}元`;
}

/** 元 is followed by 零 when its own digit or the 角 is empty; nothing below 元 ends in 整, and 角 alone needs none. */
function fractionPart(tail: string, whole: bigint): string {
  if (!/[1-9]/.test(tail)) return '整';
  let text = '';
  let gap = whole > 0n && whole % 10n === 0n;
  for (const [index, digit] of [...tail].entries()) {
    if (digit === '0') {
      gap ||= whole > 0n || text !== '';
      continue;
    }
    text += `${gap ? '零' : ''}${DIGITS[Number(digit)]}${FRACTIONS[index]}`;
    gap = false;
  }
  return text;
}

/** Groups of eight digits end in 亿, groups of four in 万; a group that does not fill its first place begins with 零. */
function integer(value: bigint): string {
  for (const [unit, size] of [
    ['亿', YI],
    ['万', WAN],
  ] as const) {
    if (value < size) continue;
    const rest = value % size;
    const gap = rest > 0n && rest < size / 10n ? '零' : '';
    return `${integer(value / size)}${unit}${gap}${rest > 0n ? integer(rest) : ''}`;
  }
  return fourDigits(value);
}

function fourDigits(value: bigint): string {
  const digits = value.toString();
  let text = '';
  let gap = false;
  for (const [index, digit] of [...digits].entries()) {
    if (digit === '0') {
      gap = true;
      continue;
    }
    text += `${gap ? '零' : ''}${DIGITS[Number(digit)]}${PLACES[digits.length - 1 - index]}`;
    gap = false;
  }
  return text;
}
