import type { VNode } from 'preact';
import { plainAmount, scaleOf } from '../../kernel/money.js';
import type { Locale } from '../../platform/i18n/locale.js';
import { Button } from '../ui/buttons.js';
import { FormProblems, Hidden, RadioField, TextArea, TextField } from '../ui/fields.js';
import { Notice } from '../ui/notices.js';
import { uiWords } from '../ui/ui.words.js';
import { currencySign, shortMoney } from './amounts.js';
import { words } from './donor.words.js';
import { ChallengePart, FollowPart, FrequencyPart } from './give-slots.js';
import { AgeFields, DedicationFields, OfficialFields } from './giving/wish-fields.js';
import { presetValue } from './typed-gift.js';
import type { GiveFormView } from './views.js';

/** Longest name that a receipt can carry. */
export const NAME_MAX = 60;
/** Longest message, in characters. */
const MESSAGE_CHARS_MAX = 200;

interface GiveFormProps {
  readonly form: GiveFormView;
  readonly locale: Locale;
  /** Shown, but not to be used: a preview. */
  readonly inert?: boolean;
}

const problemOf = (form: GiveFormView, field: string) =>
  form.problems.find((problem) => problem.field === field)?.text;

function ownAmountHint(currency: string, locale: Locale): string {
  const scale = scaleOf(currency);
  if (scale === 0) return words(locale, 'give.own.hint0');
  return words(locale, scale === 3 ? 'give.own.hint3' : 'give.own.hint');
}

/** Presets as native radios, then the free amount: the one thing that is required. */
function AmountFields({ form, locale }: GiveFormProps): VNode {
  const { typed, currency } = form;
  return (
    <>
      <fieldset>
        <legend>
          {words(locale, 'give.amount')} <span class="optional">{words(locale, 'give.required')}</span>
        </legend>
        <div class={form.presets.some(({ meaning }) => meaning) ? 'tiles tiles-meant' : 'tiles'}>
          {form.presets.map((money) => {
            const value = presetValue(plainAmount(money));
            return (
              <label class="tile" key={value}>
                <input type="radio" name="preset" value={value} checked={typed.preset === value} />
                <span>
                  {shortMoney(money, locale)}
                  {money.meaning && <small>{money.meaning}</small>}
                </span>
              </label>
            );
          })}
          <label class="tile">
            <input type="radio" name="preset" value="other" checked={typed.preset === 'other'} />
            <span>{words(locale, 'give.other')}</span>
          </label>
        </div>
      </fieldset>
      <TextField
        name="amount"
        label={words(locale, 'give.own', { currency })}
        hint={ownAmountHint(currency, locale)}
        problem={problemOf(form, 'amount') ?? problemOf(form, 'currency')}
        value={typed.amount}
        inputmode="decimal"
        autocomplete="off"
        maxlength={40}
        prefix={currencySign(currency, locale)}
      />
    </>
  );
}

/** What may be left out: name for the receipt, mail for sending it, and how the gift is shown. */
function OptionalFields({ form, locale }: GiveFormProps): VNode {
  const { typed } = form;
  const optional = uiWords(locale, 'optional');
  const touched = ['donor_kind', 'name', 'mail', 'publicity', 'message'].some((field) =>
    problemOf(form, field),
  );
  const filled =
    typed.name !== '' ||
    typed.mail !== '' ||
    typed.publicity !== '' ||
    typed.donorKind !== '' ||
    typed.message !== '';
  return (
    <details class="more" open={touched || filled}>
      <summary>
        {words(locale, 'give.more')} <span class="optional">{optional}</span>
      </summary>
      <div>
        <RadioField
          name="donor_kind"
          label={words(locale, 'give.kind')}
          problem={problemOf(form, 'donor_kind')}
          value={typed.donorKind || 'person'}
          options={(['person', 'organization'] as const).map((value) => ({
            value,
            label: words(locale, `give.kind.${value}`),
          }))}
          inline
        />
        <TextField
          name="name"
          label={words(locale, 'give.name')}
          hint={words(locale, 'give.name.hint')}
          problem={problemOf(form, 'name')}
          value={typed.name}
          autocomplete="name"
          maxlength={NAME_MAX}
        />
        <TextField
          name="mail"
          type="email"
          label={words(locale, 'give.mail')}
          hint={words(locale, 'give.mail.hint')}
          problem={problemOf(form, 'mail')}
          value={typed.mail}
          autocomplete="email"
          inputmode="email"
          maxlength={254}
        />
        <RadioField
          name="publicity"
          label={words(locale, 'give.publicity')}
          problem={problemOf(form, 'publicity')}
          value={typed.publicity || 'MASKED'}
          options={(['MASKED', 'REAL_NAME', 'ANONYMOUS'] as const).map((value) => ({
            value,
            label: words(locale, `give.publicity.${value}`),
            note: words(locale, `give.publicity.${value}.note`),
          }))}
        />
        <TextArea
          name="message"
          label={words(locale, 'give.message')}
          hint={words(locale, 'give.message.hint', { max: String(MESSAGE_CHARS_MAX) })}
          problem={problemOf(form, 'message')}
          value={typed.message}
          rows={3}
        />
      </div>
    </details>
  );
}

/** The donate form: two taps, amount and pay; a POST that answers 303 to the provider's checkout. */
export function GiveForm({ form, locale, inert }: GiveFormProps): VNode {
  return (
    <form
      method="post"
      action={`/projects/${form.slug}/donations`}
      data-give={words(locale, 'give.submit.amount', { amount: '{amount}' })}
      data-sign={currencySign(form.currency, locale)}
      data-decimals={scaleOf(form.currency) ?? 2}
      noValidate
      inert={inert}
    >
      <FormProblems title={words(locale, 'give.problems')} problems={form.problems} />
      {form.notice && (
        <Notice tone="warn" live>
          <p>{form.notice}</p>
        </Notice>
      )}
      <FrequencyPart form={form} locale={locale} />
      <AmountFields form={form} locale={locale} />
      <OptionalFields form={form} locale={locale} />
      <DedicationFields form={form} locale={locale} />
      <OfficialFields form={form} locale={locale} />
      <AgeFields form={form} locale={locale} />
      <FollowPart form={form} locale={locale} />
      <ChallengePart form={form} locale={locale} />
      <Hidden name="form_key" value={form.formKey} />
      <Hidden name="currency" value={form.currency} />
      {form.channel && <Hidden name="ch" value={form.channel} />}
      <Button size="large" wide>
        {words(locale, 'give.submit')}
      </Button>
      <p class="soft small">{words(locale, 'give.after')}</p>
    </form>
  );
}
