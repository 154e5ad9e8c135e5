import { Body, Controller, Get, Param, Post, Query, Res, StreamableFile } from '@nestjs/common';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { type ExportBatch, ExportsQueries } from '../../../exports/exports.queries.js';
import { Exports } from '../../../exports/exports.service.js';
import { Clock, dayIn } from '../../../kernel/clock.js';
import { dayAfter } from '../../../kernel/days.js';
import { Refusal } from '../../../kernel/errors.js';
import { withoutPrefix, withPrefix } from '../../../kernel/ids.js';
import { StaffQueries } from '../../../staff/staff.queries.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { pagingOf } from '../paging.js';
import { exportPage, exportsPage, type TypedExport } from './exports.page.js';

class ExportForm {
  @IsOptional()
  @IsString()
  @MaxLength(60)
  choice?: string;

  @IsOptional()
  @IsString()
  @MaxLength(20)
  firstDay?: string;

  @IsOptional()
  @IsString()
  @MaxLength(20)
  lastDay?: string;
}

const PAGE_SIZE = 30;

/** Exports: what, of which days, in which shape; all that were made, with their hashes. */
@Controller('console/:organization/exports')
export class ExportsController {
  constructor(
    private readonly exports: Exports,
    private readonly queries: ExportsQueries,
    private readonly staff: StaffQueries,
    private readonly refusals: FormRefusals,
    private readonly clock: Clock,
  ) {}

  @Staff('clerk', 'approver', 'supervisor')
  @Get()
  list(@AtConsole() desk: Desk, @Query('page') asked?: string): Promise<VNode> {
    const yesterday = dayAfter(dayIn(this.clock.now(), desk.organization.timeZone), -1);
    const typed = { choice: '', firstDay: `${yesterday.slice(0, 7)}-01`, lastDay: yesterday };
    return this.page(desk, { asked, typed, problems: [] });
  }

  @Staff('clerk', 'approver')
  @Post()
  async make(
    @AtConsole() desk: Desk,
    @Body() form: ExportForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const typed = { choice: form.choice ?? '', firstDay: form.firstDay ?? '', lastDay: form.lastDay ?? '' };
    try {
      const actor = { staffId: desk.staff.staffId, organizationId: desk.organization.id };
      const workId = await this.exports.request(actor, typed);
      void reply.redirect(at(desk, `/work/${withPrefix('wrk', workId)}`), 303);
      return undefined;
    } catch (error) {
      const problems = this.refusals.fields(error, desk, reply);
      return this.page(desk, { asked: undefined, typed, problems });
    }
  }

  @Staff('clerk', 'approver', 'supervisor')
  @Get(':export')
  async show(@AtConsole() desk: Desk, @Param('export') key: string): Promise<VNode> {
    const batch = await this.find(desk, key);
    return exportPage(desk, { batch, names: await this.namesOf([batch]) });
  }

  @Staff('clerk', 'approver', 'supervisor')
  @Get(':export/file')
  async file(
    @AtConsole() desk: Desk,
    @Param('export') key: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const batch = await this.find(desk, key);
    const actor = { staffId: desk.staff.staffId, organizationId: desk.organization.id };
    await this.exports.noteDownload(actor, batch);
    void reply.header('Content-Length', String(batch.size));
    return new StreamableFile(this.queries.stream(batch), {
      type: batch.contentType,
      disposition: `attachment; filename="${desk.organization.slug}-${batch.fileName}"`,
    });
  }

  private async page(
    desk: Desk,
    {
      asked,
      ...form
    }: {
      readonly asked: string | undefined;
      readonly typed: TypedExport;
      readonly problems: readonly { field: string; text: string }[];
    },
  ): Promise<VNode> {
    const { id } = desk.organization;
    const { page, pages, window } = pagingOf(await this.queries.count(id), PAGE_SIZE, asked);
    const batches = await this.queries.list(id, window);
    return exportsPage(desk, { ...form, batches, names: await this.namesOf(batches), page, pages });
  }

  private async find(desk: Desk, key: string): Promise<ExportBatch> {
    const id = withoutPrefix('exp', key);
    const batch = id === null ? null : await this.queries.byId(desk.organization.id, id);
    if (!batch) throw new Refusal('not_found', 'not_found');
    return batch;
  }

  private namesOf(batches: readonly ExportBatch[]): Promise<ReadonlyMap<string, string>> {
    return this.staff.names(batches.flatMap(({ madeBy }) => madeBy ?? []));
  }
}
