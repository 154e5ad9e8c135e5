import { Injectable } from '@nestjs/common';
import { AccountingDaysQueries } from '../ledger/accounting-days.queries.js';
import { Database } from '../platform/database/database.js';
import { channelAnswer, type FiguresRange, type NumberedDay, wholeMonths } from './channel-answer.js';
import type { ChannelFiguresAnswer } from './channel-figures.js';

export type { FiguresRange } from './channel-answer.js';
export { GROUP_MIN } from './channel-cells.js';
export {
  type ChannelFiguresAnswer,
  type ChannelGroup,
  type ChannelSociety,
  type ChannelSums,
  sumsBy,
} from './channel-figures.js';

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

interface DayRow {
  organization_id: string;
  currency: string;
  project_id: string;
  day: string;
  gross: string;
  refunded: string;
  gifts: string;
  seq: string;
  numbered_at: Date;
}

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
    const { from, to, organizationIds } = range;
    if (from > to || organizationIds?.length === 0)
      return { channelId, from, to, totals: [], groups: [], societies: [] };
    const whole = wholeMonths(range);
    const days = await this.days(channelId, whole, organizationIds);
    const finality = new Map<string, (day: string) => boolean>();
    for (const id of new Set([...(organizationIds ?? []), ...days.map((day) => day.organizationId)]))
      finality.set(id, await this.accountingDays.finality(id, whole.from, whole.to));
    return channelAnswer(channelId, range, days, (id) => finality.get(id) ?? (() => false));
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

  private async days(
    channelId: string,
    { from, to }: { readonly from: string; readonly to: string },
    organizationIds: readonly string[] | undefined,
  ): Promise<NumberedDay[]> {
    const rows = await this.database.rows<DayRow>(
      `SELECT organization_id, currency, project_id, booked_on AS day, SUM(gift) AS gross, SUM(refunded) AS refunded,
              SUM(gifts) AS gifts, MAX(ledger_seq) AS seq, MAX(numbered_at) AS numbered_at
         FROM channel_entry WHERE channel_id = ? AND booked_on BETWEEN ? AND ?
              ${organizationIds ? 'AND organization_id IN (?)' : ''}
        GROUP BY organization_id, currency, project_id, booked_on
        ORDER BY organization_id, currency, booked_on, project_id`,
      [channelId, from, to, ...(organizationIds ? [organizationIds] : [])],
    );
    return rows.map((row) => ({
      organizationId: row.organization_id,
      currency: row.currency,
      projectId: row.project_id,
      day: row.day,
      gross: BigInt(row.gross),
      refunded: BigInt(row.refunded),
      gifts: Number(row.gifts),
      seq: BigInt(row.seq),
      at: row.numbered_at,
    }));
  }
}
