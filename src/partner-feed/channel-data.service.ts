import { Injectable } from '@nestjs/common';
import { withPrefix } from '../kernel/ids.js';
import { percentOf } from '../kernel/money.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import type { Channel } from '../partners/channel.entity.js';
import { ChannelsQueries } from '../partners/channels.queries.js';
import { PartnersQueries } from '../partners/partners.queries.js';
import { Database } from '../platform/database/database.js';
import { ChannelFigures, type ChannelSums } from '../progress/channel-figures.queries.js';
import { ProjectsQueries } from '../projects/projects.queries.js';
import type { ClosedDay } from './closed-days.js';
import type { EventContent } from './event-data.service.js';
import type { DueFigure } from './figures.js';
import type { EventValue } from './partner-event.js';

/** What an event says of a channel, for the partner that owns it. */
export interface ChannelContent extends Omit<EventContent, 'organizationId'> {
  readonly organizationId: string | null;
  readonly ownerId: string;
}

interface TotalRow {
  organization_id: string;
  currency: string;
  gross: string;
  refunded: string;
  gifts: string;
  seq: string;
  at: Date;
}

/** Test gifts as what they would do to figures. */
const TEST_CHANGES = `(SELECT organization_id, currency, project_id, partner_id, channel_id, amount AS gross,
         0 AS refunded, 1 AS gifts, seq, given_at AS at FROM test_gift
   UNION ALL
  SELECT organization_id, currency, project_id, partner_id, channel_id, 0, amount, 0, refund_seq, refunded_at
    FROM test_gift WHERE refund_seq IS NOT NULL) t`;

const SUMS =
  'SUM(gross) AS gross, SUM(refunded) AS refunded, SUM(gifts) AS gifts, MAX(seq) AS seq, MAX(at) AS at';

/** Makes the `data` of events about channels and about the test mode: a partner's own figures, never a gift's. */
@Injectable()
export class ChannelDataMaker {
  constructor(
    private readonly database: Database,
    private readonly channels: ChannelsQueries,
    private readonly partners: PartnersQueries,
    private readonly organizations: OrganizationsQueries,
    private readonly projects: ProjectsQueries,
    private readonly channelFigures: ChannelFigures,
  ) {}

  /** A channel's figures, or a project's of the test mode; null when there is nothing to tell or nobody to be told. */
  of(figure: DueFigure): Promise<ChannelContent | EventContent | null> {
    const { subject, subjectId, livemode, partnerId } = figure;
    if (subject === 'project') return this.testProject(partnerId, subjectId);
    return livemode ? this.real(subjectId) : this.test(partnerId, subjectId);
  }

  /** What channels brought in the month up to a closed day, of those to which something was booked on it. */
  async settled({ organizationId, day, from, revision }: ClosedDay): Promise<ChannelContent[]> {
    const rows = await this.database.rows<{ channel_id: string }>(
      `SELECT DISTINCT channel_id FROM channel_entry WHERE organization_id = ? AND booked_on BETWEEN ? AND ?`,
      [organizationId, from, day],
    );
    const organization = await this.organizations.byId(organizationId);
    const found: ChannelContent[] = [];
    for (const { channel_id } of rows) {
      const channel = await this.channels.byId(channel_id);
      if (!channel?.partnerId || !organization) continue;
      const month = { from: `${day.slice(0, 7)}-01`, to: day };
      const { totals } = await this.channelFigures.ofChannel(channel.id, {
        ...month,
        organizationIds: [organizationId],
      });
      found.push({
        ...{ organizationId, projectId: null, channelId: channel.id, ownerId: channel.partnerId },
        data: {
          ...nameOf(channel),
          organization: organization.slug,
          ...{ from, to: day, revision, final: true },
          month: { ...month, totals: totals.map(shownSums) },
        },
      });
    }
    return found;
  }

  /** Everything that came through the channel to societies with which its partner has an agreement today. */
  private async real(channelId: string): Promise<ChannelContent | null> {
    const channel = await this.channels.byId(channelId);
    if (!channel?.partnerId) return null;
    const organizationIds = await this.partners.activeOrganizationsOf(channel.partnerId);
    if (organizationIds.length === 0) return null;
    const rows = await this.database.rows<TotalRow>(
      `SELECT organization_id, currency, SUM(gift) AS gross, SUM(refunded) AS refunded, SUM(gifts) AS gifts,
              MAX(ledger_seq) AS seq, MAX(numbered_at) AS at
         FROM channel_entry WHERE channel_id = ? AND organization_id IN (?)
        GROUP BY organization_id, currency ORDER BY organization_id, currency`,
      [channelId, organizationIds],
    );
    return rows.length === 0 ? null : this.content(channel, channel.partnerId, rows);
  }

  private async test(partnerId: string, channelId: string): Promise<ChannelContent | null> {
    const channel = await this.channels.byId(channelId);
    if (!channel) return null;
    const rows = await this.database.rows<TotalRow>(
      `SELECT organization_id, currency, ${SUMS} FROM ${TEST_CHANGES} WHERE partner_id = ? AND channel_id = ?
        GROUP BY organization_id, currency ORDER BY organization_id, currency`,
      [partnerId, channelId],
    );
    return this.content(channel, partnerId, rows);
  }

  private async content(
    channel: Channel,
    ownerId: string,
    rows: readonly TotalRow[],
  ): Promise<ChannelContent> {
    const figures: EventValue[] = [];
    for (const row of rows) {
      const organization = await this.organizations.byId(row.organization_id);
      const [gross, refunded] = [BigInt(row.gross), BigInt(row.refunded)];
      const gifts = Number(row.gifts);
      figures.push({
        organization: organization?.slug ?? '',
        ...shownSums({ currency: row.currency, gross, refunded, net: gross - refunded, gifts }),
        ...{ ledger_seq: Number(row.seq), as_of: row.at.toISOString() },
      });
    }
    return {
      ...{ organizationId: null, projectId: null, channelId: channel.id, ownerId },
      data: { ...nameOf(channel), figures },
    };
  }

  /** A project's progress as the partner's own test gifts would have made it. */
  private async testProject(partnerId: string, projectId: string): Promise<EventContent | null> {
    const [project] = await this.projects.byIds([projectId]);
    const [row] = await this.database.rows<TotalRow & { readonly gone: string }>(
      `SELECT organization_id, currency, ${SUMS}, SUM(CASE WHEN refunded > 0 THEN 1 ELSE 0 END) AS gone
         FROM ${TEST_CHANGES} WHERE partner_id = ? AND project_id = ? GROUP BY organization_id, currency`,
      [partnerId, projectId],
    );
    if (!project || !row) return null;
    const raised = BigInt(row.gross) - BigInt(row.refunded);
    const donations = Number(row.gifts) - Number(row.gone);
    return {
      ...{ organizationId: project.organizationId, projectId, channelId: null },
      data: {
        ...{ project: project.slug, currency: project.currency, goal: project.goal?.toString() ?? null },
        ...{ raised: raised.toString(), refunded: row.refunded, donations, donors: donations },
        percent: percentOf(raised, project.goal),
        ...{ as_of: row.at.toISOString(), ledger_seq: Number(row.seq), version: project.version },
        project_id: withPrefix('prj', project.id),
      },
    };
  }
}

const nameOf = ({ id, code }: Channel): { channel: string; channel_id: string } => ({
  channel: code,
  channel_id: withPrefix('chn', id),
});

const shownSums = ({ currency, gross, refunded, net, gifts }: ChannelSums) => ({
  ...{ currency, gross: gross.toString(), refunded: refunded.toString() },
  ...{ net: net.toString(), gifts },
});
