import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { Refusal } from '../../../kernel/errors.js';
import { Audit } from '../../../platform/audit/audit.js';
import { Database } from '../../../platform/database/database.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { at } from '../layout.js';
import { OperationsQueries } from './operations.queries.js';
import { outboxPage } from './outbox.page.js';

/** The outbox of one organization, and trying a stuck task again. */
@Controller('console/:organization/outbox')
export class OutboxController {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly operations: OperationsQueries,
  ) {}

  @Staff('clerk', 'approver', 'supervisor', 'administrator')
  @Get()
  async list(@AtConsole() desk: Desk, @Query('done') done?: string): Promise<VNode> {
    const { id } = desk.organization;
    return outboxPage(desk, {
      counts: await this.operations.outboxCounts(id),
      stuck: await this.operations.stuckTasks(id),
      recent: await this.operations.recentTasks(id),
      done,
    });
  }

  @Staff('clerk', 'administrator')
  @Post(':task/retry')
  async retry(
    @AtConsole() desk: Desk,
    @Param('task') taskId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const { id } = desk.organization;
    await this.database.inTransaction(async (tx) => {
      const found = /^\d{1,18}$/.test(taskId) && (await this.operations.retryTask(tx, id, taskId));
      if (!found) throw new Refusal('not_found', 'not_found');
      await this.audit.record(tx, {
        organizationId: id,
        staffId: desk.staff.staffId,
        action: 'outbox.retried',
        subjectType: 'outbox_task',
        subjectId: taskId,
      });
    });
    void reply.redirect(`${at(desk, '/outbox')}?done=retried`, 303);
  }
}
