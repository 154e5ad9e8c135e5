import type { LocalizedText } from './answers.js';

/** A text in both languages; where the English is missing, the Chinese stands for it. */
export function localized(zh: string, en: string): LocalizedText {
  return { 'zh-CN': zh, en: en || zh };
}
