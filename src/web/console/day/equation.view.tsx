import type { VNode } from 'preact';
import type { DaySheet, Equation, EquationSide } from '../../../reconciliation/day-sheets.service.js';
import { Badge, Notice } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import type { Desk } from '../access/visit.js';
import { type Key, wordFor, words } from '../console.words.js';
import { money } from './money.js';

const PARTS = ['opening', 'gifts', 'refunds', 'fees', 'disputes', 'other', 'payouts', 'closing'] as const;

function sideRow(desk: Desk, name: Key, side: EquationSide | null, currency: string) {
  const { locale } = desk;
  return [
    words(locale, name),
    ...PARTS.map((part) =>
      side === null ? words(locale, 'none') : money(BigInt(side[part]), currency, locale),
    ),
  ];
}

/** What is left when one side is taken from the other; zero everywhere is what the clerk wants to see. */
function differenceRow(desk: Desk, { statement, books, currency }: Equation) {
  const { locale } = desk;
  if (statement === null) return [];
  return [
    [
      <strong>{words(locale, 'day.equation.difference')}</strong>,
      ...PARTS.map((part) => {
        const difference = BigInt(books[part]) - BigInt(statement[part]);
        const text = money(difference, currency, locale);
        return difference === 0n ? <span class="soft">{text}</span> : <strong>{text}</strong>;
      }),
    ],
  ];
}

function OneEquation({ desk, equation }: { desk: Desk; equation: Equation }): VNode {
  const { locale } = desk;
  const { name, provider, currency, statement, books, transit, missingBills } = equation;
  const show = (text: string) => money(BigInt(text), currency, locale);
  const title = `${wordFor(locale, 'dayWay', provider)} · ${name}`;
  return (
    <section class="equation">
      <h3>
        {title}{' '}
        {statement === null ? (
          <Badge tone="warn">{words(locale, 'day.equation.waits')}</Badge>
        ) : (
          <Badge tone={equation.holds ? 'good' : 'bad'}>
            {words(locale, equation.holds ? 'day.equation.holds' : 'day.equation.fails')}
          </Badge>
        )}
      </h3>
      <Table
        caption={title}
        hideCaption
        columns={[
          { head: words(locale, 'day.equation.side') },
          ...PARTS.map((part) => ({ head: words(locale, `day.equation.${part}`), number: true })),
        ]}
        rows={[
          sideRow(desk, 'day.equation.statement', statement, currency),
          sideRow(desk, 'day.equation.books', books, currency),
          ...differenceRow(desk, equation),
        ]}
      />
      <p class="soft">
        {words(locale, 'day.equation.transit', {
          opening: show(transit.opening),
          paidOut: show(transit.paidOut),
          banked: show(transit.banked),
          closing: show(transit.closing),
        })}
        {missingBills.length > 0 && statement === null && (
          <>
            {' '}
            {words(locale, 'day.equation.missing', {
              bills: missingBills.map((bill) => wordFor(locale, 'dayBill', bill)).join('、'),
            })}
          </>
        )}
      </p>
    </section>
  );
}

/** Books = provider = bank, one account at a time: opening + activity − payouts = closing on both sides. */
export function Equations({ desk, sheet }: { desk: Desk; sheet: DaySheet }): VNode | null {
  const { locale } = desk;
  if (sheet.equations.length === 0 && sheet.toCover.length === 0) return null;
  return (
    <div>
      <h2>{words(locale, 'day.equations')}</h2>
      {sheet.equations.map((equation) => (
        <OneEquation key={equation.accountId} desk={desk} equation={equation} />
      ))}
      {sheet.toCover.map(({ fund, amount, currency }) => (
        <Notice key={fund} tone="warn">
          <p>{words(locale, 'day.toCover', { fund, amount: money(BigInt(amount), currency, locale) })}</p>
        </Notice>
      ))}
    </div>
  );
}
