import type { VNode } from 'preact';
import type { CaseDetail } from '../../../cases/cases.queries.js';
import { withPrefix } from '../../../kernel/ids.js';
import type { Project } from '../../../projects/project.entity.js';
import { Button } from '../../ui/buttons.js';
import { FormProblems, SelectField, TextArea, TextField } from '../../ui/fields.js';
import type { Desk } from '../access/visit.js';
import { wordFor, words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';
import { stakeOf } from './cases.page.js';
import type { Typed } from './resolution-form.js';

export interface ReleaseProps {
  readonly detail: CaseDetail;
  readonly projects: readonly Project[];
  readonly typed: Typed;
  readonly problems: readonly { field: string; text: string }[];
}

/** The form in which a clerk asks that money in suspense become a gift. */
export function releasePage(desk: Desk, { detail, projects, typed, problems }: ReleaseProps): VNode {
  const { locale } = desk;
  const { item } = detail;
  const title = words(locale, 'release.title');
  const path = at(desk, `/cases/${withPrefix('cas', item.id)}`);
  const problem = (name: string) => problems.find(({ field }) => field === name)?.text;
  return (
    <DeskPage desk={desk} title={title} current="cases">
      <p class="crumbs">
        <a href={at(desk, '/cases')}>{words(locale, 'nav.cases')}</a> ·{' '}
        <a href={path}>{wordFor(locale, 'caseKind', item.kind)}</a>
      </p>
      <h1>{title}</h1>
      <p>
        {wordFor(locale, 'caseKind', item.kind)} · {stakeOf(desk, item)}
      </p>
      {item.detail && <p class="soft">{item.detail}</p>}
      <p class="soft">{words(locale, 'release.lead')}</p>
      <FormProblems title={words(locale, 'cases.refused')} problems={problems} />
      <form method="post" action={`${path}/release`}>
        <TextField
          name="donation"
          label={words(locale, 'release.donation')}
          hint={words(locale, 'release.donationHint')}
          problem={problem('donation')}
          value={typed.donation ?? ''}
          maxlength={40}
        />
        <SelectField
          name="project"
          label={words(locale, 'release.project')}
          hint={words(locale, 'release.projectHint')}
          problem={problem('project')}
          value={typed.project ?? ''}
          options={[
            { value: '', label: words(locale, 'none') },
            ...projects.map(({ id, nameZh, nameEn, currency }) => ({
              value: id,
              label: `${locale === 'en' ? nameEn : nameZh} (${currency})`,
            })),
          ]}
        />
        <TextArea
          name="reason"
          label={words(locale, 'cases.reason')}
          hint={words(locale, 'release.reasonHint')}
          problem={problem('reason')}
          value={typed.reason ?? ''}
          rows={3}
          required
        />
        <Button>{words(locale, 'resolution.propose')}</Button>
      </form>
    </DeskPage>
  );
}
