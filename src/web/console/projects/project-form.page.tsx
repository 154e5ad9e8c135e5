import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import type { Organization } from '../../../organizations/organization.entity.js';
import type { Project } from '../../../projects/project.entity.js';
import { Actions, Button, ButtonLink } from '../../ui/buttons.js';
import { CheckField, FormProblems, Hidden, SelectField, TextArea, TextField } from '../../ui/fields.js';
import type { Desk } from '../access/visit.js';
import { type Key, words } from '../console.words.js';
import { at, DeskPage, nameOf } from '../layout.js';
import type { ProjectForm } from './project-form.js';

/** Refused fields with their sentences. */
export type Problems = readonly { readonly field: string; readonly text: string }[];

export interface ProjectFormProps {
  /** Null while the project is not made yet. */
  readonly project: Project | null;
  readonly form: ProjectForm;
  readonly chapters: readonly Organization[];
  readonly problems: Problems;
}

type TextName = Exclude<keyof ProjectForm, 'version' | 'emergency' | 'currency' | 'executorOrganizationId'>;

function fieldsFor({ form, problems }: ProjectFormProps, { locale }: Desk) {
  const wordsOf = (name: keyof ProjectForm) => ({
    name,
    label: words(locale, `projectField.${name}` as Key),
    problem: problems.find(({ field }) => field === name)?.text,
  });
  return {
    wordsOf,
    line: (name: TextName, more: { hint?: Key; required?: boolean; lang?: string; type?: 'date' } = {}) => {
      const { hint, ...rest } = more;
      return (
        <TextField
          {...wordsOf(name)}
          value={form[name]}
          {...rest}
          {...(hint && { hint: words(locale, hint) })}
        />
      );
    },
    area: (name: TextName, rows: number, hint?: Key) => (
      <TextArea
        {...wordsOf(name)}
        value={form[name] ?? ''}
        rows={rows}
        {...(hint && { hint: words(locale, hint) })}
      />
    ),
  };
}

function Texts({ desk, props }: { desk: Desk; props: ProjectFormProps }): VNode {
  const { line, area } = fieldsFor(props, desk);
  return (
    <div class="two-languages">
      <fieldset lang="zh-CN">
        <legend>中文</legend>
        {line('nameZh', { required: true })}
        {area('summaryZh', 3, 'hint.summary')}
        {area('storyZh', 12, 'hint.story')}
        {area('faqZh', 8, 'hint.faq')}
      </fieldset>
      <fieldset lang="en">
        <legend>English</legend>
        {line('nameEn', { required: true })}
        {area('summaryEn', 3, 'hint.summary')}
        {area('storyEn', 12, 'hint.story')}
        {area('faqEn', 8, 'hint.faq')}
      </fieldset>
    </div>
  );
}

function Terms({ desk, props }: { desk: Desk; props: ProjectFormProps }): VNode {
  const { locale } = desk;
  const { wordsOf, line, area } = fieldsFor(props, desk);
  const { form, chapters, project } = props;
  return (
    <fieldset>
      <legend>{words(locale, 'project.terms')}</legend>
      <div class="field-row">
        {project === null && (
          <SelectField
            {...wordsOf('currency')}
            value={form.currency ?? 'CNY'}
            options={['CNY', 'HKD', 'MOP', 'USD', 'EUR'].map((value) => ({ value, label: value }))}
          />
        )}
        {line('goal', { hint: 'hint.goal' })}
        {line('startsOn', { type: 'date' })}
        {line('endsOn', { type: 'date' })}
      </div>
      {area('budget', 6, 'hint.budget')}
      {line('filingNo', { hint: 'hint.filingNo' })}
      {line('filingUrl', { hint: 'hint.filingUrl' })}
      <CheckField
        {...wordsOf('emergency')}
        hint={words(locale, 'hint.emergency')}
        checked={form.emergency === '1'}
      />
      {chapters.length > 0 && (
        <SelectField
          {...wordsOf('executorOrganizationId')}
          value={form.executorOrganizationId}
          options={[
            { value: '', label: words(locale, 'project.executorSelf') },
            ...chapters.map((each) => ({ value: each.id, label: nameOf(each, locale) })),
          ]}
        />
      )}
    </fieldset>
  );
}

/** Making or changing a project: everything but its picture, which has a form of its own on the project's page. */
export function projectFormPage(desk: Desk, props: ProjectFormProps): VNode {
  const { locale } = desk;
  const { project, problems } = props;
  const { line } = fieldsFor(props, desk);
  const here = project ? at(desk, `/projects/${withPrefix('prj', project.id)}`) : at(desk, '/projects');
  const title = words(locale, project ? 'project.edit' : 'project.new');
  return (
    <DeskPage desk={desk} title={title} current="projects">
      <p class="crumbs">
        <a href={here}>{project ? nameOf(project, locale) : words(locale, 'nav.projects')}</a>
      </p>
      <h1>{title}</h1>
      <FormProblems title={words(locale, 'form.problems')} problems={problems} />
      <form method="post" action={here} encType="multipart/form-data" class="wide-form">
        {project && <Hidden name="version" value={props.form.version ?? String(project.version)} />}
        {project === null || project.state === 'draft' ? (
          line('slug', { hint: 'hint.slug', required: true })
        ) : (
          <Hidden name="slug" value={project.slug} />
        )}
        <Texts desk={desk} props={props} />
        <Terms desk={desk} props={props} />
        {project?.pictureFileId && (
          <div class="two-languages">
            {line('pictureAltZh')}
            {line('pictureAltEn')}
          </div>
        )}
        <Actions>
          <Button>{words(locale, project ? 'save' : 'project.create')}</Button>
          <ButtonLink second href={here}>
            {words(locale, 'cancel')}
          </ButtonLink>
        </Actions>
      </form>
    </DeskPage>
  );
}
