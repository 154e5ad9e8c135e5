import type { Locale } from './locale.js';

/** Values for the `{name}` places of a sentence. */
export type Parameters = Readonly<Record<string, string | number>>;

/** The sentence for a key in a language. A place without a value stays visible, so that it is noticed. */
export type Catalogue<Key extends string> = (locale: Locale, key: Key, parameters?: Parameters) => string;

/** Fills `{name}` places of one sentence. */
export function fill(sentence: string, parameters: Parameters = {}): string {
  if (!sentence.includes('{')) return sentence;
  return sentence.replace(/\{([A-Za-z0-9_]+)\}/g, (place, name: string) =>
    Object.hasOwn(parameters, name) ? String(parameters[name]) : place,
  );
}

/**
 * Makes a catalogue of two languages with the same keys; the compiler checks every key that is asked for.
 * @throws when a key is in one language only.
 */
export function createCatalogue<Sentences extends Readonly<Record<string, string>>>(languages: {
  readonly zh: Sentences;
  readonly en: Readonly<Record<keyof Sentences, string>>;
}): Catalogue<Extract<keyof Sentences, string>> {
  const zh: Readonly<Record<string, string>> = languages.zh;
  const en: Readonly<Record<string, string>> = languages.en;
  const lonely = [
    ...Object.keys(zh).filter((key) => !Object.hasOwn(en, key)),
    ...Object.keys(en).filter((key) => !Object.hasOwn(zh, key)),
  ];
  if (lonely.length > 0) throw new Error(`sentences in one language only: ${lonely.join(', ')}`);
  return (locale, key, parameters) => {
    const sentence = (locale === 'en' ? en : zh)[key];
    if (sentence === undefined) throw new Error(`no sentence "${key}"`);
    return fill(sentence, parameters);
  };
}
