import { withPrefix } from '../../../kernel/ids.js';
import { plainAmount } from '../../../kernel/money.js';
import type { Desk } from '../access/visit.js';
import { type Key, words } from '../console.words.js';
import { nameOf } from '../layout.js';
import { clockTime } from './calendar.js';
import { type Cell, csv } from './csv.js';
import type { DayGift } from './day.queries.js';
import { wayOf } from './gift-way.js';

/** The columns never change their order; a new one goes to the end and raises the version in the last line. */
const VERSION = 'boai-day-2';
const HEADS: readonly Key[] = [
  'day.date',
  'day.time',
  'day.project',
  'day.label',
  'day.currency',
  'day.amount',
  'day.fee',
  'day.net',
  'day.receipt',
  'day.seq',
  'day.state',
  'day.gift',
  'day.refunded',
  'day.way',
];

/** The day's gifts as a file for a spreadsheet: amounts in plain major units, ids as text. */
export function dayCsv(desk: Desk, day: string, gifts: readonly DayGift[], now: Date): string {
  const { locale, organization } = desk;
  const text = (value: string): Cell => ({ text: value });
  const figure = (value: string): Cell => ({ figure: value });
  const row = (gift: DayGift): Cell[] => {
    const { currency, amount, refunded, fee } = gift;
    return [
      text(day),
      text(clockTime(gift.occurredAt, organization.timeZone)),
      text((locale === 'en' ? gift.projectNameEn : gift.projectNameZh) ?? ''),
      text(gift.label ?? ''),
      text(currency),
      figure(plainAmount({ amount, currency })),
      figure(fee === null ? '' : plainAmount({ amount: fee, currency })),
      figure(fee === null ? '' : plainAmount({ amount: amount - refunded - fee, currency })),
      text(gift.receiptNo ?? ''),
      figure(gift.ledgerSeq === null ? '' : String(gift.ledgerSeq)),
      text(words(locale, gift.inSuspense ? 'gift.state.suspense' : 'gift.state.booked')),
      text(gift.donationId === null ? '' : withPrefix('don', gift.donationId)),
      figure(plainAmount({ amount: refunded, currency })),
      text(wayOf(gift, locale)),
    ];
  };
  const footer = [nameOf(organization, locale), now.toISOString(), VERSION].map(text);
  return csv([HEADS.map((head) => text(words(locale, head))), ...gifts.map(row), footer]);
}
