import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { Refusal } from '../../../kernel/errors.js';
import { Public } from '../../../platform/http/public.js';
import { PublicGiftsQueries } from '../../../progress/public-gifts.queries.js';
import { PublicReading } from '../public-reading.service.js';
import { giftLine, inWords, progressView } from '../view-making.js';
import { textOf, Visits } from '../visits.service.js';
import { DonorsPage } from './donors.page.js';

const PAGE = 50;
/** Numbers as they stand in addresses. */
const NUMBER = /^[1-9]\d{0,17}$/;

/** All gifts of a project, each as its donor chose to be shown. */
@Controller('projects')
export class DonorsController {
  constructor(
    private readonly reading: PublicReading,
    private readonly gifts: PublicGiftsQueries,
    private readonly visits: Visits,
  ) {}

  @Public()
  @Get(':slug/donors')
  async list(
    @Param('slug') slug: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode> {
    const frame = await this.visits.begin(request, reply, 'shared');
    const found = await this.reading.project(slug);
    if (!found) throw new Refusal('not_found', 'project_not_found', { slug });
    const before = textOf(request.query, 'before');
    const after = NUMBER.test(before) ? BigInt(before) : undefined;
    const { project, organization } = found;
    const page = await this.gifts.page(project.id, {
      limit: PAGE,
      ...(after === undefined ? {} : { after }),
    });
    return DonorsPage({
      frame,
      project: {
        slug,
        name: inWords(frame.locale, project.nameZh, project.nameEn),
        zone: organization.timeZone,
      },
      progress: progressView(found),
      gifts: page.gifts.map((gift) => giftLine(gift, frame.locale)),
      first: after === undefined,
      next: page.next,
    });
  }
}
