import type { VNode } from 'preact';
import { dayIn } from '../../../kernel/clock.js';
import { withPrefix } from '../../../kernel/ids.js';
import { Facts } from '../../ui/facts.js';
import { readableDay, Time } from '../../ui/format.js';
import { Table } from '../../ui/tables.js';
import type { Desk } from '../access/visit.js';
import { wordFor, words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';
import { GiftRefunds, type GiftRefundsProps } from '../refunds/gift-refunds.view.js';
import type { EntryLeg, GiftFact, GiftSummary } from './gift.queries.js';
import { money } from './money.js';

function Entries({ desk, legs }: { desk: Desk; legs: readonly EntryLeg[] }): VNode {
  const { locale } = desk;
  const account = (code: string) => `${code} ${wordFor(locale, 'account', code)}`;
  return (
    <Table
      caption={words(locale, 'gift.entries')}
      columns={[
        { head: words(locale, 'day.seq'), number: true },
        { head: words(locale, 'gift.kind') },
        { head: words(locale, 'gift.bookedOn') },
        { head: words(locale, 'gift.debit') },
        { head: words(locale, 'gift.credit') },
        { head: words(locale, 'gift.fund') },
        { head: words(locale, 'day.amount'), number: true },
      ]}
      rows={legs.map((leg) => [
        leg.ledgerSeq === null ? words(locale, 'none') : String(leg.ledgerSeq),
        wordFor(locale, 'entry', leg.kind),
        readableDay(leg.bookedOn, locale),
        account(leg.debit),
        account(leg.credit),
        `${leg.fundCode} ${locale === 'en' ? leg.fundNameEn : leg.fundNameZh}`,
        money(leg.amount, leg.currency, locale),
      ])}
      empty={words(locale, 'gift.noEntries')}
    />
  );
}

function Statements({ desk, facts }: { desk: Desk; facts: readonly GiftFact[] }): VNode {
  const { locale, organization } = desk;
  return (
    <Table
      caption={words(locale, 'gift.facts')}
      columns={[
        { head: words(locale, 'day.time') },
        { head: words(locale, 'gift.kind') },
        { head: words(locale, 'day.amount'), number: true },
        { head: words(locale, 'gift.factKey') },
        { head: words(locale, 'gift.event') },
      ]}
      rows={facts.map((fact) => [
        <Time at={fact.occurredAt} locale={locale} zone={organization.timeZone} />,
        wordFor(locale, 'fact', fact.kind),
        fact.amount === null || fact.currency === null
          ? words(locale, 'none')
          : money(fact.amount, fact.currency, locale),
        <code class="small">{fact.factKey}</code>,
        fact.providerEventId === null ? (
          words(locale, 'none')
        ) : (
          <a href={at(desk, `/inbox/${fact.providerEventId}`)}>{`#${fact.providerEventId}`}</a>
        ),
      ])}
      empty={words(locale, 'gift.noFacts')}
    />
  );
}

/** One gift: what the provider stated, what the ledger booked, which receipt was issued. */
export function giftPage(
  desk: Desk,
  props: {
    gift: GiftSummary;
    legs: readonly EntryLeg[];
    facts: readonly GiftFact[];
    refunds: GiftRefundsProps;
  },
): VNode {
  const { locale, organization } = desk;
  const { gift, legs } = props;
  const first = legs[0];
  const day = first?.bookedOn ?? dayIn(gift.createdAt, organization.timeZone);
  const title = words(locale, 'gift.title', { amount: money(gift.amount, gift.currency, locale) });
  return (
    <DeskPage desk={desk} title={title} current="days">
      <p class="crumbs">
        <a href={at(desk, `/days/${day}`)}>{readableDay(day, locale)}</a>
      </p>
      <h1>{title}</h1>
      <Facts
        facts={[
          [words(locale, 'day.label'), gift.label],
          [
            words(locale, 'day.project'),
            <a href={at(desk, `/projects/${withPrefix('prj', gift.projectId)}`)}>
              {locale === 'en' ? gift.projectNameEn : gift.projectNameZh}
            </a>,
          ],
          [words(locale, 'day.state'), wordFor(locale, 'donation', gift.status)],
          [
            words(locale, 'day.refunded'),
            gift.refunded === 0n
              ? null
              : words(locale, 'day.refundedOf', {
                  refunded: money(gift.refunded, gift.currency, locale),
                  net: money(gift.amount - gift.refunded, gift.currency, locale),
                }),
          ],
          [words(locale, 'day.receipt'), gift.receiptNo ?? words(locale, 'day.receiptPending')],
          [
            words(locale, 'gift.receiptAt'),
            gift.receiptIssuedAt && (
              <Time at={gift.receiptIssuedAt} locale={locale} zone={organization.timeZone} />
            ),
          ],
          [
            words(locale, 'gift.begun'),
            <Time at={gift.createdAt} locale={locale} zone={organization.timeZone} />,
          ],
          [words(locale, 'day.gift'), <code>{withPrefix('don', gift.donationId)}</code>],
        ]}
      />
      <Entries desk={desk} legs={legs} />
      <Statements desk={desk} facts={props.facts} />
      <GiftRefunds desk={desk} gift={props.refunds} />
    </DeskPage>
  );
}
