import { Controller, Get, Param, Query } from '@nestjs/common';
import type { VNode } from 'preact';
import { Refusal } from '../../../kernel/errors.js';
import { withoutPrefix } from '../../../kernel/ids.js';
import { SettlementsQueries } from '../../../settlements/settlements.queries.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { pagingOf } from '../paging.js';
import { settlementPage } from './settlement.page.js';
import { settlementsPage } from './settlements.page.js';

const SETTLEMENTS_A_PAGE = 50;
const LINES_A_PAGE = 100;

/** The providers' payouts to the bank, and which gifts, fees and refunds are in each. */
@Staff('clerk', 'approver', 'supervisor')
@Controller('console/:organization/settlements')
export class SettlementsController {
  constructor(private readonly settlements: SettlementsQueries) {}

  @Get()
  async list(@AtConsole() desk: Desk, @Query('page') asked?: string): Promise<VNode> {
    const { id } = desk.organization;
    const { page, pages, window } = pagingOf(await this.settlements.countOf(id), SETTLEMENTS_A_PAGE, asked);
    const rows = await this.settlements.settlements(id, window);
    return settlementsPage(desk, {
      settlements: rows,
      imported: await this.settlements.importedUntil(id),
      page,
      pages,
    });
  }

  @Get(':settlement')
  async show(
    @AtConsole() desk: Desk,
    @Param('settlement') prefixed: string,
    @Query('page') asked?: string,
  ): Promise<VNode> {
    const id = withoutPrefix('stl', prefixed);
    const settlement = id === null ? null : await this.settlements.settlement(desk.organization.id, id);
    if (!settlement) throw new Refusal('not_found', 'not_found');
    const { page, pages, window } = pagingOf(settlement.lines, LINES_A_PAGE, asked);
    return settlementPage(desk, {
      settlement,
      parts: await this.settlements.partsOf(settlement.id),
      lines: await this.settlements.linesOf(settlement.id, window),
      page,
      pages,
    });
  }
}
