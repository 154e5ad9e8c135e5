import { plainAmount, readableMoney } from '../../../kernel/money.js';
import type { Locale } from '../../../platform/i18n/locale.js';
import type { ChannelSums } from '../../../progress/channel-figures.queries.js';
import type { Project } from '../../../projects/project.entity.js';
import { readableDay } from '../../ui/format.js';
import { words } from '../partner.words.js';
import { nameIn } from '../partner-work.service.js';
import type { FiguresLine } from './figures-reading.service.js';

/** Days of a group as a reader writes them: one day, or the first and last of several. */
export function daysOf(locale: Locale, { from, to }: { readonly from: string; readonly to: string }): string {
  return from === to
    ? readableDay(from, locale)
    : `${readableDay(from, locale)} – ${readableDay(to, locale)}`;
}

/** The project of a group, or the word for several small ones together. */
export function projectOf(locale: Locale, projects: readonly Project[], { projectId }: FiguresLine): string {
  if (projectId === null) return words(locale, 'figures.joined');
  const project = projects.find(({ id }) => id === projectId);
  return project ? nameIn(locale, project) : words(locale, 'figures.otherProject');
}

type Sums = Pick<ChannelSums, 'currency' | 'gross' | 'refunded' | 'net'>;

/** Gross, refunded and net as money for a reader. */
export function moneyCells(locale: Locale, { currency, gross, refunded, net }: Sums): string[] {
  return [gross, refunded, net].map((amount) => readableMoney({ amount, currency }, locale));
}

/** Gross, refunded and net as plain figures for a spreadsheet. */
export function plainCells({ currency, gross, refunded, net }: Sums): string[] {
  return [gross, refunded, net].map((amount) => plainAmount({ amount, currency }));
}
