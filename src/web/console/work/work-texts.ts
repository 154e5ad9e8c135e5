import type { Locale } from '../../../platform/i18n/locale.js';
import { hasEnded, type Work } from '../../../platform/long-work/long-work.queries.js';
import { paceOf } from '../../../platform/long-work/work-pace.js';
import { readableCount } from '../../ui/format.js';
import { wordFor, words } from '../console.words.js';

/** What a page and its live stream say about a work, ready to be read. Empty where nothing is known. */
export interface WorkTexts {
  readonly state: string;
  readonly count: string;
  readonly rate: string;
  readonly left: string;
  /** null = a bar that only moves. */
  readonly percent: number | null;
}

/** The state in a word; one that was asked to stop says so while it still runs. */
export function stateOf(work: Work, locale: Locale): string {
  const stopping = work.cancelAskedAt !== null && !hasEnded(work);
  return wordFor(locale, 'work.state', stopping ? 'stopping' : work.state);
}

export function workTexts(work: Work, locale: Locale): WorkTexts {
  const { percent, rate, secondsLeft } = paceOf(work);
  const n = (count: number) => readableCount(count, locale);
  const counted = work.total !== null || work.done > 0;
  return {
    state: stateOf(work, locale),
    count: !counted
      ? ''
      : work.total === null
        ? words(locale, 'work.count', { done: n(work.done) })
        : words(locale, 'work.countOf', { done: n(work.done), total: n(work.total) }),
    rate:
      rate === null
        ? ''
        : words(locale, 'work.rate', {
            rate: n(rate >= 10 ? Math.round(rate) : Number(rate.toPrecision(2))),
          }),
    left: secondsLeft === null || hasEnded(work) ? '' : duration(secondsLeft, locale),
    percent,
  };
}

function duration(seconds: number, locale: Locale): string {
  if (seconds < 60) return words(locale, 'work.leftSeconds', { seconds });
  return words(locale, 'work.leftMinutes', { minutes: Math.floor(seconds / 60), seconds: seconds % 60 });
}
