import type { VNode } from 'preact';
import { PURPOSE_KINDS } from '../../../disbursements/use-changes.queries.js';
import { SelectField, TextArea, TextField } from '../../ui/fields.js';
import type { Desk } from '../access/visit.js';
import { wordFor, words } from '../console.words.js';
import type { TypedDisbursement } from './typed-disbursement.js';

/** What everybody will read of a disbursement: what relief it is, where, for how many. */
export function PublicFields({
  desk: { locale },
  form,
  problem,
}: {
  desk: Desk;
  form: TypedDisbursement;
  problem: (name: string) => string | undefined;
}): VNode {
  const optional = words(locale, 'optional');
  return (
    <fieldset>
      <legend>{words(locale, 'spending.public')}</legend>
      <p class="hint">{words(locale, 'spending.publicHint')}</p>
      <SelectField
        name="purpose_kind"
        label={words(locale, 'spending.purposeKind')}
        problem={problem('purpose_kind')}
        value={form.purpose_kind}
        options={PURPOSE_KINDS.map((kind) => ({ value: kind, label: wordFor(locale, 'purposeKind', kind) }))}
      />
      <TextArea
        name="public_zh"
        label={words(locale, 'spending.publicZh')}
        hint={words(locale, 'spending.publicTextHint')}
        problem={problem('public_zh')}
        value={form.public_zh ?? ''}
        rows={2}
        required
      />
      <TextArea
        name="public_en"
        label={words(locale, 'spending.publicEn')}
        problem={problem('public_en')}
        value={form.public_en ?? ''}
        rows={2}
        required
      />
      <TextField
        name="area_zh"
        label={words(locale, 'spending.areaZh')}
        hint={words(locale, 'spending.areaHint')}
        problem={problem('area_zh')}
        value={form.area_zh}
        lang="zh-CN"
        required
      />
      <TextField
        name="area_en"
        label={words(locale, 'spending.areaEn')}
        problem={problem('area_en')}
        value={form.area_en}
        lang="en"
        required
      />
      <TextField
        name="households"
        label={words(locale, 'spending.households')}
        hint={words(locale, 'spending.helpedHint')}
        problem={problem('households')}
        value={form.households}
        inputmode="numeric"
        optional={optional}
      />
      <TextField
        name="persons"
        label={words(locale, 'spending.persons')}
        problem={problem('persons')}
        value={form.persons}
        inputmode="numeric"
        optional={optional}
      />
    </fieldset>
  );
}
