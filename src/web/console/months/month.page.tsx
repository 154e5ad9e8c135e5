import type { VNode } from 'preact';
import type { CashCheck } from '../../../donations/cash-checks.service.js';
import { readableMoney } from '../../../kernel/money.js';
import type { BankReconciliation, BankSideItem } from '../../../reconciliation/bank-reconciliation.js';
import { Actions, ButtonLink } from '../../ui/buttons.js';
import { Facts } from '../../ui/facts.js';
import { readableDay, Time } from '../../ui/format.js';
import { Badge, Notice } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { sentence, words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';

export interface MonthProps {
  /** "YYYY-MM", and its last day (today in the running month). */
  readonly month: string;
  readonly until: string;
  readonly earlier: string;
  readonly later: string | null;
  readonly bank: readonly (BankReconciliation & { readonly currency: string })[];
  readonly cash: readonly { currency: string; amount: bigint }[];
  readonly checks: readonly CashCheck[];
  readonly done?: unknown;
}

function Items(props: {
  desk: Desk;
  caption: string;
  currency: string;
  items: readonly BankSideItem[];
}): VNode {
  const { locale } = props.desk;
  return (
    <Table
      caption={props.caption}
      columns={[
        { head: words(locale, 'months.day') },
        { head: words(locale, 'months.what') },
        { head: words(locale, 'months.amount'), number: true },
      ]}
      rows={props.items.map(({ day, text, amount }) => [
        <span class="nowrap">{readableDay(day, locale)}</span>,
        sentence(locale, `entry.${text}`) ?? text,
        readableMoney({ amount, currency: props.currency }, locale),
      ])}
      empty={words(locale, 'months.noItems')}
    />
  );
}

/** The bank reconciliation statement of one currency. */
function Bank({ desk, of }: { desk: Desk; of: MonthProps['bank'][number] }): VNode {
  const { locale } = desk;
  const money = (amount: bigint | null) =>
    amount === null
      ? words(locale, 'months.noBank')
      : readableMoney({ amount, currency: of.currency }, locale);
  const agrees = of.difference === 0n;
  return (
    <>
      <Facts
        facts={[
          [words(locale, 'months.bankBalance'), money(of.bank)],
          [words(locale, 'months.bankAdjusted'), money(of.bankAdjusted)],
          [words(locale, 'months.booked'), money(of.booked)],
          [words(locale, 'months.bookedAdjusted'), money(of.bookedAdjusted)],
          [
            words(locale, 'months.difference'),
            <>
              {money(of.difference)}{' '}
              {of.difference !== null && (
                <Badge tone={agrees ? 'good' : 'warn'}>
                  {words(locale, agrees ? 'months.agrees' : 'months.differs')}
                </Badge>
              )}
            </>,
          ],
        ]}
      />
      <Items
        desk={desk}
        caption={words(locale, 'months.onlyBank')}
        currency={of.currency}
        items={of.onlyBank}
      />
      <Items
        desk={desk}
        caption={words(locale, 'months.onlyBooks')}
        currency={of.currency}
        items={of.onlyBooks}
      />
    </>
  );
}

function Cash({ desk, props }: { desk: Desk; props: MonthProps }): VNode {
  const { locale, organization } = desk;
  return (
    <>
      <h2>{words(locale, 'months.cash')}</h2>
      {props.cash.map((sum) => (
        <p key={sum.currency}>
          {words(locale, 'months.cashBooked')}: {readableMoney(sum, locale)}
        </p>
      ))}
      <Table
        caption={words(locale, 'months.checks')}
        columns={[
          { head: words(locale, 'months.day') },
          { head: words(locale, 'months.counted'), number: true },
          { head: words(locale, 'months.booked'), number: true },
          { head: words(locale, 'months.difference'), number: true },
          { head: words(locale, 'months.counters') },
          { head: words(locale, 'months.recordedAt') },
        ]}
        rows={props.checks.map((check) => [
          readableDay(check.day, locale),
          readableMoney({ amount: check.counted, currency: check.currency }, locale),
          readableMoney({ amount: check.booked, currency: check.currency }, locale),
          readableMoney({ amount: check.counted - check.booked, currency: check.currency }, locale),
          `${check.countedBy}, ${check.countedWith}${check.note && ` · ${check.note}`}`,
          <Time at={check.recordedAt} locale={locale} zone={organization.timeZone} />,
        ])}
        empty={words(locale, 'months.noChecks')}
      />
      {mayAct(desk, 'clerk') && (
        <Actions>
          <ButtonLink second href={at(desk, `/cash-checks/new?day=${props.until}`)}>
            {words(locale, 'months.count')}
          </ButtonLink>
        </Actions>
      )}
    </>
  );
}

/** What is put into the month's folder: the bank reconciliation statement and the counts of the cash. */
export function monthPage(desk: Desk, props: MonthProps): VNode {
  const { locale } = desk;
  const title = `${words(locale, 'nav.months')} · ${props.month}`;
  return (
    <DeskPage desk={desk} title={title} current="months" done={props.done}>
      <h1>{title}</h1>
      <Actions>
        <ButtonLink second href={at(desk, `/months/${props.earlier}`)}>
          {words(locale, 'months.earlier')}
        </ButtonLink>
        {props.later !== null && (
          <ButtonLink second href={at(desk, `/months/${props.later}`)}>
            {words(locale, 'months.later')}
          </ButtonLink>
        )}
      </Actions>
      <h2>{words(locale, 'months.bank')}</h2>
      <p class="soft">{words(locale, 'months.asOf', { day: readableDay(props.until, locale) })}</p>
      {props.bank.length === 0 && (
        <Notice>
          <p>{words(locale, 'months.noBankBooks')}</p>
        </Notice>
      )}
      {props.bank.map((of) => (
        <Bank key={of.currency} desk={desk} of={of} />
      ))}
      <Cash desk={desk} props={props} />
      <h2>{words(locale, 'months.tables')}</h2>
      <Actions>
        <ButtonLink second href={at(desk, '/exports')}>
          {words(locale, 'months.toExports')}
        </ButtonLink>
      </Actions>
      <p class="print-only">{words(locale, 'months.signatures')}</p>
    </DeskPage>
  );
}
