import { type FieldProblem, Refusal } from '../../kernel/errors.js';
import type { Locale } from '../../platform/i18n/locale.js';
import { wordsOr } from './donor.words.js';
import type { FormProblem, TypedGift } from './views.js';

/** A tile and a typed amount that disagree. */
export function twoAmounts({ preset, amount }: TypedGift): Refusal {
  const params = { preset, typed: amount.trim().slice(0, 40) };
  return new Refusal('invalid', 'donation_invalid', {}, [{ field: 'amount', code: 'two', params }]);
}

/** What is wrong with a donate form, in the reader's words; one sentence a field, at the input that it is about. */
export function giveProblems(fields: readonly FieldProblem[], locale: Locale): FormProblem[] {
  return fields.map(({ field, code, params }) => ({
    // The currency is a hidden field: its sentence stands at the amount.
    field: field === 'currency' ? 'amount' : field,
    text: wordsOr(locale, `problem.${field}.${code}`, 'problem.other', params),
  }));
}
