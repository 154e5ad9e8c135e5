import type { VNode } from 'preact';
import { COST_CODES } from '../../../disbursements/disbursements.queries.js';
import { PURPOSE_KINDS } from '../../../disbursements/use-changes.queries.js';
import { withPrefix } from '../../../kernel/ids.js';
import type { Project } from '../../../projects/project.entity.js';
import { Actions, Button, ButtonLink } from '../../ui/buttons.js';
import { FieldNotes, FormProblems, Hidden, TextArea, TextField } from '../../ui/fields.js';
import { Notice } from '../../ui/notices.js';
import type { Desk } from '../access/visit.js';
import { type Key, wordFor, words } from '../console.words.js';
import { at, DeskPage, nameOf } from '../layout.js';

/** The form as it was typed: what was ticked stands in lists. */
export interface TypedUse {
  readonly purpose_kinds: readonly string[];
  readonly cost_codes: readonly string[];
  readonly texts: Readonly<Partial<Record<string, string>>>;
}

interface Props {
  readonly project: Project;
  /** Whether something was filed before: then this is a change, with its own filing. */
  readonly isChange: boolean;
  readonly form: TypedUse;
  readonly problems: readonly { field: string; text: string }[];
}

function Boxes(props: {
  name: string;
  label: string;
  problem: string | undefined;
  chosen: readonly string[];
  options: readonly { value: string; label: string }[];
}): VNode {
  return (
    <fieldset id={props.name} aria-describedby={props.problem ? `${props.name}-problem` : undefined}>
      <legend>{props.label}</legend>
      <FieldNotes name={props.name} label={props.label} problem={props.problem} />
      {props.options.map(({ value, label }) => (
        <label class="choice" key={value}>
          <input type="checkbox" name={props.name} value={value} checked={props.chosen.includes(value)} />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  );
}

/** Writing down what a project's money may be used for, or changing it. */
export function useFormPage(desk: Desk, { project, isChange, form, problems }: Props): VNode {
  const { locale } = desk;
  const { texts } = form;
  const title = words(locale, isChange ? 'uses.newChange' : 'uses.newPlan');
  const problem = (name: string) => problems.find(({ field }) => field === name)?.text;
  const area = (name: string, label: Key, hint?: Key, rows = 2) => (
    <TextArea
      name={name}
      label={words(locale, label)}
      hint={hint && words(locale, hint)}
      problem={problem(name)}
      value={texts[name] ?? ''}
      rows={rows}
      required
    />
  );
  const day = (name: string, label: Key, isNeeded = false) => (
    <TextField
      name={name}
      type="date"
      label={words(locale, label)}
      problem={problem(name)}
      value={texts[name]}
      required={isNeeded}
      {...(isNeeded ? {} : { optional: words(locale, 'optional') })}
    />
  );
  return (
    <DeskPage desk={desk} title={title} current="uses">
      <p class="crumbs">
        <a href={at(desk, '/uses')}>{words(locale, 'uses.title')}</a>
      </p>
      <h1>{title}</h1>
      <p>{nameOf(project, locale)}</p>
      <Notice>
        <p>
          {words(
            locale,
            isChange ? 'uses.changeLead' : project.state === 'draft' ? 'uses.draftLead' : 'uses.planLead',
          )}
        </p>
      </Notice>
      <FormProblems title={words(locale, 'form.problems')} problems={problems} />
      <form class="console-narrow" method="post" action={at(desk, '/uses')}>
        <Hidden name="form_key" value={texts.form_key ?? ''} />
        <Hidden name="project" value={withPrefix('prj', project.id)} />
        <Boxes
          name="purpose_kinds"
          label={words(locale, 'uses.purposeKinds')}
          problem={problem('purpose_kinds')}
          chosen={form.purpose_kinds}
          options={PURPOSE_KINDS.map((kind) => ({
            value: kind,
            label: wordFor(locale, 'purposeKind', kind),
          }))}
        />
        <Boxes
          name="cost_codes"
          label={words(locale, 'uses.costCodes')}
          problem={problem('cost_codes')}
          chosen={form.cost_codes}
          options={COST_CODES.map((code) => ({
            value: code,
            label: `${code} ${wordFor(locale, 'account', code)}`,
          }))}
        />
        {area('areas_zh', 'uses.areasZh', 'uses.areasHint', 3)}
        {area('areas_en', 'uses.areasEn', undefined, 3)}
        {day('uses_from', 'uses.from')}
        {day('uses_until', 'uses.until')}
        {area('text_zh', 'uses.textZh', 'uses.textHint', 3)}
        {area('text_en', 'uses.textEn', undefined, 3)}
        {isChange && (
          <>
            {area('reason_zh', 'uses.reasonZh', 'uses.reasonHint', 3)}
            {area('reason_en', 'uses.reasonEn', undefined, 3)}
            <TextField
              name="filing_record_no"
              label={words(locale, 'uses.filingRecord')}
              hint={words(locale, 'uses.filingRecordHint')}
              problem={problem('filing_record_no')}
              value={texts.filing_record_no}
              autocomplete="off"
              required
            />
            {day('filed_on', 'uses.filedOn', true)}
          </>
        )}
        <Actions>
          <Button>{words(locale, project.state === 'draft' ? 'uses.save' : 'uses.ask')}</Button>
          <ButtonLink second href={at(desk, '/uses')}>
            {words(locale, 'cancel')}
          </ButtonLink>
        </Actions>
      </form>
    </DeskPage>
  );
}
