import type { VNode } from 'preact';
import { COST_CODES } from '../../../disbursements/disbursements.queries.js';
import type { UseChange } from '../../../disbursements/use-change.entity.js';
import { withPrefix } from '../../../kernel/ids.js';
import { readableMoney } from '../../../kernel/money.js';
import type { FundLine } from '../../../ledger/funds.queries.js';
import type { Project } from '../../../projects/project.entity.js';
import { Actions, Button, ButtonLink } from '../../ui/buttons.js';
import { FormProblems, Hidden, SelectField, TextArea, TextField } from '../../ui/fields.js';
import { Notice } from '../../ui/notices.js';
import type { Desk } from '../access/visit.js';
import { wordFor, words } from '../console.words.js';
import { at, DeskPage, nameOf } from '../layout.js';
import { PublicFields } from './public-fields.js';
import type { TypedDisbursement } from './typed-disbursement.js';
import { FiledUses } from './use-terms.view.js';

interface Props {
  readonly form: TypedDisbursement;
  readonly problems: readonly { field: string; text: string }[];
  readonly projects: readonly Project[];
  readonly funds: readonly FundLine[];
  /** What was filed for each project, by project id. */
  readonly filed: ReadonlyMap<string, UseChange>;
}

/** Asking for a disbursement: from which project's money, how much, to whom, what for. */
export function disbursementFormPage(desk: Desk, { form, problems, projects, funds, filed }: Props): VNode {
  const { locale } = desk;
  const title = words(locale, 'disbursements.new');
  const problem = (name: string) => problems.find(({ field }) => field === name)?.text;
  const optionOf = (project: Project) => {
    const fund = funds.find(({ fundId }) => fundId === project.fundId);
    const available = readableMoney({ amount: fund?.available ?? 0n, currency: project.currency }, locale);
    return {
      value: withPrefix('prj', project.id),
      label: words(locale, 'disbursements.projectOption', { name: nameOf(project, locale), available }),
    };
  };
  return (
    <DeskPage desk={desk} title={title} current="disbursements">
      <p class="crumbs">
        <a href={at(desk, '/disbursements')}>{words(locale, 'nav.disbursements')}</a>
      </p>
      <h1>{title}</h1>
      <p class="soft">{words(locale, 'disbursements.lead')}</p>
      <FormProblems title={words(locale, 'form.problems')} problems={problems} />
      <FiledUses desk={desk} projects={projects} filed={filed} />
      {projects.length === 0 ? (
        <Notice>
          <p>{words(locale, 'disbursements.noProject')}</p>
        </Notice>
      ) : (
        <form class="console-narrow" method="post" action={at(desk, '/disbursements')}>
          <Hidden name="form_key" value={form.form_key ?? ''} />
          <SelectField
            name="project"
            label={words(locale, 'day.project')}
            hint={words(locale, 'disbursements.projectHint')}
            problem={problem('project')}
            value={form.project}
            options={projects.map(optionOf)}
          />
          <SelectField
            name="account_code"
            label={words(locale, 'disbursements.account')}
            problem={problem('account_code')}
            value={form.account_code}
            options={COST_CODES.map((code) => ({
              value: code,
              label: `${code} ${wordFor(locale, 'account', code)}`,
            }))}
          />
          <TextField
            name="amount"
            label={words(locale, 'day.amount')}
            hint={words(locale, 'disbursements.amountHint')}
            problem={problem('amount') ?? problem('main')}
            value={form.amount}
            inputmode="decimal"
            required
          />
          <TextField
            name="payee"
            label={words(locale, 'disbursements.payee')}
            hint={words(locale, 'disbursements.payeeHint')}
            problem={problem('payee')}
            value={form.payee}
            autocomplete="off"
            required
          />
          <TextArea
            name="purpose"
            label={words(locale, 'disbursements.purpose')}
            hint={words(locale, 'disbursements.purposeHint')}
            problem={problem('purpose')}
            value={form.purpose ?? ''}
            rows={3}
            required
          />
          <PublicFields desk={desk} form={form} problem={problem} />
          <Actions>
            <Button>{words(locale, 'disbursements.ask')}</Button>
            <ButtonLink second href={at(desk, '/disbursements')}>
              {words(locale, 'cancel')}
            </ButtonLink>
          </Actions>
        </form>
      )}
    </DeskPage>
  );
}
