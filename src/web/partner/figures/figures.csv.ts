import { type Cell, csv } from '../../../kernel/csv.js';
import { withPrefix } from '../../../kernel/ids.js';
import type { PartnerDesk } from '../access/partner-desk.js';
import { type Key, words } from '../partner.words.js';
import { nameIn } from '../partner-work.service.js';
import type { PartnerFigures } from './figures-reading.service.js';
import { plainCells, projectOf } from './figures-words.js';

/** The columns never change their order; a new one goes to the end and raises the version in the last line. */
const VERSION = 'boai-channels-1';
const HEADS: readonly Key[] = [
  'figures.from',
  'figures.to',
  'figures.society',
  'figures.channel',
  'figures.code',
  'figures.project',
  'figures.currency',
  'figures.gross',
  'figures.refunded',
  'figures.net',
  'figures.gifts',
  'figures.state',
  'figures.channelId',
];

/** The lines of the page as a file for a spreadsheet: amounts in plain major units, codes and ids as text. */
export function figuresCsv(desk: PartnerDesk, figures: PartnerFigures, now: Date): string {
  const { locale } = desk;
  const text = (value: string): Cell => ({ text: value });
  const figure = (value: string): Cell => ({ figure: value });
  const societies = new Map(figures.societies.map((each) => [each.organizationId, each.organization]));
  const rows = figures.lines.map((line): Cell[] => {
    const society = societies.get(line.organizationId);
    return [
      ...[text(line.from), text(line.to), text(society ? nameIn(locale, society) : '')],
      ...[text(nameIn(locale, line.channel)), text(line.channel.code)],
      ...[text(projectOf(locale, figures.projects, line)), text(line.currency)],
      ...plainCells(line).map(figure),
      figure(String(line.gifts)),
      text(words(locale, line.final ? 'figures.final' : 'figures.provisional')),
      text(withPrefix('chn', line.channel.id)),
    ];
  });
  const mode = figures.choice.livemode ? [] : [text(words(locale, 'figures.testMode'))];
  const footer = [text(desk.partnerName), text(now.toISOString()), text(VERSION), ...mode];
  return csv([HEADS.map((head) => text(words(locale, head))), ...rows, footer]);
}
