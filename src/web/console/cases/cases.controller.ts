import { Controller, Get, Query } from '@nestjs/common';
import type { VNode } from 'preact';
import { CASE_VIEWS, CasesQueries } from '../../../cases/cases.queries.js';
import { Clock, dayIn } from '../../../kernel/clock.js';
import { StaffQueries } from '../../../staff/staff.queries.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { casesPage } from './cases.page.js';

const PAGE_SIZE = 50;

/** Work items about money that a person must look at. */
@Staff('clerk', 'approver', 'supervisor', 'administrator')
@Controller('console/:organization/cases')
export class CasesController {
  constructor(
    private readonly clock: Clock,
    private readonly cases: CasesQueries,
    private readonly staff: StaffQueries,
  ) {}

  @Get()
  async list(
    @AtConsole() desk: Desk,
    @Query('view') asked?: string,
    @Query('page') askedPage?: string,
    @Query('done') done?: string,
  ): Promise<VNode> {
    const view = CASE_VIEWS.find((each) => each === asked) ?? 'open';
    const page = /^[1-9]\d{0,4}$/.test(askedPage ?? '') ? Number(askedPage) : 1;
    const { id, timeZone } = desk.organization;
    const { staffId } = desk.staff;
    const found = await this.cases.list(id, view, staffId, (page - 1) * PAGE_SIZE, PAGE_SIZE + 1);
    const cases = found.slice(0, PAGE_SIZE);
    const now = this.clock.now();
    return casesPage(desk, {
      cases,
      view,
      counts: await this.cases.counts(id, staffId),
      names: await this.staff.names(cases.flatMap(({ assignedTo }) => assignedTo ?? [])),
      now,
      today: dayIn(now, timeZone),
      page,
      more: found.length > PAGE_SIZE,
      done,
    });
  }
}
