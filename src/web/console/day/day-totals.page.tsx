import type { VNode } from 'preact';
import { readableMoney } from '../../../kernel/money.js';
import { Figures } from '../../ui/facts.js';
import { readableCount } from '../../ui/format.js';
import { Badge } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import type { Desk } from '../access/visit.js';
import { type Key, words } from '../console.words.js';
import type { DayTotal } from './day.queries.js';

type Grand = Omit<DayTotal, 'projectId' | 'nameZh' | 'nameEn'>;

/** Totals of all projects, one for each currency. */
export function grandTotals(totals: readonly DayTotal[]): Grand[] {
  const byCurrency = new Map<string, Grand>();
  for (const each of totals) {
    const sum = byCurrency.get(each.currency);
    byCurrency.set(each.currency, sum ? added(sum, each) : each);
  }
  return [...byCurrency.values()];
}

function added(a: Grand, b: Grand): Grand {
  return {
    currency: a.currency,
    gifts: a.gifts + b.gifts,
    amount: a.amount + b.amount,
    refunded: a.refunded + b.refunded,
    feesKnown: a.feesKnown + b.feesKnown,
    fee: a.fee + b.fee,
    net: a.net + b.net,
    receipts: a.receipts + b.receipts,
    receipted: a.receipted + b.receipted,
    receiptsDue: a.receiptsDue + b.receiptsDue,
    receiptsDueAmount: a.receiptsDueAmount + b.receiptsDueAmount,
    numbered: a.numbered + b.numbered,
    paid: a.paid + b.paid,
  };
}

/** Receipts issued of receipts due. */
export function receiptsOf({ receipts, receiptsDue }: Grand): string {
  return `${receipts} / ${receiptsDue}`;
}

/** The day by project, and the whole day in large figures. */
export function DayTotals({ desk, totals }: { desk: Desk; totals: readonly DayTotal[] }): VNode {
  const { locale } = desk;
  const show = (amount: bigint, currency: string) => readableMoney({ amount, currency }, locale);
  const grand = grandTotals(totals);
  return (
    <>
      {grand.map((sum) => (
        <Figures
          key={sum.currency}
          figures={[
            [words(locale, 'day.amount'), show(sum.amount, sum.currency)],
            [words(locale, 'day.count'), readableCount(sum.gifts, locale)],
            [words(locale, 'day.refunded'), show(-sum.refunded, sum.currency)],
            [
              words(locale, 'day.fee'),
              <>
                {show(sum.fee, sum.currency)}
                {sum.feesKnown < sum.gifts && (
                  <small>{words(locale, 'day.feesOpen', { n: sum.gifts - sum.feesKnown })}</small>
                )}
              </>,
            ],
            [words(locale, 'day.receipts'), receiptsOf(sum)],
          ]}
        />
      ))}
      <h2>{words(locale, 'day.byProject')}</h2>
      <Table
        caption={words(locale, 'day.byProject')}
        hideCaption
        columns={[
          { head: words(locale, 'day.project') },
          { head: words(locale, 'day.count'), number: true },
          { head: words(locale, 'day.amount'), number: true },
          { head: words(locale, 'day.refunded'), number: true },
          { head: words(locale, 'day.feeKnown'), number: true },
          { head: words(locale, 'day.netKnown'), number: true },
          { head: words(locale, 'day.receipts'), number: true },
        ]}
        rows={totals.map((each) => [
          (locale === 'en' ? each.nameEn : each.nameZh) ?? words(locale, 'day.noProject'),
          readableCount(each.gifts, locale),
          show(each.amount, each.currency),
          show(-each.refunded, each.currency),
          show(each.fee, each.currency),
          show(each.net, each.currency),
          receiptsOf(each),
        ])}
        empty={words(locale, 'day.nothing')}
      />
    </>
  );
}

interface Control {
  readonly key: 'paid' | 'receipts' | 'numbered' | 'fees' | 'unbooked';
  readonly holds: boolean;
  /** Not yet, but nothing is wrong: the provider tells fees later, receipts take moments. */
  readonly waits?: boolean;
  readonly params: Readonly<Record<string, string | number>>;
}

/** What a clerk ticks off at the end of the day, each from two different places in the database. */
export function controlsOf(totals: readonly DayTotal[], unbooked: number): Control[] {
  const sum = (pick: (each: DayTotal) => number) => totals.reduce((all, each) => all + pick(each), 0);
  const gifts = sum((each) => each.gifts);
  const fees = sum((each) => each.feesKnown);
  const receipts = sum((each) => each.receipts);
  const numbered = sum((each) => each.numbered);
  const due = sum((each) => each.receiptsDue);
  const receiptsAgree = totals.every(
    (each) => each.receipts < each.receiptsDue || each.receipted === each.receiptsDueAmount,
  );
  return [
    { key: 'paid', holds: totals.every((each) => each.paid === each.amount), params: {} },
    { key: 'unbooked', holds: unbooked === 0, params: { n: unbooked } },
    {
      key: 'receipts',
      holds: receipts === due && receiptsAgree,
      waits: receiptsAgree,
      params: { n: receipts, m: due - receipts },
    },
    { key: 'fees', holds: fees === gifts, waits: true, params: { n: fees, m: gifts - fees } },
    { key: 'numbered', holds: numbered === gifts, waits: true, params: { n: numbered, m: gifts - numbered } },
  ];
}

/** The day's controls with their outcome. */
export function DayControls(props: {
  desk: Desk;
  totals: readonly DayTotal[];
  unbooked: number;
}): VNode | null {
  const { locale } = props.desk;
  if (props.totals.length === 0 && props.unbooked === 0) return null;
  return (
    <section aria-labelledby="controls">
      <h2 id="controls">{words(locale, 'day.controls')}</h2>
      <ul class="controls">
        {controlsOf(props.totals, props.unbooked).map(({ key, holds, waits, params }) => (
          <li key={key}>
            <Badge tone={holds ? 'good' : waits ? 'plain' : 'bad'}>
              {words(locale, holds ? 'control.holds' : waits ? 'control.waits' : 'control.fails')}
            </Badge>{' '}
            {words(locale, `control.${key}` as Key, params)}
          </li>
        ))}
      </ul>
    </section>
  );
}
