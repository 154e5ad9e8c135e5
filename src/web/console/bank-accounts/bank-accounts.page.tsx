import type { VNode } from 'preact';
import type { BankAccountLine } from '../../../organizations/bank-accounts.queries.js';
import type { TypedBankAccount } from '../../../organizations/bank-accounts.service.js';
import type { ApprovalWithVotes } from '../../../platform/approvals/approvals.queries.js';
import { Button } from '../../ui/buttons.js';
import { Facts } from '../../ui/facts.js';
import { FormProblems, TextField } from '../../ui/fields.js';
import { Time } from '../../ui/format.js';
import { Badge, Notice } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { approvalPath, type Names } from '../approvals/approvals.page.js';
import { wordFor, words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';

const TONES = { requested: 'warn', active: 'good', replaced: 'plain', withdrawn: 'plain' } as const;

export interface BankAccountsProps {
  readonly accounts: readonly BankAccountLine[];
  readonly names: Names;
  /** The request that waits for an approver. */
  readonly waiting: ApprovalWithVotes | null;
  readonly problems: readonly { readonly field: string; readonly text: string }[];
  readonly typed?: TypedBankAccount;
  readonly done?: unknown;
}

/** The dedicated account, its history, and for administrators the form that asks for another. */
export function bankAccountsPage(desk: Desk, props: BankAccountsProps): VNode {
  const { locale } = desk;
  const { waiting } = props;
  const title = words(locale, 'nav.bank-accounts');
  const present = props.accounts.find(({ state }) => state === 'active');
  return (
    <DeskPage desk={desk} title={title} current="bank-accounts" done={props.done}>
      <h1>{title}</h1>
      <p class="soft">{words(locale, 'bank.lead')}</p>
      <FormProblems title={words(locale, 'bank.refused')} problems={props.problems} />
      {waiting && (
        <Notice tone="warn">
          <p>
            <a href={approvalPath(desk, waiting.id)}>{words(locale, 'bank.waits')}</a>
          </p>
        </Notice>
      )}
      {present ? <Present desk={desk} account={present} /> : <p>{words(locale, 'bank.none')}</p>}
      {!waiting && mayAct(desk, 'administrator') && <Form desk={desk} first={!present} {...props} />}
      <History desk={desk} {...props} />
    </DeskPage>
  );
}

function Present({ desk, account }: { desk: Desk; account: BankAccountLine }): VNode {
  const { locale, organization } = desk;
  return (
    <Facts
      facts={[
        [words(locale, 'approvalField.holder'), account.holder],
        [words(locale, 'approvalField.bank'), account.bank],
        [words(locale, 'approvalField.branch'), account.branch],
        [words(locale, 'approvalField.number'), <span class="code">{account.number}</span>],
        [
          words(locale, 'bank.since'),
          account.activeFrom && <Time at={account.activeFrom} locale={locale} zone={organization.timeZone} />,
        ],
      ]}
    />
  );
}

function Form(props: BankAccountsProps & { desk: Desk; first: boolean }): VNode {
  const { desk, typed, first, problems } = props;
  const { locale } = desk;
  const problem = (field: string) => problems.find((each) => each.field === field)?.text;
  return (
    <form method="post" action={at(desk, '/bank-accounts')} autocomplete="off">
      <h2>{words(locale, first ? 'bank.enter' : 'bank.change')}</h2>
      <p class="soft">{words(locale, 'bank.two')}</p>
      <TextField
        name="holder"
        label={words(locale, 'approvalField.holder')}
        hint={words(locale, 'bank.holderHint')}
        value={typed?.holder ?? desk.organization.nameZh}
        problem={problem('holder')}
        maxlength={120}
      />
      <TextField
        name="bank"
        label={words(locale, 'approvalField.bank')}
        value={typed?.bank}
        problem={problem('bank')}
        maxlength={120}
      />
      <TextField
        name="branch"
        label={words(locale, 'approvalField.branch')}
        optional={words(locale, 'bank.optional')}
        value={typed?.branch}
        problem={problem('branch')}
        maxlength={160}
      />
      <TextField
        name="number"
        label={words(locale, 'approvalField.number')}
        hint={words(locale, 'bank.numberHint')}
        value={typed?.number}
        problem={problem('number')}
        inputmode="numeric"
        maxlength={50}
        autocomplete="off"
      />
      <TextField
        name="reason"
        label={words(locale, 'approvalField.reason')}
        value={typed?.reason}
        problem={problem('reason')}
        maxlength={500}
      />
      <Button>{words(locale, 'bank.ask')}</Button>
    </form>
  );
}

function History({ desk, accounts, names }: BankAccountsProps & { desk: Desk }): VNode {
  const { locale, organization } = desk;
  const time = (instant: Date | null) =>
    instant && <Time at={instant} locale={locale} zone={organization.timeZone} />;
  return (
    <>
      <h2>{words(locale, 'bank.history')}</h2>
      <Table
        caption={words(locale, 'bank.history')}
        hideCaption
        columns={[
          { head: words(locale, 'bank.asked') },
          { head: words(locale, 'day.state') },
          { head: words(locale, 'approvalField.bank') },
          { head: words(locale, 'approvalField.number') },
          { head: words(locale, 'bank.used') },
          { head: words(locale, 'approvalField.reason') },
        ]}
        rows={accounts.map((account) => [
          <a href={approvalPath(desk, account.approvalId)}>
            {time(account.requestedAt)} · {names.get(account.requestedBy) ?? words(locale, 'unknown')}
          </a>,
          <Badge tone={TONES[account.state]}>{wordFor(locale, 'bank.state', account.state)}</Badge>,
          account.bank,
          <span class="code">{account.number}</span>,
          account.activeFrom ? (
            <>
              {time(account.activeFrom)} – {time(account.endedAt)}
            </>
          ) : (
            '—'
          ),
          account.reason,
        ])}
        empty={words(locale, 'bank.noHistory')}
      />
    </>
  );
}
