import { Controller, Get, Query } from '@nestjs/common';
import type { VNode } from 'preact';
import { MONTHLY_STATES, MonthlyQueries } from '../../../donations/monthly.queries.js';
import { withoutPrefix } from '../../../kernel/ids.js';
import { ProjectsQueries } from '../../../projects/projects.queries.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { monthlyGiftsPage } from './monthly.page.js';

const PAGE_SIZE = 50;

/** Monthly gifts to be looked at: only their donors change them. No name and no address stands here. */
@Staff('clerk', 'approver', 'supervisor')
@Controller('console/:organization/monthly-gifts')
export class MonthlyGiftsController {
  constructor(
    private readonly monthly: MonthlyQueries,
    private readonly projects: ProjectsQueries,
  ) {}

  @Get()
  async list(
    @AtConsole() desk: Desk,
    @Query('state') asked?: string,
    @Query('before') cursor?: string,
  ): Promise<VNode> {
    const { id } = desk.organization;
    const state = MONTHLY_STATES.find((known) => known === asked) ?? null;
    const before = typeof cursor === 'string' ? withoutPrefix('mon', cursor) : null;
    const [found, figures] = await Promise.all([
      this.monthly.list(id, { state, before, limit: PAGE_SIZE + 1 }),
      this.monthly.figures(id),
    ]);
    const gifts = found.slice(0, PAGE_SIZE);
    const projects = await this.projects.byIds([...new Set(gifts.map(({ projectId }) => projectId))]);
    const more = found.length > PAGE_SIZE;
    return monthlyGiftsPage(desk, { gifts, projects, figures, state, first: before === null, more });
  }
}
