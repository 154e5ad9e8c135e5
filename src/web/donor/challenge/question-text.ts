import { type GivingQuestion, numberWord } from '../../../donations/giving-questions.service.js';
import type { Locale } from '../../../platform/i18n/locale.js';
import { type WordKey, words } from '../donor.words.js';

/**
 * A question in the reader's language. All numbers that matter are words: whoever reads or hears them answers in a moment,
 * and a machine that looks for digits finds none.
 */
export function questionText(question: GivingQuestion, locale: Locale): string {
  const number = (n: number) => numberWord(n, locale);
  const list = (key: WordKey) => words(locale, key).split('|');
  const comma = locale === 'en' ? ', ' : '、';
  switch (question.kind) {
    case 'story': {
      const { story, first, less, more } = question;
      const values = { first: number(first), less: number(less), more: number(more) };
      return words(locale, `challenge.story.${story}` as WordKey, values);
    }
    case 'digits': {
      const [one = 1, other = 1] = question.places;
      const digits = question.digits.map(number).join(comma);
      return words(locale, 'challenge.digits', { list: digits, one: number(one), other: number(other) });
    }
    case 'strangers': {
      const { common, other, things, places } = question;
      const named = things.map((thing, i) => {
        const kind = places.includes(i + 1) ? other : common;
        const name = list(`challenge.things.${kind}` as WordKey)[thing] ?? '';
        return words(locale, 'challenge.numbered', { n: number(i + 1), thing: name });
      });
      return words(locale, 'challenge.strangers', {
        common: list('challenge.kinds')[common] ?? '',
        list: named.join(comma),
      });
    }
    case 'colours': {
      const names = list('challenge.colour');
      const name = (colour: number | undefined) => names[colour ?? 0] ?? '';
      return words(locale, 'challenge.colours', {
        list: question.row.map(name).join(comma),
        one: name(question.asked[0]),
        other: name(question.asked[1]),
      });
    }
  }
}
