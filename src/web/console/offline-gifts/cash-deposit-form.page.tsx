import type { VNode } from 'preact';
import { readableMoney } from '../../../kernel/money.js';
import { Actions, Button, ButtonLink } from '../../ui/buttons.js';
import { FormProblems, Hidden, SelectField, TextField } from '../../ui/fields.js';
import { Notice } from '../../ui/notices.js';
import type { Desk } from '../access/visit.js';
import { words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';
import { type TypedFields, typed } from '../typed-fields.js';

/** Recording that counted cash was taken to the bank. */
export function cashDepositFormPage(
  desk: Desk,
  props: {
    readonly fields: TypedFields;
    readonly problems: readonly { field: string; text: string }[];
    readonly cash: readonly { currency: string; amount: bigint }[];
  },
): VNode {
  const { locale } = desk;
  const { fields, problems, cash } = props;
  const title = words(locale, 'offline.newDeposit');
  const problem = (name: string) => problems.find(({ field }) => field === name)?.text;
  return (
    <DeskPage desk={desk} title={title} current="offlineGifts">
      <p class="crumbs">
        <a href={at(desk, '/offline-gifts')}>{words(locale, 'nav.offlineGifts')}</a>
      </p>
      <h1>{title}</h1>
      <FormProblems title={words(locale, 'form.problems')} problems={problems} />
      {cash.length === 0 ? (
        <Notice>
          <p>{words(locale, 'offline.noCash')}</p>
        </Notice>
      ) : (
        <form class="console-narrow" method="post" action={at(desk, '/cash-deposits')}>
          <Hidden name="form_key" value={typed(fields, 'form_key')} />
          <SelectField
            name="currency"
            label={words(locale, 'offline.cash')}
            problem={problem('currency')}
            value={typed(fields, 'currency')}
            options={cash.map((sum) => ({
              value: sum.currency,
              label: `${sum.currency} ${readableMoney(sum, locale)}`,
            }))}
          />
          <TextField
            name="amount"
            label={words(locale, 'day.amount')}
            problem={problem('amount') ?? problem('main')}
            value={typed(fields, 'amount')}
            inputmode="decimal"
            required
          />
          <TextField
            name="deposited_on"
            type="date"
            label={words(locale, 'offline.depositedOn')}
            problem={problem('deposited_on')}
            value={typed(fields, 'deposited_on')}
            required
          />
          <TextField
            name="bank_reference"
            label={words(locale, 'disbursements.bankReference')}
            hint={words(locale, 'disbursements.bankReferenceHint')}
            problem={problem('bank_reference')}
            value={typed(fields, 'bank_reference')}
            autocomplete="off"
            required
          />
          <Actions>
            <Button>{words(locale, 'offline.record')}</Button>
            <ButtonLink second href={at(desk, '/offline-gifts')}>
              {words(locale, 'cancel')}
            </ButtonLink>
          </Actions>
        </form>
      )}
    </DeskPage>
  );
}
