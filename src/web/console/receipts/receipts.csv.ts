import { withPrefix } from '../../../kernel/ids.js';
import { plainAmount } from '../../../kernel/money.js';
import type { RegisterLine } from '../../../receipts/register.queries.js';
import type { Desk } from '../access/visit.js';
import { type Key, wordFor, words } from '../console.words.js';
import { type Cell, csv } from '../day/csv.js';
import { nameOf } from '../layout.js';

/** The columns never change their order; a new one goes to the end and raises the version in the last line. */
const VERSION = 'boai-receipts-1';
const HEADS: readonly Key[] = [
  'receipts.number',
  'receipts.state',
  'receipts.issuedAt',
  'receipts.currency',
  'receipts.amount',
  'receipts.gifts',
  'receipts.project',
  'receipts.paidOn',
  'receipts.endedAt',
  'receipts.cause',
  'receipts.reason',
  'receipts.replacedBy',
  'receipts.id',
];

/** The register as a file for a spreadsheet: amounts in plain major units, numbers and ids as text, no names. */
export function registerCsv(desk: Desk, lines: readonly RegisterLine[], now: Date): string {
  const { locale, organization } = desk;
  const text = (value: string): Cell => ({ text: value });
  const rows = lines.map((line) => [
    text(line.number),
    text(words(locale, `receipts.state.${line.state}`)),
    text(line.issuedAt.toISOString()),
    text(line.currency),
    { figure: plainAmount(line) },
    { figure: String(line.gifts) },
    text(locale === 'en' ? line.projectNameEn : line.projectNameZh),
    text(line.paidOn),
    text(line.endedAt?.toISOString() ?? ''),
    text(line.endCause === null ? '' : wordFor(locale, 'receipts.cause', line.endCause)),
    text(line.endReason ?? ''),
    text(line.replacedBy ?? ''),
    text(withPrefix('rcp', line.id)),
  ]);
  const footer = [nameOf(organization, locale), now.toISOString(), VERSION].map(text);
  return csv([HEADS.map((head) => text(words(locale, head))), ...rows, footer]);
}
