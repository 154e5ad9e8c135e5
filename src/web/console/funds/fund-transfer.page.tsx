import type { VNode } from 'preact';
import type { FundTransfer } from '../../../disbursements/fund-transfer.entity.js';
import { withPrefix } from '../../../kernel/ids.js';
import { readableMoney } from '../../../kernel/money.js';
import type { FundLine } from '../../../ledger/funds.queries.js';
import type { EntryLine } from '../../../ledger/ledger.queries.js';
import { Actions, Button, ButtonLink } from '../../ui/buttons.js';
import { Facts } from '../../ui/facts.js';
import { FormProblems, Hidden, SelectField, TextArea, TextField } from '../../ui/fields.js';
import { Time } from '../../ui/format.js';
import { Notice } from '../../ui/notices.js';
import { type Desk, mayAct } from '../access/visit.js';
import { words } from '../console.words.js';
import { EntryLines } from '../entry-lines.js';
import { at, DeskPage } from '../layout.js';
import type { TrailEvent } from '../trail/trail.queries.js';
import { Trail } from '../trail/trail.view.js';
import { fundName, fundTitle } from './fund-names.js';
import { TransferState } from './funds.page.js';

/** The form as it was typed. */
export interface TypedTransfer {
  readonly from?: string;
  readonly to?: string;
  readonly amount?: string;
  readonly purpose?: string;
  readonly form_key?: string;
}

function Crumbs({ desk }: { desk: Desk }): VNode {
  return (
    <p class="crumbs">
      <a href={at(desk, '/funds')}>{words(desk.locale, 'nav.funds')}</a>
    </p>
  );
}

/** Asking for money to move from one fund to another. */
export function fundTransferFormPage(
  desk: Desk,
  {
    form,
    problems,
    funds,
  }: {
    readonly form: TypedTransfer;
    readonly problems: readonly { field: string; text: string }[];
    readonly funds: readonly FundLine[];
  },
): VNode {
  const { locale } = desk;
  const title = words(locale, 'funds.new');
  const problem = (name: string) => problems.find(({ field }) => field === name)?.text;
  const options = funds.map((fund) => ({
    value: withPrefix('fun', fund.fundId),
    label: words(locale, 'disbursements.projectOption', {
      name: fundTitle(fund, locale),
      available: readableMoney({ amount: fund.available, currency: fund.currency }, locale),
    }),
  }));
  return (
    <DeskPage desk={desk} title={title} current="funds">
      <Crumbs desk={desk} />
      <h1>{title}</h1>
      <p class="soft">{words(locale, 'funds.formLead')}</p>
      <FormProblems title={words(locale, 'form.problems')} problems={problems} />
      <form class="console-narrow" method="post" action={at(desk, '/funds/transfers')}>
        <Hidden name="form_key" value={form.form_key ?? ''} />
        <SelectField
          name="from"
          label={words(locale, 'funds.from')}
          problem={problem('from')}
          value={form.from}
          options={options}
        />
        <SelectField
          name="to"
          label={words(locale, 'funds.to')}
          problem={problem('to')}
          value={form.to}
          options={options}
        />
        <TextField
          name="amount"
          label={words(locale, 'day.amount')}
          problem={problem('amount') ?? problem('main')}
          value={form.amount}
          inputmode="decimal"
          required
        />
        <TextArea
          name="purpose"
          label={words(locale, 'funds.purpose')}
          hint={words(locale, 'funds.purposeHint')}
          problem={problem('purpose')}
          value={form.purpose ?? ''}
          rows={3}
          required
        />
        <Actions>
          <Button>{words(locale, 'disbursements.ask')}</Button>
          <ButtonLink second href={at(desk, '/funds')}>
            {words(locale, 'cancel')}
          </ButtonLink>
        </Actions>
      </form>
    </DeskPage>
  );
}

/** One transfer between funds. */
export function fundTransferPage(
  desk: Desk,
  props: {
    readonly transfer: FundTransfer;
    readonly funds: readonly FundLine[];
    readonly names: ReadonlyMap<string, string>;
    readonly entries: readonly EntryLine[];
    readonly trail: readonly TrailEvent[];
    readonly done?: unknown;
  },
): VNode {
  const { locale, organization } = desk;
  const { transfer, funds } = props;
  const here = at(desk, `/funds/transfers/${withPrefix('ftr', transfer.id)}`);
  const title = words(locale, 'funds.title', { amount: readableMoney(transfer, locale) });
  const time = (at: Date | null) => at && <Time at={at} locale={locale} zone={organization.timeZone} />;
  return (
    <DeskPage desk={desk} title={title} current="funds" done={props.done}>
      <Crumbs desk={desk} />
      <h1>
        {title} <TransferState desk={desk} state={transfer.state} />
      </h1>
      {transfer.state === 'requested' && (
        <Notice tone="warn">
          <p>
            {words(locale, 'disbursements.waits')}{' '}
            <a href={at(desk, `/approvals/${withPrefix('apr', transfer.approvalId)}`)}>
              {words(locale, 'disbursements.toApproval')}
            </a>
          </p>
        </Notice>
      )}
      {transfer.state === 'requested' &&
        transfer.requestedBy === desk.staff.staffId &&
        mayAct(desk, 'clerk') && (
          <form method="post" action={`${here}/cancellation`}>
            <Button second>{words(locale, 'disbursements.takeBack')}</Button>
          </form>
        )}
      <Facts
        facts={[
          [words(locale, 'funds.from'), fundName(funds, transfer.fromFundId, locale)],
          [words(locale, 'funds.to'), fundName(funds, transfer.toFundId, locale)],
          [words(locale, 'funds.purpose'), transfer.purpose],
          [
            words(locale, 'disbursements.requestedBy'),
            <>
              {props.names.get(transfer.requestedBy) ?? words(locale, 'none')} · {time(transfer.requestedAt)}
            </>,
          ],
          [words(locale, 'disbursements.endedAt'), time(transfer.endedAt)],
          [words(locale, 'disbursements.reason'), transfer.reason],
        ]}
      />
      <EntryLines desk={desk} entries={props.entries} empty={words(locale, 'disbursements.noEntries')} />
      <h2>{words(locale, 'trail.title')}</h2>
      <Trail desk={desk} events={props.trail} />
    </DeskPage>
  );
}
