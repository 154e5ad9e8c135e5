import type { VNode } from 'preact';
import type { Locale } from '../../../platform/i18n/locale.js';
import { CheckField } from '../../ui/fields.js';
import { words } from '../donor.words.js';
import type { GiveFormView } from '../views.js';

/** On the donate form: to be mailed what the project tells. Never ticked by us; a refused form keeps the donor's tick. */
export function FollowChoice({ form, locale }: { form: GiveFormView; locale: Locale }): VNode {
  return (
    <CheckField
      name="follow"
      label={words(locale, 'follow.choice')}
      hint={words(locale, 'follow.choice.hint')}
      checked={form.typed.parts.follow === '1'}
    />
  );
}
