import { Controller, Get, Param, Query } from '@nestjs/common';
import type { VNode } from 'preact';
import { Refusal } from '../../../kernel/errors.js';
import { withoutPrefix } from '../../../kernel/ids.js';
import { SettlementsQueries } from '../../../settlements/settlements.queries.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
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
    const pages = pagesOf(await this.settlements.countOf(id), SETTLEMENTS_A_PAGE);
    const page = pageOf(asked, pages);
    const rows = await this.settlements.settlements(id, {
      skip: (page - 1) * SETTLEMENTS_A_PAGE,
      limit: SETTLEMENTS_A_PAGE,
    });
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
    const pages = pagesOf(settlement.lines, LINES_A_PAGE);
    const page = pageOf(asked, pages);
    return settlementPage(desk, {
      settlement,
      parts: await this.settlements.partsOf(settlement.id),
      lines: await this.settlements.linesOf(settlement.id, {
        skip: (page - 1) * LINES_A_PAGE,
        limit: LINES_A_PAGE,
      }),
      page,
      pages,
    });
  }
}

function pagesOf(rows: number, size: number): number {
  return Math.max(1, Math.ceil(rows / size));
}

function pageOf(text: string | undefined, pages: number): number {
  const page = /^\d{1,6}$/.test(text ?? '') ? Number(text) : 1;
  return Math.min(Math.max(page, 1), pages);
}
