import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { StatementIntake } from '../../../intake/statement-intake.service.js';
import { Refusal } from '../../../kernel/errors.js';
import { withoutPrefix } from '../../../kernel/ids.js';
import { ApprovalsQueries } from '../../../platform/approvals/approvals.queries.js';
import {
  type StatementFileSummary,
  StatementFilesQueries,
} from '../../../settlements/statement-files.queries.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { approvalPath } from '../approvals/approvals.page.js';
import { FormRefusals } from '../form-refusals.js';
import { statementIntakePage } from './statement-intake.page.js';

/** What a file of an account without notifications will book, and the request that another person agree. */
@Controller('console/:organization/statements/:file/intake')
export class StatementIntakeController {
  constructor(
    private readonly intake: StatementIntake,
    private readonly files: StatementFilesQueries,
    private readonly approvals: ApprovalsQueries,
    private readonly refusals: FormRefusals,
  ) {}

  @Staff('clerk', 'approver', 'supervisor')
  @Get()
  async show(
    @AtConsole() desk: Desk,
    @Param('file') key: string,
    @Query('done') done?: string,
  ): Promise<VNode> {
    return this.page(desk, await this.find(desk, key), { problems: [], done });
  }

  @Staff('clerk')
  @Post()
  async ask(
    @AtConsole() desk: Desk,
    @Param('file') key: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const file = await this.find(desk, key);
    try {
      const actor = { staffId: desk.staff.staffId, organizationId: desk.organization.id };
      const approvalId = await this.intake.request(actor, file.id);
      void reply.redirect(`${approvalPath(desk, approvalId)}?done=requested`, 303);
      return undefined;
    } catch (error) {
      return this.page(desk, file, { problems: this.refusals.fields(error, desk, reply) });
    }
  }

  /** @throws Refusal not_found for no file and for another organization's alike. */
  private async find(desk: Desk, key: string): Promise<StatementFileSummary> {
    const id = withoutPrefix('sfl', key);
    const file = id === null ? null : await this.files.byId(desk.organization.id, id);
    if (!file?.providerAccountId) throw new Refusal('not_found', 'not_found');
    return file;
  }

  private async page(
    desk: Desk,
    file: StatementFileSummary,
    more: { readonly problems: readonly { field: string; text: string }[]; readonly done?: unknown },
  ): Promise<VNode> {
    const { id } = desk.organization;
    const asked = await this.approvals.ofSubject(id, file.id);
    return statementIntakePage(desk, {
      file,
      waiting: asked.find(({ state }) => state === 'waiting')?.id ?? null,
      preview: await this.intake.preview(id, file.id),
      booked: await this.intake.progressOf(file.id),
      ...more,
    });
  }
}
