import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import type { Project } from '../../../projects/project.entity.js';
import { Actions, Button, ButtonLink } from '../../ui/buttons.js';
import { FormProblems, Hidden, SelectField, TextField } from '../../ui/fields.js';
import { Notice } from '../../ui/notices.js';
import type { Desk } from '../access/visit.js';
import { words } from '../console.words.js';
import { at, DeskPage, nameOf } from '../layout.js';
import { DonorFields } from '../offline-gifts/donor-fields.js';
import { type TypedFields, typed } from '../typed-fields.js';

/** Recording a promise. */
export function pledgeFormPage(
  desk: Desk,
  props: {
    readonly fields: TypedFields;
    readonly problems: readonly { field: string; text: string }[];
    readonly projects: readonly Project[];
  },
): VNode {
  const { locale } = desk;
  const { fields, problems, projects } = props;
  const title = words(locale, 'pledges.new');
  const problem = (name: string) => problems.find(({ field }) => field === name)?.text;
  return (
    <DeskPage desk={desk} title={title} current="pledges">
      <p class="crumbs">
        <a href={at(desk, '/pledges')}>{words(locale, 'nav.pledges')}</a>
      </p>
      <h1>{title}</h1>
      <p class="soft">{words(locale, 'pledges.lead')}</p>
      <FormProblems title={words(locale, 'form.problems')} problems={problems} />
      {projects.length === 0 ? (
        <Notice>
          <p>{words(locale, 'pledges.noProject')}</p>
        </Notice>
      ) : (
        <form class="console-narrow" method="post" action={at(desk, '/pledges')}>
          <Hidden name="form_key" value={typed(fields, 'form_key')} />
          <SelectField
            name="project"
            label={words(locale, 'day.project')}
            problem={problem('project')}
            value={typed(fields, 'project')}
            options={projects.map((each) => ({
              value: withPrefix('prj', each.id),
              label: nameOf(each, locale),
            }))}
          />
          <TextField
            name="amount"
            label={words(locale, 'pledges.promised')}
            hint={words(locale, 'disbursements.amountHint')}
            problem={problem('amount') ?? problem('main')}
            value={typed(fields, 'amount')}
            inputmode="decimal"
            required
          />
          <DonorFields desk={desk} fields={fields} problem={problem} named />
          <div class="field-row">
            <TextField
              name="pledged_on"
              type="date"
              label={words(locale, 'pledges.pledgedOn')}
              problem={problem('pledged_on')}
              value={typed(fields, 'pledged_on')}
              required
            />
            <TextField
              name="due_on"
              type="date"
              label={words(locale, 'pledges.dueOn')}
              hint={words(locale, 'pledges.dueHint')}
              problem={problem('due_on')}
              value={typed(fields, 'due_on')}
            />
          </div>
          <Actions>
            <Button>{words(locale, 'offline.record')}</Button>
            <ButtonLink second href={at(desk, '/pledges')}>
              {words(locale, 'cancel')}
            </ButtonLink>
          </Actions>
        </form>
      )}
    </DeskPage>
  );
}
