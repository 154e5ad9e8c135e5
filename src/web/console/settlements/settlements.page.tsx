import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import { readableMoney } from '../../../kernel/money.js';
import type { SettlementSummary } from '../../../settlements/settlements.queries.js';
import { readableDay, Time } from '../../ui/format.js';
import { Badge, Notice } from '../../ui/notices.js';
import { Pager, Table } from '../../ui/tables.js';
import type { Desk } from '../access/visit.js';
import { words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';

const TONE = {
  pending: 'plain',
  in_transit: 'plain',
  paid: 'good',
  canceled: 'bad',
  failed: 'bad',
} as const;

/** How far a payout has come. */
export function SettlementState({ desk, settlement }: { desk: Desk; settlement: SettlementSummary }): VNode {
  return <Badge tone={TONE[settlement.state]}>{words(desk.locale, `settlements.${settlement.state}`)}</Badge>;
}

/** Whether a payout is the sum of its lines, in words. */
export function sumInWords(desk: Desk, settlement: SettlementSummary): string {
  const { locale } = desk;
  if (!settlement.linesImportedAt)
    return words(locale, settlement.automatic ? 'settlements.linesPending' : 'settlements.linesNever');
  const difference = settlement.amount - settlement.linesNet - settlement.carriedIn + settlement.carriedOut;
  if (difference === 0n) return words(locale, 'settlements.agrees');
  return words(locale, 'settlements.differs', {
    amount: readableMoney({ amount: difference, currency: settlement.currency }, locale),
  });
}

/** Links to the neighbouring pages of a list below `path`. */
export function PagesOf({
  desk,
  path,
  page,
  pages,
}: {
  desk: Desk;
  path: string;
  page: number;
  pages: number;
}): VNode | null {
  const link = (to: number, text: string) => ({ href: `${at(desk, path)}?page=${to}`, text });
  return (
    <Pager
      label={words(desk.locale, 'pages')}
      previous={page > 1 ? link(page - 1, words(desk.locale, 'previous')) : undefined}
      next={page < pages ? link(page + 1, words(desk.locale, 'next')) : undefined}
    />
  );
}

/** The payouts of an organization's providers, newest first. */
export function settlementsPage(
  desk: Desk,
  props: {
    settlements: readonly SettlementSummary[];
    imported: readonly { account: string; until: Date | null }[];
    page: number;
    pages: number;
  },
): VNode {
  const { locale, organization } = desk;
  const zone = organization.timeZone;
  return (
    <DeskPage desk={desk} current="settlements" title={words(locale, 'settlements.title')}>
      <h1>{words(locale, 'settlements.title')}</h1>
      <p class="lead">{words(locale, 'settlements.lead')}</p>
      {props.imported.map(({ account, until }) => (
        <Notice key={account}>
          {words(locale, until ? 'settlements.importedUntil' : 'settlements.neverImported', { account })}{' '}
          {until && <Time at={until} locale={locale} zone={zone} />}
        </Notice>
      ))}
      <Table
        caption={words(locale, 'settlements.title')}
        hideCaption
        columns={[
          { head: words(locale, 'settlements.paidOut') },
          { head: words(locale, 'settlements.payout') },
          { head: words(locale, 'settlements.amount'), number: true },
          { head: words(locale, 'settlements.state') },
          { head: words(locale, 'settlements.arrives') },
          { head: words(locale, 'settlements.sum') },
        ]}
        rows={props.settlements.map((settlement) => [
          <Time at={settlement.paidOutAt} locale={locale} zone={zone} />,
          <a href={at(desk, `/settlements/${withPrefix('stl', settlement.id)}`)}>
            <code>{settlement.payoutId}</code>
          </a>,
          readableMoney(settlement, locale),
          <SettlementState desk={desk} settlement={settlement} />,
          settlement.arrivesOn ? readableDay(settlement.arrivesOn, locale) : words(locale, 'none'),
          sumInWords(desk, settlement),
        ])}
        empty={words(locale, 'settlements.empty')}
      />
      <PagesOf desk={desk} path="/settlements" page={props.page} pages={props.pages} />
    </DeskPage>
  );
}
