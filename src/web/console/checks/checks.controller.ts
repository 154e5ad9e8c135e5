import { Controller, Get, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { Refusal } from '../../../kernel/errors.js';
import { Audit } from '../../../platform/audit/audit.js';
import { Checks } from '../../../platform/database/checks.js';
import { Database } from '../../../platform/database/database.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk, mayAct } from '../access/visit.js';
import { at } from '../layout.js';
import { checksPage } from './checks.page.js';

const RUNS_SHOWN = 20;

/** The rules are those of the whole deployment: a society's people have them run, a chapter's read what came out. */
function mayRun(desk: Desk): boolean {
  return desk.organization.kind === 'society' && mayAct(desk, 'clerk', 'approver', 'administrator');
}

/** What our own data must always keep, whether it does, and running it now. */
@Controller('console/:organization/checks')
export class ChecksController {
  constructor(
    private readonly checks: Checks,
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  @Staff('clerk', 'approver', 'supervisor', 'administrator')
  @Get()
  async list(@AtConsole() desk: Desk, @Query('done') done?: string): Promise<VNode> {
    const runs = await this.checks.runs(RUNS_SHOWN);
    const [last] = runs;
    const findings = last ? await this.checks.findings(last.id) : [];
    return checksPage(desk, { checks: this.checks.all, runs, findings, mayRun: mayRun(desk), done });
  }

  @Staff('clerk', 'approver', 'administrator')
  @Post('runs')
  async run(@AtConsole() desk: Desk, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    if (!mayRun(desk)) throw new Refusal('not_found', 'not_found');
    const { run } = await this.checks.runAndKeep('person', desk.staff.staffId);
    await this.database.inTransaction((tx) =>
      this.audit.record(tx, {
        organizationId: desk.organization.id,
        staffId: desk.staff.staffId,
        action: 'checks.run',
        subjectType: 'check_run',
        subjectId: run.id,
        after: { rules: run.rules, broken: run.broken },
      }),
    );
    void reply.redirect(`${at(desk, '/checks')}?done=checked`, 303);
  }
}
