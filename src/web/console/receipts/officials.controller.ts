import { Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { Refusal } from '../../../kernel/errors.js';
import { OfficialQueries } from '../../../receipts/official.queries.js';
import { type ImportReport, OfficialExchange } from '../../../receipts/official-exchange.service.js';
import { readMultipart } from '../../ui/multipart-form.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { pagingOf } from '../paging.js';
import { OFFICIAL_STATE_NAMES, type OfficialStateName, officialsPage } from './officials.page.js';

const PAGE_SIZE = 50;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Official receipts: what is asked for, the file for the finance bureau, and its answer. */
@Controller('console/:organization/official-receipts')
export class OfficialsController {
  constructor(
    private readonly queries: OfficialQueries,
    private readonly exchange: OfficialExchange,
    private readonly refusals: FormRefusals,
  ) {}

  @Staff('clerk', 'approver', 'supervisor')
  @Get()
  async list(
    @AtConsole() desk: Desk,
    @Query('state') asked?: string,
    @Query('page') at?: string,
  ): Promise<VNode> {
    return this.page(desk, { state: asked, page: at });
  }

  /** The file bears names and payers' numbers, so it is for clerks, and who took it is written down. */
  @Staff('clerk')
  @Post('export')
  async export(@AtConsole() desk: Desk, @Res() reply: FastifyReply): Promise<void> {
    const bytes = await this.exchange.give(desk.staff.staffId, desk.organization.id);
    void reply
      .header(
        'Content-Disposition',
        `attachment; filename="${desk.organization.slug}-official-receipts.xlsx"`,
      )
      .header('Cache-Control', 'no-store')
      .type(XLSX)
      .send(bytes);
  }

  @Staff('clerk')
  @Post('import')
  async import(
    @AtConsole() desk: Desk,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode> {
    try {
      const { file } = await readMultipart(request);
      if (!file) {
        const code = 'official_file_missing';
        throw new Refusal('invalid', code, {}, [{ field: 'file', code }]);
      }
      const report = await this.exchange.take(desk.staff.staffId, desk.organization.id, file);
      if (report.wrong > 0) void reply.code(422);
      return this.page(desk, { report });
    } catch (error) {
      return this.page(desk, { problems: this.refusals.fields(error, desk, reply) });
    }
  }

  private async page(
    desk: Desk,
    more: {
      readonly state?: string | undefined;
      readonly page?: string | undefined;
      readonly report?: ImportReport;
      readonly problems?: readonly { field: string; text: string }[];
    },
  ): Promise<VNode> {
    const { id } = desk.organization;
    const state = OFFICIAL_STATE_NAMES.find((name) => name === more.state) ?? null;
    const counts = await this.queries.counts(id);
    const found = state === null ? sumOf(counts) : (counts.get(state) ?? 0);
    const { page, pages, window } = pagingOf(found, PAGE_SIZE, more.page);
    return officialsPage(desk, {
      lines: await this.queries.lines(id, state, window),
      ...{ counts, state, page, pages },
      report: more.report ?? null,
      problems: more.problems ?? [],
    });
  }
}

function sumOf(counts: ReadonlyMap<OfficialStateName, number>): number {
  return [...counts.values()].reduce((sum, n) => sum + n, 0);
}
