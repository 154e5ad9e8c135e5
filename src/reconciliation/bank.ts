import type { BankLine, OurItem } from './bank.statements.js';

/** Days that the bank's date may be away from ours in a suggestion. */
export const BANK_DAYS = 3;
const DAY_MS = 86_400_000;

/** How a bank line and something of ours agree; codes that the console puts into words. */
export type Reason = 'reference' | 'amount' | 'day' | 'near';

/** Something of ours that a bank line may be, with what speaks for it and what against. */
export interface Suggestion {
  readonly item: OurItem;
  /** The same reference and the same amount: no person need think about it. */
  readonly exact: boolean;
  readonly agrees: readonly Reason[];
  readonly differs: readonly Reason[];
}

/** References are typed by people: spaces, case and hyphens say nothing. */
const plain = (text: string | null): string => (text ?? '').replace(/[\s-]/g, '').toUpperCase();

export function daysApart(one: string, other: string): number {
  return Math.abs(Date.parse(`${one}T00:00:00Z`) - Date.parse(`${other}T00:00:00Z`)) / DAY_MS;
}

/** Compares one bank line with one item of ours. */
export function compared(line: BankLine, item: OurItem): Suggestion {
  const reference = plain(line.reference) !== '' && plain(line.reference) === plain(item.reference);
  const amount = line.amount === item.amount && line.currency === item.currency;
  const apart = daysApart(line.day, item.day);
  const day: Reason = apart === 0 ? 'day' : 'near';
  const agrees: Reason[] = [
    ...(reference ? (['reference'] as const) : []),
    ...(amount ? (['amount'] as const) : []),
  ];
  const differs: Reason[] = [
    ...(reference ? [] : (['reference'] as const)),
    ...(amount ? [] : (['amount'] as const)),
  ];
  (apart <= BANK_DAYS ? agrees : differs).push(apart <= BANK_DAYS ? day : 'day');
  return { item, exact: reference && amount, agrees, differs };
}

/** How near it is; less is nearer. */
function distance(line: BankLine, { item, agrees }: Suggestion): number {
  const known = agrees.includes('reference') ? 0 : 1_000_000;
  const equal = agrees.includes('amount') ? 0 : 10_000;
  return known + equal + daysApart(line.day, item.day);
}

/** The items nearest to a line, nearest first; what goes the other way is none of them. */
export function nearest(line: BankLine, items: readonly OurItem[], n: number): Suggestion[] {
  return items
    .filter((item) => item.amount > 0n === line.amount > 0n)
    .map((item) => compared(line, item))
    .sort(
      (one, other) => distance(line, one) - distance(line, other) || (one.item.id < other.item.id ? -1 : 1),
    )
    .slice(0, n);
}

/**
 * What to propose for a line: an exact item, or one of the same amount within three days (P5); an item that two lines
 * could be is proposed for both, and the first to be accepted has it.
 */
export function suggestionOf(line: BankLine, items: readonly OurItem[]): Suggestion | null {
  const [best] = nearest(line, items, 1);
  if (!best) return null;
  const plausible = best.agrees.includes('amount') && daysApart(line.day, best.item.day) <= BANK_DAYS;
  return best.exact || plausible ? best : null;
}
