import { dayAfter } from '../kernel/days.js';

/** Days between the notice and the debit that it announces. */
export const NOTICE_DAYS = 3;

/** The days of the month on which somebody may give. */
export const DAY_MAX = 31;

/** What the next debit follows from. Days are calendar days of the organization's zone, "YYYY-MM-DD". */
export interface Rhythm {
  /** 1–31; in a shorter month the last day stands for it. */
  readonly dayOfMonth: number;
  /** The last day on which a debit was due or was begun. */
  readonly lastOn: string;
}

/** The day of the month `month` ("YYYY-MM") that stands for `dayOfMonth`: the 31st is the last day of any month. */
export function dayIn(month: string, dayOfMonth: number): string {
  const [year, number] = partsOf(month);
  const last = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return `${month}-${String(Math.min(dayOfMonth, last)).padStart(2, '0')}`;
}

/**
 * The next debit after the last one: in a later month, so that no month is debited twice whatever day is chosen, and
 * late enough for a notice. A month that was missed is not made up for.
 */
export function nextDebit({ dayOfMonth, lastOn }: Rhythm, today: string): string {
  const earliest = dayAfter(today, NOTICE_DAYS);
  let month = monthAfter(lastOn.slice(0, 7));
  if (month < earliest.slice(0, 7)) month = earliest.slice(0, 7);
  const day = dayIn(month, dayOfMonth);
  return day >= earliest ? day : dayIn(monthAfter(month), dayOfMonth);
}

/** From when on a due day is told: so many days before it. */
export function noticeOn(due: string): string {
  return dayAfter(due, -NOTICE_DAYS);
}

/** When a debit may be made whose notice goes out today: never sooner than the notice allows. */
export function chargeOn(due: string, today: string): string {
  const noticed = dayAfter(today, NOTICE_DAYS);
  return noticed > due ? noticed : due;
}

function monthAfter(month: string): string {
  const [year, number] = partsOf(month);
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 7);
}

function partsOf(month: string): [year: number, number: number] {
  return [Number(month.slice(0, 4)), Number(month.slice(5, 7))];
}
