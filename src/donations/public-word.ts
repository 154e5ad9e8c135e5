import type { PublicWordKind } from './public-word.entity.js';

/** The row that a word is sealed to, so that it cannot be read in another gift's or another word's place. */
export const wordRow = (donationId: string, kind: PublicWordKind): string =>
  `public_word:${donationId}:${kind}`;

export const MESSAGE_CHARS_MAX = 200;

/** Marks on one letter beyond this many are noise that runs over the lines above and below. */
const MARKS_MAX = 4;
const TOO_MANY_MARKS = new RegExp(`(\\p{M}{${MARKS_MAX}})\\p{M}+`, 'gu');
/** White space of every kind, line and page breaks included. */
const SPACES = /[\s\p{Z}\u2800\u3164\uffa0]+/gu;
/**
 * What cannot be seen, turns the direction of what follows, or is no character at all. The joiner that makes one
 * picture of several (U+200D) stays, and is taken out where it joins nothing.
 */
const UNSEEN = /(?!\u200d)[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}]/gu;
const LOOSE_JOINER =
  /(?<!\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Variation_Selector})\u200d|\u200d(?!\p{Extended_Pictographic})/gu;

/**
 * A donor's message as plain text in one line: markup stays what was typed and is shown as such, emoji stay, what is
 * unseen or overrides the direction of reading goes. Empty when nothing is left to read.
 */
export function readMessage(typed: string): string {
  return typed
    .normalize('NFC')
    .replace(SPACES, ' ')
    .replace(UNSEEN, '')
    .replace(LOOSE_JOINER, '')
    .replace(TOO_MANY_MARKS, '$1')
    .normalize('NFC')
    .replace(/ +/g, ' ')
    .trim();
}
