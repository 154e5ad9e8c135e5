import { type FieldProblem, Refusal } from '../../kernel/errors.js';
import { type Money, readAmount } from '../../kernel/money.js';
import { connectionLost } from '../../platform/database/database-errors.js';
import type { Locale } from '../../platform/i18n/locale.js';
import { words, wordsOr } from './donor.words.js';
import type { FormProblem, GiveFormView, TypedGift } from './views.js';

/** What the form shows beside what was typed. */
export type FormState = Partial<Pick<GiveFormView, 'formKey' | 'problems' | 'notice' | 'challenge'>>;

/** A tile and a typed amount that disagree. */
export function twoAmounts({ preset, amount }: TypedGift): Refusal {
  const params = { preset, typed: amount.trim().slice(0, 40) };
  return new Refusal('invalid', 'donation_invalid', {}, [{ field: 'amount', code: 'two', params }]);
}

/** The sum that must be looked at again, out of the refusal that says so; null for any other. */
export function lookOf(
  error: unknown,
): { readonly amount: Money; readonly usual: Money; readonly reason: 'unusual' | 'minor' } | null {
  if (!(error instanceof Refusal) || error.code !== 'second_look') return null;
  const { amount = '', usual = '', currency = '', reason } = error.params;
  const [seen, often] = [readAmount(amount, currency), readAmount(usual, currency)];
  if (!seen.ok || !often.ok) return null;
  return {
    amount: { amount: seen.amount, currency },
    usual: { amount: often.amount, currency },
    reason: reason === 'minor' ? 'minor' : 'unusual',
  };
}

/** What is wrong with a donate form, in the reader's words; one sentence a field, at the input that it is about. */
export function giveProblems(fields: readonly FieldProblem[], locale: Locale): FormProblem[] {
  return fields.map(({ field, code, params }) => ({
    // The currency is a hidden field: its sentence stands at the amount.
    field: field === 'currency' ? 'amount' : field,
    text: wordsOr(locale, `problem.${field}.${code}`, 'problem.other', params),
  }));
}

/** How the form comes back after a refusal; null when the refusal is not about the form. */
export function refusedForm(
  error: unknown,
  locale: Locale,
  formKey: string,
): { status: 409 | 422 | 429 | 503; form: FormState } | null {
  if (connectionLost(error)) return { status: 503, form: { formKey, notice: words(locale, 'give.away') } };
  if (!(error instanceof Refusal)) return null;
  if (error.kind === 'invalid') {
    // What the provider refused has made a donation already: the corrected form makes another one.
    const newKey =
      error.code === 'checkout_refused' || error.fields.some(({ field }) => field === 'form_key');
    return {
      status: 422,
      form: { problems: giveProblems(error.fields, locale), ...(newKey ? {} : { formKey }) },
    };
  }
  if (error.code === 'form_already_used')
    return { status: 409, form: { notice: words(locale, 'give.again') } };
  if (error.code === 'project_takes_no_gifts') return { status: 409, form: {} };
  if (error.code === 'giving_slowed') return { status: 429, form: { formKey } };
  if (error.kind === 'unavailable')
    return { status: 503, form: { formKey, notice: words(locale, 'give.unavailable') } };
  return null;
}
