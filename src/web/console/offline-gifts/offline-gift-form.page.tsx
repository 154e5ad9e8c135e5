import type { VNode } from 'preact';
import { denominationsOf } from '../../../donations/offline.queries.js';
import { withPrefix } from '../../../kernel/ids.js';
import { readableMoney } from '../../../kernel/money.js';
import type { Project } from '../../../projects/project.entity.js';
import { Actions, Button, ButtonLink } from '../../ui/buttons.js';
import { FormProblems, Hidden, SelectField, TextField } from '../../ui/fields.js';
import { Notice } from '../../ui/notices.js';
import type { Desk } from '../access/visit.js';
import { words } from '../console.words.js';
import { at, DeskPage, nameOf } from '../layout.js';
import { type TypedFields, typed } from '../typed-fields.js';
import { DonorFields } from './donor-fields.js';

interface Props {
  readonly fields: TypedFields;
  readonly problems: readonly { field: string; text: string }[];
  readonly projects: readonly Project[];
}

interface Inputs extends Props {
  readonly desk: Desk;
  readonly problem: (name: string) => string | undefined;
}

function CashFields({ desk, fields, problem, projects }: Inputs): VNode {
  const { locale } = desk;
  const chosen = projects.find(({ id }) => withPrefix('prj', id) === typed(fields, 'project')) ?? projects[0];
  const currency = chosen?.currency ?? 'CNY';
  return (
    <fieldset id="counts">
      <legend>{words(locale, 'offline.countSheet')}</legend>
      <p class="hint">{words(locale, 'offline.countHint')}</p>
      {problem('counts') && <p class="problem">{problem('counts')}</p>}
      <div class="field-row">
        {denominationsOf(currency).map((denomination) => (
          <TextField
            key={denomination}
            name={`count_${denomination}`}
            label={words(locale, 'offline.pieces', {
              note: readableMoney({ amount: denomination, currency }, locale).replace(/\.00$/, ''),
            })}
            problem={problem(`count_${denomination}`)}
            value={typed(fields, `count_${denomination}`)}
            inputmode="numeric"
            autocomplete="off"
          />
        ))}
      </div>
      <div class="field-row">
        <TextField
          name="counted_by"
          label={words(locale, 'offline.countedBy')}
          problem={problem('counted_by')}
          value={typed(fields, 'counted_by')}
          required
        />
        <TextField
          name="counted_with"
          label={words(locale, 'offline.countedWith')}
          problem={problem('counted_with')}
          value={typed(fields, 'counted_with')}
          required
        />
      </div>
    </fieldset>
  );
}

function BankFields({ desk, fields, problem }: Inputs): VNode {
  const { locale } = desk;
  return (
    <div class="field-row">
      <TextField
        name="bank_reference"
        label={words(locale, 'disbursements.bankReference')}
        hint={words(locale, 'disbursements.bankReferenceHint')}
        problem={problem('bank_reference')}
        value={typed(fields, 'bank_reference')}
        autocomplete="off"
        required
      />
      <TextField
        name="payer"
        label={words(locale, 'offline.payer')}
        hint={words(locale, 'offline.payerHint')}
        problem={problem('payer')}
        value={typed(fields, 'payer')}
        autocomplete="off"
        required
      />
    </div>
  );
}

function GiftForm(props: Inputs): VNode {
  const { desk, fields, problem, projects } = props;
  const { locale } = desk;
  const cash = typed(fields, 'way') === 'cash';
  return (
    <form class="console-narrow" method="post" action={at(desk, '/offline-gifts')}>
      <Hidden name="form_key" value={typed(fields, 'form_key')} />
      <Hidden name="way" value={cash ? 'cash' : 'bank_transfer'} />
      {typed(fields, 'pledge') && <Hidden name="pledge" value={typed(fields, 'pledge')} />}
      <SelectField
        name="project"
        label={words(locale, 'day.project')}
        problem={problem('project') ?? problem('pledge')}
        value={typed(fields, 'project')}
        options={projects.map((each) => ({ value: withPrefix('prj', each.id), label: nameOf(each, locale) }))}
      />
      <div class="field-row">
        <TextField
          name="amount"
          label={words(locale, 'day.amount')}
          hint={words(locale, 'disbursements.amountHint')}
          problem={problem('amount') ?? problem('main')}
          value={typed(fields, 'amount')}
          inputmode="decimal"
          required
        />
        <TextField
          name="received_on"
          type="date"
          label={words(locale, cash ? 'offline.countedOn' : 'offline.arrivedOn')}
          problem={problem('received_on')}
          value={typed(fields, 'received_on')}
          required
        />
      </div>
      {cash ? <CashFields {...props} /> : <BankFields {...props} />}
      <DonorFields desk={desk} fields={fields} problem={problem} />
      <TextField
        name="mail"
        type="email"
        label={words(locale, 'offline.mail')}
        hint={words(locale, 'offline.mailHint')}
        problem={problem('mail')}
        value={typed(fields, 'mail')}
        autocomplete="off"
      />
      <TextField
        name="channel"
        label={words(locale, 'offline.channel')}
        hint={words(locale, 'offline.channelHint')}
        problem={problem('channel')}
        value={typed(fields, 'channel')}
        autocomplete="off"
      />
      <Actions>
        <Button>{words(locale, 'offline.record')}</Button>
        <ButtonLink second href={at(desk, '/offline-gifts')}>
          {words(locale, 'cancel')}
        </ButtonLink>
      </Actions>
    </form>
  );
}

/** Recording a gift that came past the providers: cash with its count sheet, or a bank transfer. */
export function offlineGiftFormPage(desk: Desk, props: Props): VNode {
  const { locale } = desk;
  const { problems, projects } = props;
  const cash = typed(props.fields, 'way') === 'cash';
  const title = words(locale, cash ? 'offline.newCash' : 'offline.newBank');
  const problem = (name: string) => problems.find(({ field }) => field === name)?.text;
  return (
    <DeskPage desk={desk} title={title} current="offlineGifts">
      <p class="crumbs">
        <a href={at(desk, '/offline-gifts')}>{words(locale, 'nav.offlineGifts')}</a>
      </p>
      <h1>{title}</h1>
      <p class="soft">{words(locale, 'offline.lead')}</p>
      <FormProblems title={words(locale, 'form.problems')} problems={problems} />
      {projects.length === 0 ? (
        <Notice>
          <p>{words(locale, 'disbursements.noProject')}</p>
        </Notice>
      ) : (
        <GiftForm desk={desk} problem={problem} {...props} />
      )}
    </DeskPage>
  );
}
