import type { VNode } from 'preact';
import {
  FILE_PROVIDERS,
  type TypedFileAccount,
} from '../../../providers/provider-account-changes.service.js';
import { Button } from '../../ui/buttons.js';
import { FormProblems, RadioField, TextField } from '../../ui/fields.js';
import type { Desk } from '../access/visit.js';
import { wordFor, words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';
import { type Problems, problemIn } from './provider-account.page.js';

/** The form that asks for an account which only files tell of. */
export function fileAdditionPage(desk: Desk, props: { typed: TypedFileAccount; problems: Problems }): VNode {
  const { locale } = desk;
  const { typed, problems } = props;
  const title = words(locale, 'providers.addFile');
  return (
    <DeskPage desk={desk} title={title} current="provider-accounts">
      <p class="crumbs">
        <a href={at(desk, '/provider-accounts')}>{words(locale, 'nav.provider-accounts')}</a>
      </p>
      <h1>{title}</h1>
      <p class="soft">{words(locale, 'providers.addFileLead')}</p>
      <FormProblems title={words(locale, 'providers.refused')} problems={problems} />
      <form method="post" action={at(desk, '/provider-accounts/file-additions')} autocomplete="off">
        <RadioField
          name="provider"
          label={words(locale, 'providers.provider')}
          problem={problemIn(problems, 'provider')}
          value={typed.provider}
          options={FILE_PROVIDERS.map((value) => ({
            value,
            label: wordFor(locale, 'approvalValue.provider', value),
          }))}
        />
        <TextField
          name="display_name"
          label={words(locale, 'providers.displayName')}
          hint={words(locale, 'providers.displayNameHint')}
          value={typed.displayName}
          problem={problemIn(problems, 'display_name')}
          maxlength={120}
        />
        <TextField
          name="merchant_no"
          label={words(locale, 'providers.merchantNo')}
          hint={words(locale, 'providers.merchantNoHint')}
          value={typed.merchantNo}
          problem={problemIn(problems, 'merchant_no')}
          maxlength={64}
        />
        <TextField
          name="account"
          label={words(locale, 'providers.account')}
          hint={words(locale, 'providers.accountHint')}
          value={typed.account}
          problem={problemIn(problems, 'account')}
          maxlength={40}
        />
        <TextField
          name="currency"
          label={words(locale, 'providers.currency')}
          hint={words(locale, 'providers.currencyHint')}
          value={typed.currency}
          problem={problemIn(problems, 'currency')}
          maxlength={3}
        />
        <TextField
          name="reason"
          label={words(locale, 'providers.reason')}
          value={typed.reason}
          problem={problemIn(problems, 'reason')}
          maxlength={500}
        />
        <Button>{words(locale, 'providers.ask')}</Button>
      </form>
    </DeskPage>
  );
}
