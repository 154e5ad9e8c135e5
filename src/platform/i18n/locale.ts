/** Languages of all pages and mails. */
export const LOCALES = ['zh-CN', 'en'] as const;
export type Locale = (typeof LOCALES)[number];

/** Name of the cookie in which a reader's choice of language is kept. */
export const LOCALE_COOKIE = 'lang';

/** Whether a text names one of our languages exactly. */
export function isLocale(text: unknown): text is Locale {
  return text === 'zh-CN' || text === 'en';
}

/** A language tag or our own short forms ("zh", "en-GB") as one of our languages, or undefined. */
export function localeFrom(tag: string): Locale | undefined {
  const language = tag.trim().toLowerCase().split(/[-_]/)[0];
  if (language === 'zh') return 'zh-CN';
  return language === 'en' ? 'en' : undefined;
}

interface Asking {
  readonly query?: unknown;
  readonly headers: { readonly cookie?: string; readonly 'accept-language'?: string };
}

/** The reader's language: `?lang=` → cookie → Accept-Language → Chinese. */
export function localeOf(request: Asking): Locale {
  const asked = (request.query as { lang?: unknown } | undefined)?.lang;
  if (typeof asked === 'string') {
    const locale = localeFrom(asked);
    if (locale) return locale;
  }
  const cookie = /(?:^|;\s*)lang=([A-Za-z-]+)/.exec(request.headers.cookie ?? '')?.[1];
  if (isLocale(cookie)) return cookie;
  return preferred(request.headers['accept-language'] ?? '') ?? 'zh-CN';
}

const KNOWN_HEADERS = 500;
const known = new Map<string, Locale | undefined>();

/** The best of ours in an Accept-Language header; few different ones come, again and again, so they are remembered. */
function preferred(header: string): Locale | undefined {
  if (known.has(header)) return known.get(header);
  const locale = best(header);
  if (known.size >= KNOWN_HEADERS) known.clear();
  if (header.length <= 200) known.set(header, locale);
  return locale;
}

/** By its q values (RFC 9110 §12.5.4). */
function best(header: string): Locale | undefined {
  const wishes = header
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';');
      const weight = parameters.map((p) => /^\s*q=([01](?:\.\d{1,3})?)\s*$/.exec(p)?.[1]).find(Boolean);
      return { locale: localeFrom(tag), weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ locale, weight }) => locale !== undefined && weight > 0)
    .sort((a, b) => b.weight - a.weight);
  return wishes[0]?.locale;
}
