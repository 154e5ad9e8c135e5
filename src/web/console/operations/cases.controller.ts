import { Controller, Get } from '@nestjs/common';
import type { VNode } from 'preact';
import { CasesQueries } from '../../../cases/cases.queries.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { casesPage } from './cases.page.js';

/** Work items about money that a person must look at. */
@Staff('clerk', 'approver', 'supervisor', 'administrator')
@Controller('console/:organization/cases')
export class CasesController {
  constructor(private readonly cases: CasesQueries) {}

  @Get()
  async list(@AtConsole() desk: Desk): Promise<VNode> {
    return casesPage(desk, await this.cases.open(desk.organization.id));
  }
}
