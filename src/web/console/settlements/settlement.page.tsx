import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import { readableMoney } from '../../../kernel/money.js';
import type {
  SettlementLine,
  SettlementPart,
  SettlementSummary,
} from '../../../settlements/settlements.queries.js';
import { Facts } from '../../ui/facts.js';
import { readableCount, readableDay, Time } from '../../ui/format.js';
import { Table } from '../../ui/tables.js';
import type { Desk } from '../access/visit.js';
import { wordFor, words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';
import { PagesOf, SettlementState, sumInWords } from './settlements.page.js';

function Parts({
  desk,
  settlement,
  parts,
}: {
  desk: Desk;
  settlement: SettlementSummary;
  parts: readonly SettlementPart[];
}): VNode {
  const { locale } = desk;
  const money = (amount: bigint) => readableMoney({ amount, currency: settlement.currency }, locale);
  const sum = (of: 'amount' | 'fee' | 'net') => money(parts.reduce((total, part) => total + part[of], 0n));
  return (
    <Table
      caption={words(locale, 'settlements.parts')}
      columns={[
        { head: words(locale, 'settlements.type') },
        { head: words(locale, 'settlements.lines'), number: true },
        { head: words(locale, 'settlements.amount'), number: true },
        { head: words(locale, 'settlements.fee'), number: true },
        { head: words(locale, 'settlements.net'), number: true },
      ]}
      rows={parts.map((part) => [
        wordFor(locale, 'settlements.line', part.type),
        readableCount(part.lines, locale),
        money(part.amount),
        money(part.fee),
        money(part.net),
      ])}
      foot={[
        words(locale, 'settlements.total'),
        readableCount(settlement.lines, locale),
        sum('amount'),
        sum('fee'),
        sum('net'),
      ]}
      empty={sumInWords(desk, settlement)}
    />
  );
}

function Lines({
  desk,
  settlement,
  lines,
}: {
  desk: Desk;
  settlement: SettlementSummary;
  lines: readonly SettlementLine[];
}): VNode {
  const { locale, organization } = desk;
  const money = (amount: bigint) => readableMoney({ amount, currency: settlement.currency }, locale);
  return (
    <Table
      caption={words(locale, 'settlements.each')}
      columns={[
        { head: words(locale, 'settlements.at') },
        { head: words(locale, 'settlements.type') },
        { head: words(locale, 'settlements.gift') },
        { head: words(locale, 'settlements.amount'), number: true },
        { head: words(locale, 'settlements.fee'), number: true },
        { head: words(locale, 'settlements.net'), number: true },
        { head: words(locale, 'settlements.key') },
      ]}
      rows={lines.map((line) => [
        <Time at={line.occurredAt} locale={locale} zone={organization.timeZone} />,
        wordFor(locale, 'settlements.line', line.type),
        line.donationId ? (
          <a href={at(desk, `/gifts/${withPrefix('don', line.donationId)}`)}>
            {words(locale, 'settlements.toGift')}
          </a>
        ) : (
          words(locale, 'none')
        ),
        money(line.amount),
        money(line.fee),
        money(line.net),
        <code class="small soft">{line.key}</code>,
      ])}
      empty={sumInWords(desk, settlement)}
    />
  );
}

/** One payout: how far it is, whether it adds up, and everything that is in it. */
export function settlementPage(
  desk: Desk,
  props: {
    settlement: SettlementSummary;
    parts: readonly SettlementPart[];
    lines: readonly SettlementLine[];
    page: number;
    pages: number;
  },
): VNode {
  const { locale, organization } = desk;
  const { settlement } = props;
  const path = `/settlements/${withPrefix('stl', settlement.id)}`;
  const left = (amount: bigint) =>
    amount === 0n ? null : readableMoney({ amount, currency: settlement.currency }, locale);
  return (
    <DeskPage desk={desk} current="settlements" title={settlement.payoutId}>
      <p>
        <a href={at(desk, '/settlements')}>{words(locale, 'settlements.title')}</a>
      </p>
      <h1>
        {readableMoney(settlement, locale)} <SettlementState desk={desk} settlement={settlement} />
      </h1>
      <p class="lead">{sumInWords(desk, settlement)}</p>
      <Facts
        facts={[
          [
            words(locale, 'settlements.payout'),
            <>
              <code>{settlement.payoutId}</code> ({settlement.account})
            </>,
          ],
          [
            words(locale, 'settlements.paidOut'),
            <Time at={settlement.paidOutAt} locale={locale} zone={organization.timeZone} />,
          ],
          [
            words(locale, 'settlements.arrives'),
            settlement.arrivesOn ? readableDay(settlement.arrivesOn, locale) : words(locale, 'none'),
          ],
          [words(locale, 'settlements.carriedIn'), left(settlement.carriedIn)],
          [words(locale, 'settlements.carriedOut'), left(settlement.carriedOut)],
          [words(locale, 'settlements.failure'), settlement.failureCode],
        ]}
      />
      <Parts desk={desk} settlement={settlement} parts={props.parts} />
      <Lines desk={desk} settlement={settlement} lines={props.lines} />
      <PagesOf desk={desk} path={path} page={props.page} pages={props.pages} />
    </DeskPage>
  );
}
