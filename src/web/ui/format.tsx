import type { VNode } from 'preact';
import type { Locale } from '../../platform/i18n/locale.js';

const counts = { 'zh-CN': new Intl.NumberFormat('zh-CN'), en: new Intl.NumberFormat('en') };
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(locale: Locale, zone: string, clock: boolean): Intl.DateTimeFormat {
  const key = `${locale} ${zone} ${clock}`;
  let found = formatters.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
      timeZone: zone,
      year: 'numeric',
      month: locale === 'en' ? 'short' : 'long',
      day: 'numeric',
      ...(clock ? { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } : {}),
    });
    formatters.set(key, found);
  }
  return found;
}

/** An instant for a reader, to the minute, in the organisation's zone: "2026年11月24日 14:05" or "24 Nov 2026, 14:05". */
export function readableTime(at: Date, locale: Locale, zone = 'Asia/Shanghai'): string {
  return formatter(locale, zone, true).format(at);
}

/** A calendar day "YYYY-MM-DD" for a reader; it has no zone and is not moved into one. */
export function readableDay(day: string, locale: Locale): string {
  return formatter(locale, 'UTC', false).format(new Date(`${day}T00:00:00Z`));
}

/** A whole number with its thousands grouped. */
export function readableCount(count: number | bigint, locale: Locale): string {
  return counts[locale].format(count);
}

/** A `<time>` with the exact instant for machines. */
export function Time({ at, locale, zone }: { at: Date; locale: Locale; zone?: string }): VNode {
  return <time dateTime={at.toISOString()}>{readableTime(at, locale, zone)}</time>;
}
