/** An amount in minor units (fen, cents) with its ISO 4217 currency. Never a float, never without its currency. */
export interface Money {
  readonly amount: bigint;
  readonly currency: string;
}

/** Decimal places of the currencies that Boai accepts (ISO 4217, list of minor units). */
const SCALES: Readonly<Record<string, 0 | 2 | 3>> = {
  CNY: 2,
  HKD: 2,
  MOP: 2,
  TWD: 2,
  USD: 2,
  EUR: 2,
  GBP: 2,
  SGD: 2,
  AUD: 2,
  CAD: 2,
  CHF: 2,
  JPY: 0,
  KRW: 0,
  VND: 0,
  KWD: 3,
  BHD: 3,
};

/** The largest amount a form or file may name: far above any gift, far below BIGINT and Stripe's limits. */
export const AMOUNT_MAX = 999_999_999_999n;

/** Why a text is no amount; the web turns the code into a sentence in the reader's language. */
export type AmountProblem =
  | 'empty'
  | 'not_a_number'
  | 'negative'
  | 'zero'
  | 'too_many_decimals'
  | 'too_large'
  | 'unknown_currency';

/** The outcome of reading an amount: either the minor units or what is wrong with the text. */
export type AmountReading =
  | { readonly ok: true; readonly amount: bigint }
  | { readonly ok: false; readonly problem: AmountProblem };

/** Decimal places of `currency` (0, 2 or 3), or undefined when Boai does not know the currency. */
export function scaleOf(currency: string): 0 | 2 | 3 | undefined {
  return Object.hasOwn(SCALES, currency) ? SCALES[currency] : undefined;
}

/**
 * Reads a positive amount in major units ("100", "12.34") as minor units, by string arithmetic alone.
 * ASCII digits and one point only: "1e3", "９９", "1,000" and "+5" are refused rather than guessed at.
 */
export function readAmount(text: string, currency: string): AmountReading {
  const scale = scaleOf(currency);
  if (scale === undefined) return { ok: false, problem: 'unknown_currency' };
  const trimmed = text.trim();
  if (trimmed === '') return { ok: false, problem: 'empty' };
  if (/^-\d/.test(trimmed)) return { ok: false, problem: 'negative' };
  const parts = /^(\d{1,30})(?:\.(\d{1,30}))?$/.exec(trimmed);
  if (!parts) return { ok: false, problem: 'not_a_number' };
  const [, whole = '', fraction = ''] = parts;
  if (fraction.length > scale) return { ok: false, problem: 'too_many_decimals' };
  const amount = BigInt(whole + fraction.padEnd(scale, '0'));
  if (amount === 0n) return { ok: false, problem: 'zero' };
  if (amount > AMOUNT_MAX) return { ok: false, problem: 'too_large' };
  return { ok: true, amount };
}

/** Writes minor units as plain major units with all decimals and no grouping: 1234500n CNY → "12345.00". */
export function plainAmount({ amount, currency }: Money): string {
  const scale = scaleOf(currency);
  if (scale === undefined) throw new RangeError(`unknown currency ${currency}`);
  const sign = amount < 0n ? '-' : '';
  const digits = (amount < 0n ? -amount : amount).toString().padStart(scale + 1, '0');
  if (scale === 0) return sign + digits;
  return `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}

const symbols = new Map<string, string>();

/** The sign of a currency in a language; kept, because making a formatter costs more than all the rest of a line. */
function symbolOf(currency: string, locale: string): string {
  const key = `${locale} ${currency}`;
  let symbol = symbols.get(key);
  if (symbol === undefined) {
    const parts = new Intl.NumberFormat(locale, { style: 'currency', currency }).formatToParts(0);
    symbol = parts.find((part) => part.type === 'currency')?.value ?? currency;
    symbols.set(key, symbol);
  }
  return symbol;
}

/** Writes money for a reader: "¥12,345.00" (zh-CN and en alike), grouping by threes, symbol from Intl. */
export function readableMoney(money: Money, locale: string): string {
  const plain = plainAmount(money);
  const symbol = symbolOf(money.currency, locale);
  const negative = plain.startsWith('-');
  const [whole = '0', fraction] = (negative ? plain.slice(1) : plain).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${negative ? '−' : ''}${symbol}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

/** Percent of `goal` that `raised` is, rounded down; null without a goal (design: percent = floor). */
export function percentOf(raised: bigint, goal: bigint | null): number | null {
  if (goal === null || goal <= 0n) return null;
  return raised <= 0n ? 0 : Number((raised * 100n) / goal);
}
