import { Injectable } from '@nestjs/common';
import { daysBetween } from '../kernel/days.js';
import { AccountingDaysQueries } from '../ledger/accounting-days.queries.js';
import { Database } from '../platform/database/database.js';
import { type ChannelDay, cellsOfMonth } from './channel-cells.js';
import {
  type ChannelFiguresAnswer,
  type ChannelGroup,
  type ChannelSociety,
  sumsBy,
} from './channel-figures.js';

export { GROUP_MIN } from './channel-cells.js';
export {
  type ChannelFiguresAnswer,
  type ChannelGroup,
  type ChannelSociety,
  type ChannelSums,
  sumsBy,
} from './channel-figures.js';

/** Which figures of a channel are wanted: accounting days "YYYY-MM-DD", both included. */
export interface FiguresRange {
  readonly from: string;
  readonly to: string;
  /** Only this project's; null-project groups (small projects together) are then left out. */
  readonly projectId?: string;
  /** Only these societies' (with which the partner has an agreement); all when it is not given. */
  readonly organizationIds?: readonly string[];
}

/** A channel's total for one project since a moment. Minor units of the project's currency. */
export interface ChannelTotal {
  /** Net. */
  readonly raised: bigint;
  readonly refunded: bigint;
  readonly gifts: number;
  /** Last ledger number of the channel and project; 0 before its first gift. */
  readonly ledgerSeq: bigint;
  readonly asOf: Date | null;
}

interface Seen {
  readonly numbered_at: Date | null;
}

interface DayRow extends Seen {
  organization_id: string;
  currency: string;
  project_id: string;
  day: string;
  gross: string;
  refunded: string;
  gifts: string;
  seq: string;
}

const monthOf = (day: string): string => day.slice(0, 7);

/**
 * What channels brought, from the channel entries that the projector keeps of the ledger. No donor, no gift and no
 * group below five gifts can be read from it; how groups are made says `channel-cells.ts`.
 */
@Injectable()
export class ChannelFigures {
  constructor(
    private readonly database: Database,
    private readonly accountingDays: AccountingDaysQueries,
  ) {}

  /** A channel's figures by day and project, gross, refunded and net, with what is final. */
  async ofChannel(channelId: string, range: FiguresRange): Promise<ChannelFiguresAnswer> {
    const { from, to, projectId, organizationIds } = range;
    const answer = { channelId, from, to };
    if (from > to || organizationIds?.length === 0)
      return { ...answer, totals: [], groups: [], societies: [] };
    // Whole months are read, so that a range cuts no group differently from another range.
    const rows = await this.days(channelId, `${monthOf(from)}-01`, `${monthOf(to)}-01`, organizationIds);
    const societies = await this.societies(range, rows);
    const groups: ChannelGroup[] = [];
    for (const [key, days] of grouped(rows)) {
      const [organizationId = '', currency = ''] = key.split('/');
      const isFinal = await this.accountingDays.finality(organizationId, days[0]?.day ?? from, to);
      for (const cell of cellsOfMonth(days)) {
        if (cell.to < from || cell.to > to || (projectId && cell.projectId !== projectId)) continue;
        const final = [cell.from, ...daysBetween(cell.from, cell.to), cell.to].every(isFinal);
        groups.push({ organizationId, currency, ...cell, net: cell.gross - cell.refunded, final });
      }
    }
    groups.sort((a, b) => (a.to < b.to ? -1 : a.to > b.to ? 1 : 0));
    return { ...answer, totals: [...sumsBy(groups, (group) => group.currency).values()], groups, societies };
  }

  /**
   * What a channel brought to a project by gifts paid since a moment, less what of these gifts went back: for a
   * livestream's own total. A refund of an earlier gift does not lower it.
   */
  async totalSince(channelId: string, projectId: string, since: Date): Promise<ChannelTotal> {
    const [row] = await this.database.rows<
      Record<'raised' | 'refunded' | 'gifts' | 'seq', string | null> & Seen
    >(
      `SELECT MAX(c.ledger_seq) AS seq, MAX(c.numbered_at) AS numbered_at,
              SUM(CASE WHEN b.gift_id IS NULL THEN 0 ELSE c.gift - c.refunded END) AS raised,
              SUM(CASE WHEN b.gift_id IS NULL THEN 0 ELSE c.refunded END) AS refunded,
              SUM(CASE WHEN b.gift_id IS NULL THEN 0 ELSE c.gifts END) AS gifts
         FROM channel_entry c
         LEFT JOIN (SELECT DISTINCT gift_id FROM channel_entry
                     WHERE channel_id = ? AND project_id = ? AND gifts = 1 AND occurred_at >= ?) b
                ON b.gift_id = c.gift_id
        WHERE c.channel_id = ? AND c.project_id = ?`,
      [channelId, projectId, since, channelId, projectId],
    );
    return {
      raised: BigInt(row?.raised ?? 0),
      refunded: BigInt(row?.refunded ?? 0),
      gifts: Number(row?.gifts ?? 0),
      ledgerSeq: BigInt(row?.seq ?? 0),
      asOf: row?.numbered_at ?? null,
    };
  }

  private days(
    channelId: string,
    from: string,
    to: string,
    organizationIds: readonly string[] | undefined,
  ): Promise<DayRow[]> {
    return this.database.rows<DayRow>(
      `SELECT organization_id, currency, project_id, booked_on AS day, SUM(gift) AS gross, SUM(refunded) AS refunded,
              SUM(gifts) AS gifts, MAX(ledger_seq) AS seq, MAX(numbered_at) AS numbered_at
         FROM channel_entry WHERE channel_id = ? AND booked_on BETWEEN ? AND LAST_DAY(?)
              ${organizationIds ? 'AND organization_id IN (?)' : ''}
        GROUP BY organization_id, currency, project_id, booked_on
        ORDER BY organization_id, currency, booked_on, project_id`,
      [channelId, from, to, ...(organizationIds ? [organizationIds] : [])],
    );
  }

  /** One line for each society: its newest ledger number among the rows. */
  private async societies(
    { from, to, organizationIds }: FiguresRange,
    rows: readonly DayRow[],
  ): Promise<ChannelSociety[]> {
    const ids = [...new Set([...(organizationIds ?? []), ...rows.map((row) => row.organization_id)])];
    const every = from === to ? [from] : [from, ...daysBetween(from, to), to];
    return Promise.all(
      ids.map(async (organizationId) => {
        const isFinal = await this.accountingDays.finality(organizationId, from, to);
        const [last] = rows
          .filter((row) => row.organization_id === organizationId)
          .sort((a, b) => (BigInt(a.seq) < BigInt(b.seq) ? 1 : -1));
        return {
          organizationId,
          final: every.every(isFinal),
          ledgerSeq: BigInt(last?.seq ?? 0),
          asOf: last?.numbered_at ?? null,
        };
      }),
    );
  }
}

/** The days of each society, currency and calendar month, by "society/currency/month". */
function grouped(rows: readonly DayRow[]): Map<string, ChannelDay[]> {
  const groups = new Map<string, ChannelDay[]>();
  for (const row of rows) {
    const key = `${row.organization_id}/${row.currency}/${monthOf(row.day)}`;
    const days = groups.get(key) ?? [];
    days.push({
      day: row.day,
      projectId: row.project_id,
      gross: BigInt(row.gross),
      refunded: BigInt(row.refunded),
      gifts: Number(row.gifts),
    });
    groups.set(key, days);
  }
  return groups;
}
