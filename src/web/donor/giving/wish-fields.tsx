import type { VNode } from 'preact';
import type { Locale } from '../../../platform/i18n/locale.js';
import { SelectField, TextField } from '../../ui/fields.js';
import { uiWords } from '../../ui/ui.words.js';
import { shortMoney } from '../amounts.js';
import { type WordKey, words } from '../donor.words.js';
import type { GivePartProps } from '../give-slots.js';
import type { GiveFormView } from '../views.js';

const NAME_MAX = 40;
const PAYER_MAX = 100;
/** 18 characters, and the spaces and dashes that people copy with them. */
const NUMBER_MAX = 30;

const problemOf = (form: GiveFormView, field: string) =>
  form.problems.find((problem) => problem.field === field)?.text;

/** One optional matter of the form: closed until something was typed or is wrong in it. */
function Matter(
  props: GivePartProps & { title: WordKey; fields: readonly string[]; children: VNode },
): VNode {
  const { form, locale, title, fields, children } = props;
  const open = fields.some((field) => problemOf(form, field) || form.typed.parts[field]);
  return (
    <details class="more" open={open}>
      <summary>
        {words(locale, title)} <span class="optional">{uiWords(locale, 'optional')}</span>
      </summary>
      <div>{children}</div>
    </details>
  );
}

/** A choice whose first answer is "nothing": it can be taken back without a script. */
function Choice(
  props: GivePartProps & {
    name: string;
    label: WordKey;
    values: readonly (readonly [string, WordKey])[];
    hint?: string;
  },
): VNode {
  const { form, locale, name, label, values, hint } = props;
  return (
    <SelectField
      name={name}
      label={words(locale, label)}
      {...(hint && { hint })}
      problem={problemOf(form, name)}
      value={form.typed.parts[name] ?? ''}
      options={values.map(([value, key]) => ({ value, label: words(locale, key) }))}
    />
  );
}

/** In whose honour or memory. */
export function DedicationFields({ form, locale }: GivePartProps): VNode {
  return (
    <Matter
      form={form}
      locale={locale}
      title="give.dedication"
      fields={['dedication_kind', 'dedication_name']}
    >
      <>
        <Choice
          form={form}
          locale={locale}
          name="dedication_kind"
          label="give.dedication.kind"
          values={[
            ['', 'give.dedication.none'],
            ['honor', 'give.dedication.honor'],
            ['memory', 'give.dedication.memory'],
          ]}
        />
        <TextField
          name="dedication_name"
          label={words(locale, 'give.dedication.name')}
          hint={words(locale, 'give.dedication.name.hint')}
          problem={problemOf(form, 'dedication_name')}
          value={form.typed.parts.dedication_name}
          autocomplete="off"
          maxlength={NAME_MAX}
        />
      </>
    </Matter>
  );
}

/** 申请票据: for whom the official receipt is to be. */
export function OfficialFields({ form, locale }: GivePartProps): VNode {
  const { parts } = form.typed;
  return (
    <Matter
      form={form}
      locale={locale}
      title="give.official"
      fields={['official_kind', 'official_name', 'official_no']}
    >
      <>
        <p class="soft small">{words(locale, 'give.official.lead')}</p>
        <Choice
          form={form}
          locale={locale}
          name="official_kind"
          label="give.official.kind"
          values={[
            ['', 'give.official.none'],
            ['person', 'give.official.person'],
            ['organization', 'give.official.organization'],
          ]}
        />
        <TextField
          name="official_name"
          label={words(locale, 'give.official.name')}
          hint={words(locale, 'give.official.name.hint')}
          problem={problemOf(form, 'official_name')}
          value={parts.official_name}
          autocomplete="off"
          maxlength={PAYER_MAX}
        />
        <TextField
          name="official_no"
          label={words(locale, 'give.official.no')}
          hint={words(locale, 'give.official.no.hint')}
          problem={problemOf(form, 'official_no')}
          value={parts.official_no}
          autocomplete="off"
          maxlength={NUMBER_MAX}
        />
      </>
    </Matter>
  );
}

/** What a donor under 18 declares. */
export function AgeFields({ form, locale }: GivePartProps): VNode {
  return (
    <Matter form={form} locale={locale} title="give.age" fields={['age']}>
      <Choice
        form={form}
        locale={locale}
        name="age"
        label="give.age.label"
        hint={words(locale, 'give.age.hint', { limit: shortMoney(form.minorMax, locale) })}
        values={[
          ['', 'give.age.none'],
          ['adult', 'give.age.adult'],
          ['minor_with_guardian', 'give.age.minor_with_guardian'],
        ]}
      />
    </Matter>
  );
}

/** A dedication as the public reads it; empty without one. */
export function dedicationWords(
  dedication: { readonly kind: 'honor' | 'memory'; readonly name: string } | null,
  locale: Locale,
): string {
  return dedication ? words(locale, `label.dedication.${dedication.kind}`, { name: dedication.name }) : '';
}
