import { Injectable } from '@nestjs/common';
import { dayAfter, isDay } from '../../kernel/days.js';
import { Refusal } from '../../kernel/errors.js';
import { withoutPrefix, withPrefix } from '../../kernel/ids.js';
import { OrganizationsQueries } from '../../organizations/organizations.queries.js';
import type { Channel } from '../../partners/channel.entity.js';
import { ChannelsQueries } from '../../partners/channels.queries.js';
import type { VerifiedKey } from '../../partners/partner-keys.service.js';
import { PartnersQueries } from '../../partners/partners.queries.js';
import { Config } from '../../platform/config/config.js';
import { ChannelFigures, type ChannelSums } from '../../progress/channel-figures.queries.js';
import { TestChannelFigures } from '../../progress/test-channel-figures.queries.js';
import { ProjectsQueries } from '../../projects/projects.queries.js';
import type { ChannelAnswer, ChannelFiguresBody, ChannelPage, ChannelSum } from './channel-answers.js';
import { localized } from './localized.js';

/** The longest range of one question, both days included. */
const DAYS_MAX = 366;

/** A partner's channels and what they brought, in the words of the API; never another partner's. */
@Injectable()
export class ChannelAnswering {
  constructor(
    private readonly config: Config,
    private readonly channels: ChannelsQueries,
    private readonly partners: PartnersQueries,
    private readonly organizations: OrganizationsQueries,
    private readonly projects: ProjectsQueries,
    private readonly figures: ChannelFigures,
    private readonly testFigures: TestChannelFigures,
  ) {}

  /** All channels of the key's partner: a partner has few, so they are one page. */
  async all({ partnerId }: VerifiedKey): Promise<ChannelPage> {
    const channels = await this.channels.ofPartner(partnerId);
    return { data: channels.map((channel) => this.answer(channel)), next_cursor: null, has_more: false };
  }

  /**
   * What one channel brought, from the books of the societies with which there is an agreement today; with a test key
   * its test gifts.
   * @throws Refusal invalid for wrong days · not_found `channel_not_found`, also for another partner's.
   */
  async of(key: VerifiedKey, channelId: string, from: string, to: string): Promise<ChannelFiguresBody> {
    checkRange(from, to);
    const id = withoutPrefix('chn', channelId);
    const channel = id === null ? null : await this.channels.byId(id);
    if (!channel || channel.partnerId !== key.partnerId) throw new Refusal('not_found', 'channel_not_found');
    const range = { from, to, organizationIds: await this.partners.activeOrganizationsOf(key.partnerId) };
    const found = key.livemode
      ? await this.figures.ofChannel(channel.id, range)
      : await this.testFigures.ofChannel(key.partnerId, channel.id, range);
    const { groups, societies } = found;
    const slugs = await this.slugsOf(
      societies.map(({ organizationId }) => organizationId),
      groups.flatMap(({ projectId }) => projectId ?? []),
    );
    return {
      channel: withPrefix('chn', channel.id),
      livemode: key.livemode,
      ...{ from, to },
      totals: found.totals.map(sumAnswer),
      groups: groups.map((group) => ({
        organization: slugs.get(group.organizationId) ?? '',
        project: group.projectId === null ? null : (slugs.get(group.projectId) ?? null),
        ...{ from: group.from, to: group.to },
        ...sumAnswer(group),
        final: group.final,
      })),
      societies: societies.map(({ organizationId, final, ledgerSeq, asOf }) => ({
        organization: slugs.get(organizationId) ?? '',
        final,
        ledger_seq: Number(ledgerSeq),
        as_of: asOf?.toISOString() ?? null,
      })),
    };
  }

  private answer({ id, code, nameZh, nameEn, state, createdAt }: Channel): ChannelAnswer {
    return {
      id: withPrefix('chn', id),
      code,
      name: localized(nameZh, nameEn),
      state,
      url: new URL(`/c/${code}`, this.config.PUBLIC_URL).href,
      created_at: createdAt.toISOString(),
    };
  }

  private async slugsOf(
    organizationIds: readonly string[],
    projectIds: readonly string[],
  ): Promise<Map<string, string>> {
    const found = await Promise.all([
      ...[...new Set(organizationIds)].map((id) => this.organizations.byId(id)),
      ...[...new Set(projectIds)].map((id) => this.projects.byId(id)),
    ]);
    return new Map(found.flatMap((each) => (each ? [[each.id, each.slug] as const] : [])));
  }
}

function checkRange(from: string, to: string): void {
  const problem = (field: string, code: string, params = {}) =>
    new Refusal('invalid', 'invalid_input', {}, [{ field, code, params }]);
  if (!isDay(from)) throw problem('from', 'day_form');
  if (!isDay(to)) throw problem('to', 'day_form');
  if (to < from) throw problem('to', 'range_backwards');
  if (to >= dayAfter(from, DAYS_MAX)) throw problem('to', 'range_too_long', { days: String(DAYS_MAX) });
}

function sumAnswer({ currency, gross, refunded, net, gifts }: ChannelSums): ChannelSum {
  return {
    currency,
    gross: gross.toString(),
    refunded: refunded.toString(),
    net: net.toString(),
    gifts,
  };
}
