import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { Refusal } from '../../../kernel/errors.js';
import { AccountingYearsQueries, isClosed, readYear } from '../../../ledger/accounting-years.queries.js';
import { ApprovalsQueries } from '../../../platform/approvals/approvals.queries.js';
import { YearClosing } from '../../../reconciliation/year-closing.service.js';
import { YearReopening } from '../../../reconciliation/year-reopening.service.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { approvalPath } from '../approvals/approvals.page.js';
import { FormRefusals } from '../form-refusals.js';
import { TrailQueries } from '../trail/trail.queries.js';
import { type YearProps, yearPage } from './year.page.js';
import { yearsPage } from './years.page.js';

class ReopeningForm {
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  reason?: string;
}

const READERS = ['clerk', 'approver', 'supervisor'] as const;

/** Years: what closing one moves to net assets, what stands in the way, and asking for it or for its undoing. */
@Controller('console/:organization/years')
export class YearsController {
  constructor(
    private readonly years: AccountingYearsQueries,
    private readonly closing: YearClosing,
    private readonly reopening: YearReopening,
    private readonly approvals: ApprovalsQueries,
    private readonly trail: TrailQueries,
    private readonly refusals: FormRefusals,
  ) {}

  @Staff(...READERS)
  @Get()
  async list(@AtConsole() desk: Desk): Promise<VNode> {
    return yearsPage(desk, await this.years.list(desk.organization.id));
  }

  @Staff(...READERS)
  @Get(':year')
  show(@AtConsole() desk: Desk, @Param('year') year: string, @Query('done') done?: string): Promise<VNode> {
    return this.page(desk, year, { problems: [], done });
  }

  @Staff('clerk', 'approver')
  @Post(':year/closing')
  close(
    @AtConsole() desk: Desk,
    @Param('year') year: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    return this.ask(desk, year, reply, (number) => this.closing.request(this.actor(desk), number));
  }

  @Staff('clerk', 'approver')
  @Post(':year/reopening')
  reopen(
    @AtConsole() desk: Desk,
    @Param('year') year: string,
    @Body() form: ReopeningForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const reason = form.reason ?? '';
    const request = (number: number) => this.reopening.request(this.actor(desk), number, reason);
    return this.ask(desk, year, reply, request, reason);
  }

  private async ask(
    desk: Desk,
    year: string,
    reply: FastifyReply,
    request: (year: number) => Promise<string>,
    reason?: string,
  ): Promise<VNode | undefined> {
    const number = readYear(year);
    if (number === null) throw new Refusal('not_found', 'not_found');
    try {
      void reply.redirect(`${approvalPath(desk, await request(number))}?done=requested`, 303);
      return undefined;
    } catch (error) {
      const problems = this.refusals.fields(error, desk, reply);
      return this.page(desk, year, { problems, reason });
    }
  }

  private actor(desk: Desk) {
    return { staffId: desk.staff.staffId, organizationId: desk.organization.id };
  }

  private async page(
    desk: Desk,
    asked: string,
    more: Pick<YearProps, 'problems' | 'reason' | 'done'>,
  ): Promise<VNode> {
    const { id } = desk.organization;
    const number = readYear(asked);
    if (number === null) throw new Refusal('not_found', 'not_found');
    const year = await this.years.ofYear(id, number);
    const closed = isClosed(year);
    const requests = await this.approvals.ofSubject(id, asked);
    return yearPage(desk, {
      ...{ year, closed, ...more },
      legs: await this.closing.foresee(id, year.year),
      obstacles: closed ? [] : await this.closing.obstaclesOf(id, year.year),
      request:
        requests.find(({ state, operation }) => state === 'waiting' && /^year_/.test(operation)) ?? null,
      trail: await this.trail.ofSubject(id, 'accounting_year', asked),
    });
  }
}
