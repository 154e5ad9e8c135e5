import type { VNode } from 'preact';
import { readableCount } from '../../ui/format.js';
import { Table } from '../../ui/tables.js';
import type { PartnerDesk } from '../access/partner-desk.js';
import { words } from '../partner.words.js';
import { nameIn } from '../partner-work.service.js';
import type { PartnerFigures } from './figures-reading.service.js';
import { FinalMark } from './figures-state.js';
import { daysOf, moneyCells, projectOf } from './figures-words.js';

/** The lines that add up to the totals: what the chart shows, in figures. */
export function FiguresTable({ desk, figures }: { desk: PartnerDesk; figures: PartnerFigures }): VNode {
  const { locale } = desk;
  const head = (key: 'days' | 'channel' | 'project') => ({ head: words(locale, `figures.${key}`) });
  const number = (key: 'gross' | 'refunded' | 'net' | 'gifts') => ({
    head: words(locale, `figures.${key}`),
    number: true,
  });
  return (
    <Table
      caption={words(locale, 'figures.table')}
      columns={[
        ...[
          head('days'),
          head('channel'),
          head('project'),
          number('gross'),
          number('refunded'),
          number('net'),
        ],
        ...[number('gifts'), { head: words(locale, 'figures.state') }],
      ]}
      rows={figures.lines.map((line) => [
        daysOf(locale, line),
        nameIn(locale, line.channel),
        projectOf(locale, figures.projects, line),
        ...moneyCells(locale, line),
        readableCount(line.gifts, locale),
        figures.choice.livemode ? (
          <FinalMark desk={desk} final={line.final} />
        ) : (
          words(locale, 'figures.testMode')
        ),
      ])}
      empty={words(locale, 'figures.none')}
    />
  );
}
