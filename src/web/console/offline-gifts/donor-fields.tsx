import type { VNode } from 'preact';
import { SelectField, TextField } from '../../ui/fields.js';
import type { Desk } from '../access/visit.js';
import { words } from '../console.words.js';
import { type TypedFields, typed } from '../typed-fields.js';

interface Props {
  readonly desk: Desk;
  readonly fields: TypedFields;
  readonly problem: (name: string) => string | undefined;
  /** A pledge is somebody's; a gift may be nobody's. */
  readonly named?: boolean;
}

/** Who gives, and how they want to appear in public. */
export function DonorFields({ desk, fields, problem, named = false }: Props): VNode {
  const { locale } = desk;
  return (
    <>
      <TextField
        name="name"
        label={words(locale, 'offline.donor')}
        hint={words(locale, named ? 'offline.pledgerHint' : 'offline.donorHint')}
        problem={problem('name')}
        value={typed(fields, 'name')}
        autocomplete="off"
        required={named}
      />
      <SelectField
        name="donor_kind"
        label={words(locale, 'offline.donorKind')}
        problem={problem('donor_kind')}
        value={typed(fields, 'donor_kind')}
        options={[
          { value: 'person', label: words(locale, 'offline.donorKind.person') },
          { value: 'organization', label: words(locale, 'offline.donorKind.organization') },
        ]}
      />
      <SelectField
        name="publicity"
        label={words(locale, 'offline.publicity')}
        hint={words(locale, 'offline.publicityHint')}
        problem={problem('publicity')}
        value={typed(fields, 'publicity')}
        options={[
          { value: '', label: words(locale, 'offline.publicity.standard') },
          { value: 'MASKED', label: words(locale, 'offline.publicity.MASKED') },
          { value: 'REAL_NAME', label: words(locale, 'offline.publicity.REAL_NAME') },
          { value: 'ANONYMOUS', label: words(locale, 'offline.publicity.ANONYMOUS') },
        ]}
      />
    </>
  );
}
