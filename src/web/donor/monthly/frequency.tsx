import type { VNode } from 'preact';
import type { Locale } from '../../../platform/i18n/locale.js';
import { RadioField } from '../../ui/fields.js';
import { words } from '../donor.words.js';
import type { GiveFormView } from '../views.js';

/** Once or every month: once comes first and is the standard; what is agreed to with the other stands beside it. */
export function FrequencyChoice({ form, locale }: { form: GiveFormView; locale: Locale }): VNode {
  return (
    <>
      <RadioField
        name="frequency"
        label={words(locale, 'monthly.choice')}
        problem={form.problems.find(({ field }) => field === 'frequency')?.text}
        value={form.typed.parts.frequency === 'monthly' ? 'monthly' : 'once'}
        options={[
          { value: 'once', label: words(locale, 'monthly.once') },
          {
            value: 'monthly',
            label: words(locale, 'monthly.every'),
            note: words(locale, 'monthly.every.note'),
          },
        ]}
      />
      <details class="more">
        <summary>{words(locale, 'monthly.terms')}</summary>
        <p class="small">
          {words(locale, 'monthly.terms.text')} <a href="/privacy">{words(locale, 'footer.privacy')}</a>
        </p>
      </details>
    </>
  );
}
