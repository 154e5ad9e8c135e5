import { dayAfter, daysBetween } from '../kernel/days.js';
import { type ChannelDay, cellsOfMonth } from './channel-cells.js';
import { type ChannelFiguresAnswer, type ChannelGroup, sumsBy } from './channel-figures.js';

/** Which figures of a channel are wanted: accounting days "YYYY-MM-DD", both included. */
export interface FiguresRange {
  readonly from: string;
  readonly to: string;
  /** Only this project's; groups of small projects together are then left out. */
  readonly projectId?: string | undefined;
  /** Only these societies' (with which the partner has an agreement); all when it is not given. */
  readonly organizationIds?: readonly string[] | undefined;
}

/** A channel's day with whose it is, and the last number among what makes it up. */
export interface NumberedDay extends ChannelDay {
  readonly organizationId: string;
  readonly currency: string;
  readonly seq: bigint;
  readonly at: Date;
}

/** Tells which of a society's days can change no more. */
export type FinalityOf = (organizationId: string) => (day: string) => boolean;

const monthOf = (day: string): string => day.slice(0, 7);

/** All days of the first to the last month: what must be read, so that no range cuts groups its own way. */
export function wholeMonths({ from, to }: FiguresRange): { from: string; to: string } {
  const inNextMonth = dayAfter(`${monthOf(to)}-28`, 4);
  return { from: `${monthOf(from)}-01`, to: dayAfter(`${monthOf(inNextMonth)}-01`, -1) };
}

/** Makes the answer from the days of whole months, in any order. */
export function channelAnswer(
  channelId: string,
  range: FiguresRange,
  days: readonly NumberedDay[],
  finalityOf: FinalityOf,
): ChannelFiguresAnswer {
  const { from, to, projectId } = range;
  const groups: ChannelGroup[] = [];
  for (const month of byMonth(days)) {
    const [first] = month;
    if (!first) continue;
    const { organizationId, currency } = first;
    const isFinal = finalityOf(organizationId);
    for (const cell of cellsOfMonth(month)) {
      if (cell.to < from || cell.to > to || (projectId && cell.projectId !== projectId)) continue;
      const final = everyDay(cell).every(isFinal);
      groups.push({ organizationId, currency, ...cell, net: cell.gross - cell.refunded, final });
    }
  }
  groups.sort((a, b) => (a.to < b.to ? -1 : a.to > b.to ? 1 : 0));
  const ids = [...new Set([...(range.organizationIds ?? []), ...days.map((day) => day.organizationId)])];
  return {
    ...{ channelId, from, to, groups },
    totals: [...sumsBy(groups, (group) => group.currency).values()],
    societies: ids.map((organizationId) => ({
      organizationId,
      final: everyDay(range).every(finalityOf(organizationId)),
      ...newest(days.filter((day) => day.organizationId === organizationId)),
    })),
  };
}

const everyDay = ({ from, to }: { readonly from: string; readonly to: string }): string[] =>
  from === to ? [from] : [from, ...daysBetween(from, to), to];

function newest(days: readonly NumberedDay[]): { ledgerSeq: bigint; asOf: Date | null } {
  const none: { ledgerSeq: bigint; asOf: Date | null } = { ledgerSeq: 0n, asOf: null };
  return days.reduce(
    (last, { seq, at }) => (seq > last.ledgerSeq ? { ledgerSeq: seq, asOf: at } : last),
    none,
  );
}

/** The days of each society, currency and calendar month. */
function byMonth(days: readonly NumberedDay[]): NumberedDay[][] {
  const months = new Map<string, NumberedDay[]>();
  for (const day of days) {
    const key = `${day.organizationId}/${day.currency}/${monthOf(day.day)}`;
    const month = months.get(key) ?? [];
    month.push(day);
    months.set(key, month);
  }
  return [...months.values()];
}
