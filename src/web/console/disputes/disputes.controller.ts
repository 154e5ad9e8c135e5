import { Controller, Get, Query } from '@nestjs/common';
import type { VNode } from 'preact';
import { DisputesQueries } from '../../../donations/disputes.queries.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { disputesPage } from './disputes.page.js';

const PAGE_SIZE = 50;

/** Disputes: to be looked at here, to be answered at the provider. */
@Staff('clerk', 'approver', 'supervisor')
@Controller('console/:organization/disputes')
export class DisputesController {
  constructor(private readonly disputes: DisputesQueries) {}

  @Get()
  async list(@AtConsole() desk: Desk, @Query('page') asked?: string): Promise<VNode> {
    const page = /^[1-9]\d{0,4}$/.test(asked ?? '') ? Number(asked) : 1;
    const found = await this.disputes.list(desk.organization.id, (page - 1) * PAGE_SIZE, PAGE_SIZE + 1);
    return disputesPage(desk, { disputes: found.slice(0, PAGE_SIZE), page, more: found.length > PAGE_SIZE });
  }
}
