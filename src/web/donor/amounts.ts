import { type Money, readableMoney, scaleOf } from '../../kernel/money.js';
import type { Locale } from '../../platform/i18n/locale.js';

/** Presets in minor units of a currency with two decimals; small enough that nobody feels pressed (charity.md G8). */
const PRESETS_2 = [2000n, 5000n, 10000n, 20000n, 50000n] as const;

/** The amounts that the form offers. */
export function presetsOf(currency: string): Money[] {
  const scale = scaleOf(currency) ?? 2;
  return PRESETS_2.map((amount) => ({
    amount: scale === 0 ? amount : scale === 3 ? amount * 10n : amount,
    currency,
  }));
}

/** Money without decimals that are all zero, for tiles and buttons: "¥50". */
export function shortMoney(money: Money, locale: Locale): string {
  return readableMoney(money, locale).replace(/\.0+$/, '');
}

/** The sign that stands before an amount: "¥", "CN¥", "US$". */
export function currencySign(currency: string, locale: Locale): string {
  return readableMoney({ amount: 0n, currency }, locale).replace(/[\d.,\s]+$/, '');
}
