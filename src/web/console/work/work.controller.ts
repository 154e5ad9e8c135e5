import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { Refusal } from '../../../kernel/errors.js';
import { withoutPrefix, withPrefix } from '../../../kernel/ids.js';
import { LongWork } from '../../../platform/long-work/long-work.js';
import { LongWorkQueries, type Work } from '../../../platform/long-work/long-work.queries.js';
import { StaffQueries } from '../../../staff/staff.queries.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { at } from '../layout.js';
import { pagingOf } from '../paging.js';
import { workPage, worksPage } from './work.page.js';
import { WorkStreams } from './work-streams.js';
import { workTexts } from './work-texts.js';

const PAGE_SIZE = 50;

/** Long works: found again, watched live, cancelled. */
@Controller('console/:organization/work')
export class WorkController {
  constructor(
    private readonly works: LongWork,
    private readonly queries: LongWorkQueries,
    private readonly staff: StaffQueries,
    private readonly streams: WorkStreams,
  ) {}

  @Staff('clerk', 'approver', 'supervisor')
  @Get()
  async list(@AtConsole() desk: Desk, @Query('page') asked?: string): Promise<VNode> {
    const { id } = desk.organization;
    const { page, pages, window } = pagingOf(await this.queries.count(id), PAGE_SIZE, asked);
    const works = await this.queries.recent(id, window);
    return worksPage(desk, { works, names: await this.namesOf(works), page, pages });
  }

  @Staff('clerk', 'approver', 'supervisor')
  @Get(':work')
  async show(
    @AtConsole() desk: Desk,
    @Param('work') key: string,
    @Query('done') done?: string,
  ): Promise<VNode> {
    const work = await this.find(desk, key);
    return workPage(desk, { work, names: await this.namesOf([work]), done });
  }

  /** The same as the page, live: `work` events with texts, then `end`. */
  @Staff('clerk', 'approver', 'supervisor')
  @Get(':work/stream')
  async stream(
    @AtConsole() desk: Desk,
    @Param('work') key: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const work = await this.find(desk, key);
    if (this.streams.full) throw new Refusal('unavailable', 'unavailable');
    reply.hijack();
    // Behind a proxy that gathers answers into blocks there would be no live progress.
    for (const [name, value] of Object.entries(reply.getHeaders()))
      if (value !== undefined) reply.raw.setHeader(name, value);
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
    });
    reply.raw.flushHeaders();
    this.streams.follow(work, reply.raw, (now) => JSON.stringify(workTexts(now, desk.locale)));
  }

  @Staff('clerk', 'approver')
  @Post(':work/cancel')
  async cancel(
    @AtConsole() desk: Desk,
    @Param('work') key: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const work = await this.find(desk, key);
    const actor = { staffId: desk.staff.staffId, organizationId: desk.organization.id };
    await this.works.cancel(actor, work.id);
    await reply.redirect(at(desk, `/work/${withPrefix('wrk', work.id)}?done=workCancelled`), 303);
  }

  private async find(desk: Desk, key: string): Promise<Work> {
    const id = withoutPrefix('wrk', key);
    const work = id === null ? null : await this.queries.byId(desk.organization.id, id);
    if (!work) throw new Refusal('not_found', 'not_found');
    return work;
  }

  private namesOf(works: readonly Work[]): Promise<ReadonlyMap<string, string>> {
    return this.staff.names(works.flatMap(({ startedBy }) => startedBy ?? []));
  }
}
