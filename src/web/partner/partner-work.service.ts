import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/errors.js';
import { withoutPrefix } from '../../kernel/ids.js';
import type { Organization } from '../../organizations/organization.entity.js';
import { OrganizationsQueries } from '../../organizations/organizations.queries.js';
import type { Channel } from '../../partners/channel.entity.js';
import { ChannelsQueries } from '../../partners/channels.queries.js';
import { PartnersQueries } from '../../partners/partners.queries.js';
import type { Locale } from '../../platform/i18n/locale.js';
import type { Project } from '../../projects/project.entity.js';
import { ProjectsQueries } from '../../projects/projects.queries.js';
import type { PartnerDesk } from './access/partner-desk.js';

type Named = Pick<Channel, 'nameZh' | 'nameEn'>;

/** A name in the reader's language. */
export const nameIn = (locale: Locale, { nameZh, nameEn }: Named): string =>
  locale === 'en' ? nameEn : nameZh;

/** What a partner works with: its own channels, and the societies and projects of its agreements in force. */
@Injectable()
export class PartnerWork {
  constructor(
    private readonly channels: ChannelsQueries,
    private readonly partners: PartnersQueries,
    private readonly organizations: OrganizationsQueries,
    private readonly projects: ProjectsQueries,
  ) {}

  /** The partner's channels, open ones first. */
  async channelsOf(desk: PartnerDesk): Promise<Channel[]> {
    const all = await this.channels.ofPartner(desk.partnerId);
    return [
      ...all.filter(({ state }) => state === 'active'),
      ...all.filter(({ state }) => state !== 'active'),
    ];
  }

  /** The partner's channel by its id as it stands in addresses. @throws Refusal not_found for anybody else's. */
  async channel(desk: PartnerDesk, key: string): Promise<Channel> {
    const id = withoutPrefix('chn', key);
    const found = id === null ? null : await this.channels.byId(id);
    if (found?.partnerId !== desk.partnerId) throw new Refusal('not_found', 'not_found');
    return found;
  }

  /** Societies with which an agreement is in force today. */
  async societiesOf(desk: PartnerDesk): Promise<Organization[]> {
    const ids = await this.partners.activeOrganizationsOf(desk.partnerId);
    const found = await Promise.all(ids.map((id) => this.organizations.byId(id)));
    return found.filter((each) => each !== null);
  }

  /** Public projects of those societies, in the public order. */
  async projectsOf(desk: PartnerDesk): Promise<Project[]> {
    const ids = new Set(await this.partners.activeOrganizationsOf(desk.partnerId));
    return (await this.projects.publicList()).filter(({ organizationId }) => ids.has(organizationId));
  }
}
