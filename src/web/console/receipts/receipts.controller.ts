import { Controller, Get, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { isId, withoutPrefix } from '../../../kernel/ids.js';
import { NumberingQueries } from '../../../receipts/numbering.queries.js';
import { type RegisterFilter, RegisterQueries } from '../../../receipts/register.queries.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { pagingOf } from '../paging.js';
import { gapsPage } from './gaps.page.js';
import { registerCsv } from './receipts.csv.js';
import { receiptsPage } from './receipts.page.js';

const PAGE_SIZE = 50;
const CSV_MAX = 200_000;

interface RegisterQuery {
  readonly state?: string;
  readonly year?: string;
  readonly text?: string;
  readonly page?: string;
}

/** The register of receipts, its file and its proof that no number is missing. */
@Staff('clerk', 'approver', 'supervisor')
@Controller('console/:organization/receipts')
export class ReceiptsController {
  constructor(
    private readonly register: RegisterQueries,
    private readonly numbering: NumberingQueries,
  ) {}

  @Get()
  async list(@AtConsole() desk: Desk, @Query() query: RegisterQuery): Promise<VNode> {
    const { id } = desk.organization;
    const { filter, text, unknown } = filterOf(query);
    const totals = unknown ? [] : await this.register.totals(id, filter);
    const found = totals.reduce((sum, { receipts }) => sum + receipts, 0);
    const { page, pages, window } = pagingOf(found, PAGE_SIZE, query.page);
    return receiptsPage(desk, {
      lines: unknown ? [] : await this.register.lines(id, filter, window),
      totals,
      filter,
      text,
      years: await this.register.years(id),
      queue: await this.numbering.queue(id),
      ...{ page, pages },
    });
  }

  @Get('register.csv')
  async file(
    @AtConsole() desk: Desk,
    @Query() query: RegisterQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { filter, unknown } = filterOf(query);
    const window = { skip: 0, limit: CSV_MAX };
    const lines = unknown ? [] : await this.register.lines(desk.organization.id, filter, window);
    const name = `${desk.organization.slug}-receipts${filter.year === null ? '' : `-${filter.year}`}.csv`;
    void reply
      .type('text/csv; charset=utf-8')
      .header('Content-Disposition', `attachment; filename="${name}"`);
    return registerCsv(desk, lines, this.register.now());
  }

  @Get('gaps')
  async gaps(@AtConsole() desk: Desk): Promise<VNode> {
    const series = await this.numbering.series(desk.organization.id);
    return gapsPage(desk, { series, at: this.register.now() });
  }
}

/** `unknown` = a text that is neither a number nor a gift's id: nothing is found. */
function filterOf(query: RegisterQuery): { filter: RegisterFilter; text: string; unknown: boolean } {
  const { state } = query;
  const text = typeof query.text === 'string' ? query.text.trim().slice(0, 60) : '';
  const [, ofYear, running] = /^(?:(\d{4})-)?0*([1-9]\d{0,8})$/.exec(text) ?? [];
  const donationId = withoutPrefix('don', text) ?? (isId(text) ? text : null);
  const year = ofYear ?? (typeof query.year === 'string' && /^\d{4}$/.test(query.year) ? query.year : null);
  return {
    filter: {
      state: state === 'issued' || state === 'voided' || state === 'replaced' ? state : null,
      year: year === null ? null : Number(year),
      no: running === undefined ? null : Number(running),
      donationId,
    },
    text,
    unknown: text !== '' && running === undefined && donationId === null,
  };
}
