import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { Refusal } from '../../../kernel/errors.js';
import { Public } from '../../../platform/http/public.js';
import type { Locale } from '../../../platform/i18n/locale.js';
import { ProjectUpdatesQueries } from '../../../projects/project-updates.queries.js';
import { type ProjectReading, PublicReading } from '../public-reading.service.js';
import { inWords } from '../view-making.js';
import { textOf, Visits } from '../visits.service.js';
import { updateLine, updateView } from './update-views.js';
import { UpdatePage, type UpdatesOf, UpdatesPage } from './updates.pages.js';

const PAGE = 10;
/** Numbers as they stand in addresses. */
const NUMBER = /^[1-9]\d{0,8}$/;

/** What a project tells: the list, and each update at its lasting address. */
@Controller('projects')
export class UpdatesController {
  constructor(
    private readonly reading: PublicReading,
    private readonly updates: ProjectUpdatesQueries,
    private readonly visits: Visits,
  ) {}

  @Public()
  @Get(':slug/updates')
  async list(
    @Param('slug') slug: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode> {
    const frame = await this.visits.begin(request, reply, 'shared');
    const found = await this.project(slug);
    const before = textOf(request.query, 'before');
    const after = NUMBER.test(before) ? Number(before) : undefined;
    const page = await this.updates.published(found.project.id, { limit: PAGE, after });
    return UpdatesPage({
      frame,
      project: whose(found, frame.locale),
      updates: page.updates.map((update) => updateLine(slug, update, frame.locale)),
      first: after === undefined,
      next: page.next,
    });
  }

  /** A withdrawn update is gone (410), and its page says since when and why. */
  @Public()
  @Get(':slug/updates/:number')
  async show(
    @Param('slug') slug: string,
    @Param('number') number: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode> {
    const frame = await this.visits.begin(request, reply, 'shared');
    const found = await this.project(slug);
    const shown = NUMBER.test(number)
      ? await this.updates.publicByNumber(found.project.id, Number(number))
      : null;
    if (!shown) throw new Refusal('not_found', 'not_found');
    if (shown.update.state === 'withdrawn') void reply.code(410);
    const update = updateView(slug, shown.update, shown.revisions, frame.locale);
    return UpdatePage({ frame, project: whose(found, frame.locale), update });
  }

  private async project(slug: string): Promise<ProjectReading> {
    const found = await this.reading.project(slug);
    if (!found) throw new Refusal('not_found', 'project_not_found', { slug });
    return found;
  }
}

function whose({ project, organization }: ProjectReading, locale: Locale): UpdatesOf {
  return {
    slug: project.slug,
    name: inWords(locale, project.nameZh, project.nameEn),
    organization: inWords(locale, organization.nameZh, organization.nameEn),
    zone: organization.timeZone,
  };
}
