import { Controller, Get, Query } from '@nestjs/common';
import type { VNode } from 'preact';
import { Config } from '../../../platform/config/config.js';
import { isLocale } from '../../../platform/i18n/locale.js';
import { LAYOUT_HEIGHTS, type Layout, type Theme } from '../../embed/embed-links.js';
import { PartnerPerson } from '../access/partner.decorator.js';
import { AtPartner, type PartnerDesk } from '../access/partner-desk.js';
import { PartnerWork } from '../partner-work.service.js';
import { embedsPage } from './embeds.page.js';

type EmbedsQuery = Readonly<Partial<Record<'project' | 'channel' | 'layout' | 'theme' | 'lang_of', unknown>>>;

export const LAYOUTS = Object.keys(LAYOUT_HEIGHTS) as readonly Layout[];
export const THEMES: readonly Theme[] = ['auto', 'light', 'dark'];

/** Ready-made snippets for a project and a channel, with a preview of what readers will see. */
@Controller('partner/embeds')
export class PartnerEmbedsController {
  constructor(
    private readonly work: PartnerWork,
    private readonly config: Config,
  ) {}

  @PartnerPerson()
  @Get()
  async show(@AtPartner() desk: PartnerDesk, @Query() query: EmbedsQuery): Promise<VNode> {
    const [channels, projects] = await Promise.all([this.work.channelsOf(desk), this.work.projectsOf(desk)]);
    const open = channels.filter(({ state }) => state === 'active');
    // With one channel it is meant, unless none was chosen on purpose.
    const usual = open.length === 1 ? open[0]?.code : undefined;
    const code = query.channel ?? usual;
    return embedsPage(desk, {
      ...{ projects, channels: open, publicUrl: this.config.PUBLIC_URL },
      project: projects.find(({ slug }) => slug === query.project) ?? projects[0] ?? null,
      channel: open.find((channel) => channel.code === code)?.code,
      layout: LAYOUTS.find((layout) => layout === query.layout) ?? 'card',
      theme: THEMES.find((theme) => theme === query.theme) ?? 'auto',
      lang: isLocale(query.lang_of) ? query.lang_of : desk.locale,
    });
  }
}
