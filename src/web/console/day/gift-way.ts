import type { Locale } from '../../../platform/i18n/locale.js';
import { wordFor, words } from '../console.words.js';
import type { DayGift } from './day.queries.js';

/** The way a gift came, in words: the platform's own name where there is one. */
export function wayOf({ way, account }: Pick<DayGift, 'way' | 'account'>, locale: Locale): string {
  if (way === null) return words(locale, 'unknown');
  return account ?? wordFor(locale, 'dayWay', way);
}
