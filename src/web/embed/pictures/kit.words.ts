import { createCatalogue, fill, type Parameters } from '../../../platform/i18n/catalogue.js';
import en from './i18n/kit.en.json' with { type: 'json' };
import zh from './i18n/kit.zh-CN.json' with { type: 'json' };
import readme from './i18n/kit-readme.zh-CN.json' with { type: 'json' };

/** Sentences of the article kit's texts. */
export const kitWords = createCatalogue({ zh, en });

/** Sentences for the editors of WeChat accounts, who all read Chinese: names of files and what to do with them. */
export function readmeWords(key: keyof typeof readme, parameters?: Parameters): string {
  return fill(readme[key], parameters);
}
