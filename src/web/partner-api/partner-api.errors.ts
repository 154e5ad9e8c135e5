import { createCatalogue } from '../../platform/i18n/catalogue.js';
import type { Locale } from '../../platform/i18n/locale.js';
import en from './i18n/en.json' with { type: 'json' };
import zh from './i18n/zh-CN.json' with { type: 'json' };

/** Sentences of the public API. */
export const apiWord = createCatalogue({ zh, en });

/** Sentences of the public API for refusals: `error.<code>`, `field.<code>`; undefined for those of other rooms. */
export function apiSentence(locale: Locale, key: string): string | undefined {
  const sentences: Readonly<Record<string, string | undefined>> = locale === 'en' ? en : zh;
  return Object.hasOwn(sentences, key) ? sentences[key] : undefined;
}
