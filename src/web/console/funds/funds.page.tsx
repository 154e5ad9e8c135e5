import type { VNode } from 'preact';
import type { FundTransfer, FundTransferState } from '../../../disbursements/fund-transfer.entity.js';
import { dayIn } from '../../../kernel/clock.js';
import { withPrefix } from '../../../kernel/ids.js';
import { readableMoney } from '../../../kernel/money.js';
import type { FundLine } from '../../../ledger/funds.queries.js';
import { ButtonLink } from '../../ui/buttons.js';
import { readableDay } from '../../ui/format.js';
import { Badge, type Tone } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { type Key, words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';
import { fundName, fundTitle } from './fund-names.js';

const TONES: Readonly<Record<FundTransferState, Tone>> = {
  requested: 'warn',
  booked: 'good',
  rejected: 'plain',
  cancelled: 'plain',
  expired: 'plain',
};

/** A transfer's state in words. */
export function TransferState({ desk, state }: { desk: Desk; state: FundTransferState }): VNode {
  return <Badge tone={TONES[state]}>{words(desk.locale, `funds.state.${state}` as Key)}</Badge>;
}

function Transfers({ desk, funds, transfers }: { desk: Desk } & Props): VNode {
  const { locale, organization } = desk;
  return (
    <Table
      caption={words(locale, 'funds.transfers')}
      columns={[
        { head: words(locale, 'disbursements.requestedAt') },
        { head: words(locale, 'day.amount'), number: true },
        { head: words(locale, 'day.state') },
        { head: words(locale, 'funds.from') },
        { head: words(locale, 'funds.to') },
        { head: words(locale, 'funds.purpose') },
      ]}
      rows={transfers.map((transfer) => [
        <a href={at(desk, `/funds/transfers/${withPrefix('ftr', transfer.id)}`)}>
          {readableDay(dayIn(transfer.requestedAt, organization.timeZone), locale)}
        </a>,
        readableMoney(transfer, locale),
        <TransferState desk={desk} state={transfer.state} />,
        fundName(funds, transfer.fromFundId, locale),
        fundName(funds, transfer.toFundId, locale),
        transfer.purpose,
      ])}
      empty={words(locale, 'funds.noTransfers')}
    />
  );
}

interface Props {
  readonly funds: readonly FundLine[];
  readonly transfers: readonly FundTransfer[];
}

/** What each fund has, what of it is promised, what is left to promise; and transfers between funds. */
export function fundsPage(desk: Desk, props: Props): VNode {
  const { locale } = desk;
  const title = words(locale, 'nav.funds');
  const money = (amount: bigint, currency: string) => readableMoney({ amount, currency }, locale);
  return (
    <DeskPage desk={desk} title={title} current="funds">
      <p class="crumbs">
        <a href={at(desk, '/disbursements')}>{words(locale, 'nav.disbursements')}</a>
      </p>
      <div class="day-head">
        <h1>{title}</h1>
        {mayAct(desk, 'clerk') && props.funds.length > 1 && (
          <ButtonLink second href={at(desk, '/funds/transfers/new')}>
            {words(locale, 'funds.new')}
          </ButtonLink>
        )}
      </div>
      <p class="soft">{words(locale, 'funds.lead')}</p>
      <Table
        caption={title}
        hideCaption
        columns={[
          { head: words(locale, 'funds.fund') },
          { head: words(locale, 'funds.kind') },
          { head: words(locale, 'funds.balance'), number: true },
          { head: words(locale, 'funds.reserved'), number: true },
          { head: words(locale, 'funds.available'), number: true },
        ]}
        rows={props.funds.map((fund) => [
          fundTitle(fund, locale),
          words(locale, `funds.kind.${fund.kind}` as Key),
          money(fund.balance, fund.currency),
          money(fund.reserved, fund.currency),
          fund.available < 0n ? (
            <Badge tone="bad">{money(fund.available, fund.currency)}</Badge>
          ) : (
            money(fund.available, fund.currency)
          ),
        ])}
        empty={words(locale, 'funds.none')}
      />
      <Transfers desk={desk} {...props} />
    </DeskPage>
  );
}
