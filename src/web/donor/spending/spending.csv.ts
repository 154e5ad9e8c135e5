import type { SpendingBalance } from '../../../disclosure/project-spending.queries.js';
import { type Cell, csv } from '../../../kernel/csv.js';
import { withPrefix } from '../../../kernel/ids.js';
import { plainAmount } from '../../../kernel/money.js';
import type { Locale } from '../../../platform/i18n/locale.js';
import { type WordKey, words, wordsOr } from '../donor.words.js';
import type { SpendingLineView } from './spending-shape.js';

/** The columns never change their order; a new one goes to the end and raises the version in the last line. */
const VERSION = 'boai-spending-1';
const HEADS: readonly WordKey[] = [
  'spending.csv.paidOn',
  'spending.csv.amount',
  'spending.csv.currency',
  'spending.csv.kind',
  'spending.csv.purpose',
  'spending.csv.area',
  'spending.csv.households',
  'spending.csv.persons',
  'spending.csv.returnedOn',
  'spending.csv.papers',
  'spending.csv.seq',
  'spending.csv.id',
];

/** All payments of a project as a file for a spreadsheet; the last line says at which number of the books. */
export function spendingCsv(
  lines: readonly SpendingLineView[],
  { ledgerSeq, asOf }: SpendingBalance,
  { slug, publicUrl, locale }: { slug: string; publicUrl: string; locale: Locale },
): string {
  const text = (value: string): Cell => ({ text: value });
  const figure = (value: string): Cell => ({ figure: value });
  const count = (value: number | null): Cell => figure(value === null ? '' : String(value));
  const rows = lines.map((line): Cell[] => [
    text(line.paidOn),
    figure(plainAmount(line)),
    text(line.currency),
    text(wordsOr(locale, `spending.kind.${line.kind}`, 'spending.kind.other')),
    text(line.purpose),
    text(line.area),
    count(line.households),
    count(line.persons),
    text(line.returnedOn ?? ''),
    text(line.evidence.map(({ href }) => `${publicUrl}${href}`).join(' ')),
    figure(line.ledgerSeq),
    text(withPrefix('dsb', line.id)),
  ]);
  const footer = [text(slug), text(ledgerSeq.toString()), text(asOf?.toISOString() ?? ''), text(VERSION)];
  return csv([HEADS.map((head) => text(words(locale, head))), ...rows, footer]);
}
