import type { VNode } from 'preact';
import type { CaseDetail } from '../../../cases/cases.queries.js';
import { withPrefix } from '../../../kernel/ids.js';
import { LEGS_MAX, type ResolutionChoices } from '../../../reconciliation/resolutions.queries.js';
import { Button } from '../../ui/buttons.js';
import { FormProblems, SelectField, TextArea, TextField } from '../../ui/fields.js';
import type { Desk } from '../access/visit.js';
import { wordFor, words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';
import { stakeOf } from './cases.page.js';
import type { Typed } from './resolution-form.js';

export interface ResolutionProps {
  readonly detail: CaseDetail;
  readonly choices: ResolutionChoices;
  readonly typed: Typed;
  readonly problems: readonly { field: string; text: string }[];
}

function Leg({ desk, props, n }: { desk: Desk; props: ResolutionProps; n: number }): VNode {
  const { locale } = desk;
  const { choices, typed } = props;
  const name = (part: string) => `leg${n}_${part}`;
  const problem = props.problems.find(({ field }) => field === `leg${n}`)?.text;
  const accounts = choices.codes.map((code) => ({
    value: code as string,
    label: `${code} ${wordFor(locale, 'account', code)}`,
  }));
  const blank = { value: '', label: words(locale, 'none') };
  return (
    <fieldset id={`leg${n}`}>
      <legend>{words(locale, 'resolution.leg', { n })}</legend>
      {problem && <span class="problem">{problem}</span>}
      <div class="field-row">
        <SelectField
          name={name('fund')}
          label={words(locale, 'approvalField.fund')}
          value={typed[name('fund')] ?? ''}
          options={[
            blank,
            ...choices.funds.map((fund) => ({
              value: fund.id,
              label: `${fund.code} ${locale === 'en' ? fund.nameEn : fund.nameZh} (${fund.currency})`,
            })),
          ]}
        />
        <SelectField
          name={name('debit')}
          label={words(locale, 'approvalField.debit')}
          value={typed[name('debit')] ?? ''}
          options={[blank, ...accounts]}
        />
        <SelectField
          name={name('credit')}
          label={words(locale, 'approvalField.credit')}
          value={typed[name('credit')] ?? ''}
          options={[blank, ...accounts]}
        />
        <SelectField
          name={name('account')}
          label={words(locale, 'approvalField.providerAccount')}
          value={typed[name('account')] ?? ''}
          options={[blank, ...choices.accounts.map(({ id, account }) => ({ value: id, label: account }))]}
        />
        <TextField
          name={name('amount')}
          label={words(locale, 'day.amount')}
          inputmode="decimal"
          value={typed[name('amount')] ?? ''}
        />
      </div>
    </fieldset>
  );
}

/** The form in which a clerk proposes the entry that would put a case right. */
export function resolutionPage(desk: Desk, props: ResolutionProps): VNode {
  const { locale } = desk;
  const { item } = props.detail;
  const title = words(locale, 'resolution.title');
  const path = at(desk, `/cases/${withPrefix('cas', item.id)}`);
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
      <p class="soft">{words(locale, 'resolution.lead')}</p>
      <FormProblems title={words(locale, 'cases.refused')} problems={props.problems} />
      <form method="post" action={`${path}/entry`} class="wide-form">
        {Array.from({ length: LEGS_MAX }, (_, index) => (
          <Leg key={index} desk={desk} props={props} n={index + 1} />
        ))}
        <TextArea
          name="memo"
          label={words(locale, 'approvalField.memo')}
          hint={words(locale, 'resolution.memoHint')}
          problem={props.problems.find(({ field }) => field === 'memo')?.text}
          value={props.typed.memo ?? ''}
          rows={3}
          required
        />
        <Button>{words(locale, 'resolution.propose')}</Button>
      </form>
    </DeskPage>
  );
}
