import { moneyInCapitals } from '../../../kernel/amount-in-capitals.js';
import { type Money, scaleOf } from '../../../kernel/money.js';
import type { Locale } from '../../../platform/i18n/locale.js';

const SMALL = [
  ...[
    'zero',
    'one',
    'two',
    'three',
    'four',
    'five',
    'six',
    'seven',
    'eight',
    'nine',
    'ten',
    'eleven',
    'twelve',
  ],
  ...['thirteen', 'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen'],
];
const TENS = ['', '', 'twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety'];
const GROUPS: readonly (readonly [bigint, string])[] = [
  [1_000_000_000n, 'billion'],
  [1_000_000n, 'million'],
  [1_000n, 'thousand'],
];

/** A sum in words, so that a slip of one digit is read and not only seen: 人民币壹万贰仟元整, "twelve thousand yuan". */
export function amountInWords(money: Money, locale: Locale): string {
  if (locale === 'zh-CN') return moneyInCapitals(money);
  const scale = scaleOf(money.currency) ?? 2;
  const one = 10n ** BigInt(scale);
  const unit = money.currency === 'CNY' ? 'yuan' : money.currency;
  const rest = scale === 0 ? '' : (money.amount % one).toString().padStart(scale, '0');
  const whole = `${englishNumber(money.amount / one)} ${unit}`;
  return /[1-9]/.test(rest) ? `${whole} and ${Number(rest)}/${one}` : whole;
}

/** A whole number of at least 0 in English words. */
export function englishNumber(value: bigint): string {
  for (const [size, name] of GROUPS) {
    if (value < size) continue;
    const rest = value % size;
    const head = `${englishNumber(value / size)} ${name}`;
    if (rest === 0n) return head;
    return rest < 100n ? `${head} and ${englishNumber(rest)}` : `${head} ${englishNumber(rest)}`;
  }
  const number = Number(value);
  if (number >= 100) {
    const rest = number % 100;
    const head = `${SMALL[Math.trunc(number / 100)]} hundred`;
    return rest === 0 ? head : `${head} and ${englishNumber(BigInt(rest))}`;
  }
  if (number < 20) return SMALL[number] ?? '';
  const ones = number % 10;
  const tens = TENS[Math.trunc(number / 10)] ?? '';
  return ones === 0 ? tens : `${tens}-${SMALL[ones]}`;
}
