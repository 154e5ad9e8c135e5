import type { VNode } from 'preact';
import type { AccountLine } from '../../../providers/provider-accounts.queries.js';
import { hasApi } from '../../../providers/provider-accounts.service.js';
import { Button, ButtonLink } from '../../ui/buttons.js';
import { FormProblems, TextField } from '../../ui/fields.js';
import { Time } from '../../ui/format.js';
import { Badge } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { wordFor, words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';
import { accountPath, ModeBadge, type Problems, problemIn, SecretField } from './provider-account.page.js';

/** All accounts of the organization. */
export function providerAccountsPage(desk: Desk, lines: readonly AccountLine[]): VNode {
  const { locale, organization } = desk;
  const title = words(locale, 'nav.provider-accounts');
  return (
    <DeskPage desk={desk} title={title} current="provider-accounts">
      <h1>{title}</h1>
      <p class="soft">{words(locale, 'providers.lead')}</p>
      {mayAct(desk, 'administrator') && (
        <p>
          <ButtonLink second href={at(desk, '/provider-accounts/additions')}>
            {words(locale, 'providers.add')}
          </ButtonLink>{' '}
          <ButtonLink second href={at(desk, '/provider-accounts/file-additions')}>
            {words(locale, 'providers.addFile')}
          </ButtonLink>
        </p>
      )}
      <Table
        caption={title}
        hideCaption
        columns={[
          { head: words(locale, 'providers.account') },
          { head: words(locale, 'providers.provider') },
          { head: words(locale, 'providers.mode') },
          { head: words(locale, 'providers.currency') },
          { head: words(locale, 'providers.keys') },
          { head: words(locale, 'providers.lastEvent') },
        ]}
        rows={lines.map((line) => [
          <a href={accountPath(desk, line)}>{line.account.displayName ?? line.account.account}</a>,
          wordFor(locale, 'approvalValue.provider', line.account.provider),
          <ModeBadge desk={desk} livemode={line.account.livemode} />,
          line.account.currency,
          line.main || !hasApi(line.account) ? (
            words(locale, line.main ? 'providers.fromSettings' : 'providers.noKeys')
          ) : (
            <Badge tone={line.keys.length > 1 ? 'good' : 'bad'}>
              {words(locale, line.keys.length > 1 ? 'providers.keysThere' : 'providers.keysMissing')}
            </Badge>
          ),
          line.lastEvent ? (
            <Time at={line.lastEvent.receivedAt} locale={locale} zone={organization.timeZone} />
          ) : (
            words(locale, 'providers.noEvent')
          ),
        ])}
        empty={words(locale, 'providers.none')}
      />
    </DeskPage>
  );
}

/** What stands in the form for a new account; secrets are typed anew each time. */
export interface TypedAccount {
  readonly account: string;
  readonly currency: string;
  readonly reason: string;
}

/** The form that asks for a new account. */
export function additionPage(desk: Desk, props: { typed: TypedAccount; problems: Problems }): VNode {
  const { locale } = desk;
  const { typed, problems } = props;
  const title = words(locale, 'providers.add');
  return (
    <DeskPage desk={desk} title={title} current="provider-accounts">
      <p class="crumbs">
        <a href={at(desk, '/provider-accounts')}>{words(locale, 'nav.provider-accounts')}</a>
      </p>
      <h1>{title}</h1>
      <p class="soft">{words(locale, 'providers.addLead')}</p>
      <FormProblems title={words(locale, 'providers.refused')} problems={problems} />
      <form method="post" action={at(desk, '/provider-accounts/additions')} autocomplete="off">
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
        <SecretField desk={desk} name="api_key" hint="providers.apiKeyHint" problems={problems} />
        <SecretField
          desk={desk}
          name="webhook_secret"
          hint="providers.webhookSecretHint"
          problems={problems}
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
