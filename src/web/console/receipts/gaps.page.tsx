import type { VNode } from 'preact';
import type { SeriesReport } from '../../../receipts/numbering.queries.js';
import { readableCount, Time } from '../../ui/format.js';
import { Notice } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import type { Desk } from '../access/visit.js';
import { words } from '../console.words.js';
import { at, DeskPage, nameOf } from '../layout.js';

/** Whether the numbers of each year are whole, for the file: first, last, how many, which are missing. */
export function gapsPage(
  desk: Desk,
  { series, at: drawnUp }: { series: readonly SeriesReport[]; at: Date },
): VNode {
  const { locale, organization } = desk;
  const whole = series.every(({ missing }) => missing.length === 0);
  const n = (count: number | null) => (count === null ? words(locale, 'none') : readableCount(count, locale));
  return (
    <DeskPage desk={desk} current="receipts" title={words(locale, 'receipts.gaps')}>
      <p class="crumbs">
        <a href={at(desk, '/receipts')}>{words(locale, 'receipts.title')}</a>
      </p>
      <p class="print-only">{nameOf(organization, locale)}</p>
      <h1>{words(locale, 'receipts.gaps')}</h1>
      <p class="soft">
        <Time at={drawnUp} locale={locale} zone={organization.timeZone} />
      </p>
      {series.length > 0 && (
        <Notice tone={whole ? 'good' : 'bad'} live>
          <p>{words(locale, whole ? 'receipts.gaps.none' : 'receipts.gaps.some')}</p>
        </Notice>
      )}
      <Table
        caption={words(locale, 'receipts.gaps')}
        hideCaption
        columns={[
          { head: words(locale, 'receipts.year') },
          ...(['first', 'last', 'count', 'issued', 'voided', 'replaced'] as const).map((name) => ({
            head: words(locale, `receipts.gaps.${name}`),
            number: true,
          })),
          { head: words(locale, 'receipts.gaps.missing') },
        ]}
        rows={series.map((each) => [
          String(each.year),
          ...[each.first, each.last, each.count, each.issued, each.voided, each.replaced].map(n),
          each.missing.length === 0
            ? words(locale, 'none')
            : each.missing
                .map(({ from, until }) => (from === until ? String(from) : `${from}–${until}`))
                .join(', '),
        ])}
        empty={words(locale, 'receipts.empty')}
      />
      <p class="print-only">{words(locale, 'receipts.signatures')}</p>
    </DeskPage>
  );
}
