import { type Money, readableMoney } from '../../../kernel/money.js';
import type { Locale } from '../../../platform/i18n/locale.js';

/** An amount for a cell. */
export function money(amount: bigint, currency: string, locale: Locale): string {
  return readableMoney({ amount, currency } satisfies Money, locale);
}
