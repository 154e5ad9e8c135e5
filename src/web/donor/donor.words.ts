import { createCatalogue } from '../../platform/i18n/catalogue.js';
import en from './i18n/en.json' with { type: 'json' };
import zh from './i18n/zh-CN.json' with { type: 'json' };

/** Sentences of the donor pages. */
export const words = createCatalogue({ zh, en });
export type WordKey = Parameters<typeof words>[1];

/** The sentence for a key that is put together at run time (`problem.amount.` + code), or `other` when there is none. */
export function wordsOr(
  locale: 'zh-CN' | 'en',
  key: string,
  other: WordKey,
  values?: Record<string, string>,
) {
  const known = Object.hasOwn(zh, key) ? (key as WordKey) : other;
  return words(locale, known, values);
}
