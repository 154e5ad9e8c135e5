import type { VNode } from 'preact';
import { PARTNER_KINDS } from '../../../partners/partners.queries.js';
import type { ProfileFields } from '../../../partners/partners.service.js';
import type { Locale } from '../../../platform/i18n/locale.js';
import { RadioField, TextArea, TextField } from '../../ui/fields.js';
import { type TypedFields, typed } from '../../ui/typed-fields.js';
import { words } from '../partner.words.js';
import { type Problems, problemIn } from '../partner-forms.js';

/** What an outlet typed about itself. */
export function typedProfile(fields: TypedFields): ProfileFields {
  return {
    nameZh: typed(fields, 'name_zh'),
    nameEn: typed(fields, 'name_en'),
    kind: typed(fields, 'kind'),
    website: typed(fields, 'website'),
    introduction: typed(fields, 'introduction'),
  };
}

/** The fields in which an outlet says what it is. */
export function ProfileInputs(props: { locale: Locale; given: ProfileFields; problems: Problems }): VNode {
  const { locale, given, problems } = props;
  return (
    <>
      <TextField
        name="name_zh"
        label={words(locale, 'profile.nameZh')}
        value={given.nameZh}
        problem={problemIn(problems, 'name_zh')}
        maxlength={120}
        autocomplete="organization"
      />
      <TextField
        name="name_en"
        label={words(locale, 'profile.nameEn')}
        hint={words(locale, 'profile.nameEnHint')}
        value={given.nameEn}
        problem={problemIn(problems, 'name_en')}
        maxlength={160}
      />
      <RadioField
        name="kind"
        label={words(locale, 'profile.kind')}
        value={given.kind}
        problem={problemIn(problems, 'kind')}
        options={PARTNER_KINDS.map((kind) => ({ value: kind, label: words(locale, `profile.kind.${kind}`) }))}
      />
      <TextField
        name="website"
        label={words(locale, 'profile.website')}
        optional={words(locale, 'optional')}
        value={given.website}
        problem={problemIn(problems, 'website')}
        maxlength={300}
        autocomplete="url"
      />
      <TextArea
        name="introduction"
        label={words(locale, 'profile.introduction')}
        hint={words(locale, 'profile.introductionHint')}
        value={given.introduction}
        problem={problemIn(problems, 'introduction')}
        rows={4}
      />
    </>
  );
}
