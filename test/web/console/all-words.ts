import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FACE = join(import.meta.dirname, '../../../src/web/console');

/** All sentences of the console in one language: the house's own and those of every area. */
export function allWords(locale: 'zh-CN' | 'en'): Readonly<Record<string, string>> {
  const files = globSync([`i18n/${locale}.json`, `*/words.${locale}.json`], { cwd: FACE });
  const words: Record<string, string> = {};
  for (const file of files.sort()) {
    for (const [key, text] of Object.entries(
      JSON.parse(readFileSync(join(FACE, file), 'utf8')) as Record<string, string>,
    )) {
      if (key in words) throw new Error(`${key} stands in two files, one of them ${file}`);
      words[key] = text;
    }
  }
  return words;
}
