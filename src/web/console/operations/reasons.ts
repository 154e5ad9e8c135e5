import type { Locale } from '../../../platform/i18n/locale.js';
import { type Key, words } from '../console.words.js';

/** The inbox writes its reasons for the log, in English; people read them in their own language. */
const REASONS: readonly (readonly [RegExp, Key])[] = [
  [/^thin event$/, 'reason.thin'],
  [/^livemode differs$/, 'reason.livemode'],
  [/^type not used$/, 'reason.unused'],
  [/^waits for its payment attempt:/, 'reason.noAttempt'],
  [/^waits for payment_intent\.succeeded,/, 'reason.noBooking'],
  [/^waits for refund\.failed,/, 'reason.noFailure'],
  [/^contradicts itself, the provider is asked:/, 'reason.doubted'],
  [/^waits for its payment:/, 'reason.noPayment'],
  [/^(unreadable:|not an event:)/, 'reason.unreadable'],
];

/** Why a row of the inbox is where it is. A reason without a sentence (a failure's own message) stays as it is. */
export function reasonInWords(locale: Locale, reason: string | null): string {
  if (reason === null || reason === '') return words(locale, 'none');
  const known = REASONS.find(([pattern]) => pattern.test(reason));
  return known ? words(locale, known[1]) : reason;
}
