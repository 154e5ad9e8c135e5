import { Injectable } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { OrganizationsQueries } from '../../../organizations/organizations.queries.js';
import { ChannelsQueries } from '../../../partners/channels.queries.js';
import type { Overlay } from '../../../partners/overlay.entity.js';
import { PartnersQueries } from '../../../partners/partners.queries.js';
import { Config } from '../../../platform/config/config.js';
import { ChannelFigures } from '../../../progress/channel-figures.queries.js';
import { ProgressFeed, type ProgressSnapshot } from '../../../progress/progress-feed.service.js';
import { PublicGiftsQueries } from '../../../progress/public-gifts.queries.js';
import { ProjectsQueries } from '../../../projects/projects.queries.js';
import { links } from '../embed-links.js';
import { type OverlayAnswer, overlayAnswer, type Shown } from './overlay-answer.js';

/** Names and messages are this old before a livestream shows them, so that a mistake can be taken back. */
const NAMES_DELAY_MS = 60_000;
const NAMES_MAX = 8;

/** What of an overlay does not change while somebody watches it. */
export interface OverlayStage {
  readonly slug: string;
  readonly organizationId: string;
  readonly timeZone: string;
  /** Where its QR code leads. */
  readonly link: string;
}

/** Gathers what an overlay shows from the rooms that know it; every number is the ledger's. */
@Injectable()
export class OverlayFigures {
  constructor(
    private readonly feed: ProgressFeed,
    private readonly projects: ProjectsQueries,
    private readonly organizations: OrganizationsQueries,
    private readonly partners: PartnersQueries,
    private readonly channels: ChannelsQueries,
    private readonly figures: ChannelFigures,
    private readonly gifts: PublicGiftsQueries,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  /** Project, zone and link of an overlay; null when its project is not public. */
  async stageOf({ projectId, channelId }: Overlay): Promise<OverlayStage | null> {
    const project = await this.projects.byId(projectId);
    if (!project || !(await this.feed.find(project.slug))) return null;
    const { slug, organizationId } = project;
    const channel = channelId === null ? null : await this.channels.byId(channelId);
    const to = links(this.config.PUBLIC_URL);
    return {
      slug,
      organizationId,
      timeZone: await this.organizations.timeZoneOf(organizationId),
      link: channel ? to.channel(channel.code, slug) : to.project(slug),
    };
  }

  /** Whether the partner's agreement with the project's society is in force, and the partner not suspended. */
  async mayShow({ partnerId }: Overlay, { organizationId }: OverlayStage): Promise<boolean> {
    return (await this.partners.activeOrganizationsOf(partnerId)).includes(organizationId);
  }

  /** The newest state. @throws what the database throws; null when the project is gone from the public. */
  async answerOf(overlay: Overlay, stage: OverlayStage): Promise<OverlayAnswer | null> {
    const snapshot = await this.feed.find(stage.slug);
    if (!snapshot) return null;
    const before = new Date(this.clock.now().getTime() - NAMES_DELAY_MS);
    const names = overlay.showNames
      ? await this.gifts.approvedSince(overlay.projectId, before, NAMES_MAX)
      : [];
    const { title, basis, since } = overlay;
    const { timeZone } = stage;
    const { project } = snapshot;
    const numbers = await this.numbersOf(overlay, snapshot);
    return overlayAnswer({ project, timeZone, title, basis, since, names, ...numbers });
  }

  private async numbersOf(
    { basis, channelId, projectId, since, target }: Overlay,
    { project, numbers }: ProgressSnapshot,
  ): Promise<Pick<Shown, 'raised' | 'refunded' | 'gifts' | 'asOf' | 'ledgerSeq' | 'goal'>> {
    if (basis === 'project' || channelId === null || since === null)
      return { ...numbers, gifts: numbers.donations, goal: project.goal };
    return { ...(await this.figures.totalSince(channelId, projectId, since)), goal: target };
  }
}
