import { createCatalogue } from '../../platform/i18n/catalogue.js';
import type { Locale } from '../../platform/i18n/locale.js';
import booksEn from './books/words.en.json' with { type: 'json' };
import booksZh from './books/words.zh-CN.json' with { type: 'json' };
import challengeEn from './challenge/words.en.json' with { type: 'json' };
import challengeZh from './challenge/words.zh-CN.json' with { type: 'json' };
import followEn from './follow/words.en.json' with { type: 'json' };
import followZh from './follow/words.zh-CN.json' with { type: 'json' };
import giftsEn from './gifts/words.en.json' with { type: 'json' };
import giftsZh from './gifts/words.zh-CN.json' with { type: 'json' };
import givingEn from './giving/words.en.json' with { type: 'json' };
import givingZh from './giving/words.zh-CN.json' with { type: 'json' };
import faceEn from './i18n/en.json' with { type: 'json' };
import faceZh from './i18n/zh-CN.json' with { type: 'json' };
import monthlyEn from './monthly/words.en.json' with { type: 'json' };
import monthlyZh from './monthly/words.zh-CN.json' with { type: 'json' };
import spendingEn from './spending/words.en.json' with { type: 'json' };
import spendingZh from './spending/words.zh-CN.json' with { type: 'json' };
import trustEn from './trust/words.en.json' with { type: 'json' };
import trustZh from './trust/words.zh-CN.json' with { type: 'json' };
import updatesEn from './updates/words.en.json' with { type: 'json' };
import updatesZh from './updates/words.zh-CN.json' with { type: 'json' };

const zh = {
  ...faceZh,
  ...booksZh,
  ...giftsZh,
  ...givingZh,
  ...spendingZh,
  ...updatesZh,
  ...challengeZh,
  ...followZh,
  ...trustZh,
  ...monthlyZh,
};
const en = {
  ...faceEn,
  ...booksEn,
  ...giftsEn,
  ...givingEn,
  ...spendingEn,
  ...updatesEn,
  ...challengeEn,
  ...followEn,
  ...trustEn,
  ...monthlyEn,
};

/** Sentences of the donor pages. */
export const words = createCatalogue({ zh, en });
export type WordKey = Parameters<typeof words>[1];

/** A sentence by a key that may not exist. */
export function sentence(locale: Locale, key: string): string | undefined {
  const sentences: Readonly<Record<string, string | undefined>> = locale === 'en' ? en : zh;
  return Object.hasOwn(sentences, key) ? sentences[key] : undefined;
}

/** The sentence for a key that is put together at run time (`problem.amount.` + code), or `other` when there is none. */
export function wordsOr(
  locale: Locale,
  key: string,
  other: WordKey,
  values?: Record<string, string>,
): string {
  return sentence(locale, key) === undefined ? words(locale, other) : words(locale, key as WordKey, values);
}
