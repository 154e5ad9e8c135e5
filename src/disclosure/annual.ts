import { dayAfter } from '../kernel/days.js';

/** Net online gifts of one currency in a part of a year. Amount in minor units. */
export interface AnnualSum {
  readonly currency: string;
  readonly amount: bigint;
  /** Gifts of which something is left. */
  readonly gifts: number;
}

/** This year beside last year, in one currency, each from 1 January to the same day. */
export interface YearOnYear {
  readonly currency: string;
  readonly current: AnnualSum;
  readonly previous: AnnualSum;
  readonly change: bigint;
  /** In percent with two decimals ("54.20"); null when there is nothing to compare with. */
  readonly percent: string | null;
}

/** The part of a year that is counted: both days included. */
export interface YearPart {
  readonly from: string;
  readonly to: string;
}

/** From 1 January to the cut-off, and the same part of the year before; 29 February becomes the 28th there. */
export function yearParts(cutOff: string): { readonly current: YearPart; readonly previous: YearPart } {
  const year = Number(cutOff.slice(0, 4));
  const monthAndDay = cutOff.slice(5);
  const isLeapDay = monthAndDay === '02-29';
  return {
    current: { from: `${year}-01-01`, to: cutOff },
    previous: { from: `${year - 1}-01-01`, to: `${year - 1}-${isLeapDay ? '02-28' : monthAndDay}` },
  };
}

/** The last whole day before `today`: what is still running is not compared with a whole day of last year. */
export function defaultCutOff(today: string): string {
  return dayAfter(today, -1);
}

/** Both years side by side, one line for each currency that either has, in the order of their codes. */
export function yearOnYear(current: readonly AnnualSum[], previous: readonly AnnualSum[]): YearOnYear[] {
  const currencies = [...new Set([...current, ...previous].map(({ currency }) => currency))].sort();
  return currencies.map((currency) => {
    const sumOf = (sums: readonly AnnualSum[]): AnnualSum =>
      sums.find((each) => each.currency === currency) ?? { currency, amount: 0n, gifts: 0 };
    const [now, before] = [sumOf(current), sumOf(previous)];
    const change = now.amount - before.amount;
    return { currency, current: now, previous: before, change, percent: percentText(change, before.amount) };
  });
}

/** Sums of several societies, by currency. */
export function added(sums: readonly AnnualSum[]): AnnualSum[] {
  const totals = new Map<string, AnnualSum>();
  for (const { currency, amount, gifts } of sums) {
    const before = totals.get(currency);
    totals.set(currency, {
      currency,
      amount: (before?.amount ?? 0n) + amount,
      gifts: (before?.gifts ?? 0) + gifts,
    });
  }
  return [...totals.values()];
}

/** The change against a base in percent, half a hundredth rounded away from zero. */
function percentText(change: bigint, base: bigint): string | null {
  if (base <= 0n) return null;
  const size = change < 0n ? -change : change;
  const hundredths = (size * 20_000n + base) / (2n * base);
  const digits = hundredths.toString().padStart(3, '0');
  const sign = change < 0n && hundredths > 0n ? '-' : '';
  return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
