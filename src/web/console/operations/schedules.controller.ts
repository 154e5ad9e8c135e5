import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { IsIn } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { RECOVERIES, Recovery } from '../../../intake/recovery.service.js';
import { Refusal } from '../../../kernel/errors.js';
import { Audit } from '../../../platform/audit/audit.js';
import { Database } from '../../../platform/database/database.js';
import { connectionLost } from '../../../platform/database/database-errors.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk, mayAct } from '../access/visit.js';
import { at } from '../layout.js';
import { foresightPage } from './foresight.page.js';
import { OperationsQueries } from './operations.queries.js';
import { schedulesPage } from './schedules.page.js';

class SwitchForm {
  @IsIn(['0', '1'])
  enabled: '0' | '1';
}

/** Schedules work for the whole deployment, so only a society's administrator switches them, not a chapter's. */
function maySwitch(desk: Desk): boolean {
  return desk.organization.kind === 'society' && mayAct(desk, 'administrator');
}

/** The schedules with their off switches. */
@Controller('console/:organization/schedules')
export class SchedulesController {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly operations: OperationsQueries,
    private readonly recovery: Recovery,
  ) {}

  @Staff('clerk', 'approver', 'supervisor', 'administrator')
  @Get()
  async list(@AtConsole() desk: Desk, @Query('done') done?: string): Promise<VNode> {
    const schedules = await this.operations.schedules();
    return schedulesPage(desk, { schedules, switches: maySwitch(desk), done });
  }

  /** What a repair would do if it ran now: it looks at the provider and changes nothing. */
  @Staff('clerk', 'approver', 'administrator')
  @Get(':name/foresight')
  async foresee(@AtConsole() desk: Desk, @Param('name') name: string): Promise<VNode> {
    const recovery = RECOVERIES.find((each) => each === name);
    if (!recovery) return foresightPage(desk, { name, missed: null });
    const missed = await this.recovery.foresee(recovery, desk.organization.id).catch((error: unknown) => {
      throw error instanceof Refusal || connectionLost(error)
        ? error
        : new Refusal('unavailable', 'foresight_unavailable');
    });
    return foresightPage(desk, { name, missed });
  }

  @Staff('administrator')
  @Post(':name/switch')
  async turn(
    @AtConsole() desk: Desk,
    @Param('name') name: string,
    @Body() form: SwitchForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    if (!maySwitch(desk)) throw new Refusal('not_found', 'not_found');
    const enabled = form.enabled === '1';
    await this.database.inTransaction(async (tx) => {
      if (!(await this.operations.switchSchedule(tx, name, enabled))) return;
      await this.audit.record(tx, {
        organizationId: desk.organization.id,
        staffId: desk.staff.staffId,
        action: 'schedule.switched',
        subjectType: 'schedule',
        subjectId: name.slice(0, 64),
        before: { enabled: !enabled },
        after: { enabled },
      });
    });
    void reply.redirect(`${at(desk, '/schedules')}?done=switched`, 303);
  }
}
