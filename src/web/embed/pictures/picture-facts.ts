import { type Money, readableMoney } from '../../../kernel/money.js';
import type { Locale } from '../../../platform/i18n/locale.js';
import type { ProgressAnswer } from '../../../progress/progress.queries.js';
import { readableCount, readableTime } from '../../ui/format.js';
import { words } from './picture.words.js';

/** Everything that a picture of a project shows, in one language. The same facts make the same picture. */
export interface PictureFacts {
  readonly locale: Locale;
  readonly name: string;
  readonly summary: string;
  readonly society: string;
  /** 募捐方案备案编号; null for an emergency appeal whose filing is still to come. */
  readonly filingNo: string | null;
  readonly emergency: boolean;
  readonly closed: boolean;
  /** Whether it takes gifts today. */
  readonly giving: boolean;
  readonly demo: boolean;
  /** Zone of the society. */
  readonly zone: string;
  /** What the public API says of the same moment. */
  readonly progress: ProgressAnswer;
  /** Code of the channel for which the picture is, or null. */
  readonly channel: string | null;
  /** Where a QR code of the picture leads. */
  readonly link: string;
}

/** The facts as words and numbers for a reader. */
export interface PictureTexts {
  readonly raised: string;
  readonly goal: string | null;
  readonly percent: string | null;
  /** "96 gifts · 88 donors", or that the first is still to come. */
  readonly counts: string;
  readonly refunded: string | null;
  readonly asOf: string;
  readonly filing: string;
  readonly state: string | null;
}

export function textsOf(facts: PictureFacts): PictureTexts {
  const { locale, progress } = facts;
  const { currency, donations, donors, percent } = progress;
  const money = (amount: string): string =>
    readableMoney({ amount: BigInt(amount), currency } satisfies Money, locale);
  const count = (thing: 'donations' | 'donors', number: number) =>
    number === 1
      ? words(locale, `${thing}.one`)
      : words(locale, thing, { count: readableCount(number, locale) });
  return {
    raised: money(progress.raised),
    goal: progress.goal === null ? null : words(locale, 'goal', { goal: money(progress.goal) }),
    percent: percent === null ? null : words(locale, 'percent', { percent: readableCount(percent, locale) }),
    counts:
      donations === 0
        ? words(locale, facts.closed ? 'none.closed' : 'none')
        : words(locale, 'counts', {
            donations: count('donations', donations),
            donors: count('donors', donors),
          }),
    refunded:
      progress.refunded === '0' ? null : words(locale, 'refunded', { amount: money(progress.refunded) }),
    asOf: words(locale, 'asof.ledger', {
      time: stampOf(new Date(progress.as_of), facts),
      seq: String(progress.ledger_seq),
    }),
    filing:
      facts.filingNo === null
        ? words(locale, 'filing.pending')
        : words(locale, 'filing', { no: facts.filingNo }),
    state: facts.closed ? words(locale, 'closed') : facts.emergency ? words(locale, 'emergency') : null,
  };
}

/** A moment to the minute as newsrooms print it: "2026-11-24 14:05"; English readers get the month as a word. */
export function stampOf(at: Date, { locale, zone }: Pick<PictureFacts, 'locale' | 'zone'>): string {
  if (locale === 'en') return readableTime(at, locale, zone);
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  return parts.format(at);
}
