import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { Clock } from '../../../kernel/clock.js';
import { Refusal } from '../../../kernel/errors.js';
import { withoutPrefix } from '../../../kernel/ids.js';
import { Approvals, type Operation } from '../../../platform/approvals/approvals.js';
import { ApprovalsQueries, type ApprovalWithVotes } from '../../../platform/approvals/approvals.queries.js';
import { Database } from '../../../platform/database/database.js';
import { StaffQueries } from '../../../staff/staff.queries.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { TrailQueries } from '../trail/trail.queries.js';
import { type ApprovalProps, approvalPage } from './approval.page.js';
import type { ApprovalUse } from './approval-use.js';
import { approvalPath, approvalsPage, decidersOf } from './approvals.page.js';
import { approvalUses } from './operations.js';

class VoteForm {
  @IsOptional()
  @IsString()
  @MaxLength(64)
  shown?: string;
}

class RejectionForm {
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  reason?: string;
}

const PAGE_SIZE = 50;
const READERS = ['clerk', 'approver', 'editor', 'supervisor', 'administrator'] as const;

/** What waits for a second person: reading it, agreeing to it, refusing it, taking it back. */
@Controller('console/:organization/approvals')
export class ApprovalsController {
  private readonly uses: Readonly<Record<Operation, ApprovalUse>>;

  constructor(
    modules: ModuleRef,
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly approvals: Approvals,
    private readonly queries: ApprovalsQueries,
    private readonly staff: StaffQueries,
    private readonly trail: TrailQueries,
    private readonly refusals: FormRefusals,
  ) {
    this.uses = approvalUses((token) => modules.get(token, { strict: false }));
  }

  @Staff(...READERS)
  @Get()
  async list(
    @AtConsole() desk: Desk,
    @Query('page') asked?: string,
    @Query('done') done?: string,
  ): Promise<VNode> {
    const page = /^[1-9]\d{0,4}$/.test(asked ?? '') ? Number(asked) : 1;
    const { id } = desk.organization;
    const open = page === 1 ? await this.queries.open(id) : [];
    const found = await this.queries.ended(id, (page - 1) * PAGE_SIZE, PAGE_SIZE + 1);
    const ended = found.slice(0, PAGE_SIZE);
    const names = await this.namesIn([...open, ...ended]);
    return approvalsPage(desk, { open, ended, page, more: found.length > PAGE_SIZE, names, done });
  }

  @Staff(...READERS)
  @Get(':approval')
  async show(
    @AtConsole() desk: Desk,
    @Param('approval') key: string,
    @Query('done') done?: string,
  ): Promise<VNode> {
    return this.page(desk, await this.find(desk, key), { problems: [], done });
  }

  @Staff('approver')
  @Post(':approval/vote')
  async vote(
    @AtConsole() desk: Desk,
    @Param('approval') key: string,
    @Body() form: VoteForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const approval = await this.find(desk, key);
    const actor = { staffId: desk.staff.staffId, organizationId: desk.organization.id };
    try {
      const use = this.uses[approval.operation];
      const outcome = await use.approve(actor, approval.id, form.shown ?? '');
      const where = outcome === 'waiting' ? approvalPath(desk, approval.id) : at(desk, '/approvals');
      void reply.redirect(`${where}?done=${outcome === 'waiting' ? 'voted' : 'approved'}`, 303);
      return undefined;
    } catch (error) {
      const problems = this.refusals.fields(error, desk, reply);
      return this.page(desk, await this.find(desk, key), { problems });
    }
  }

  @Staff('approver')
  @Post(':approval/rejection')
  async reject(
    @AtConsole() desk: Desk,
    @Param('approval') key: string,
    @Body() form: RejectionForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const approval = await this.find(desk, key);
    const reason = form.reason ?? '';
    try {
      await this.database.inTransaction((tx) =>
        this.approvals.reject(tx, { ...this.ending(desk, approval), reason }),
      );
      void reply.redirect(`${at(desk, '/approvals')}?done=rejected`, 303);
      return undefined;
    } catch (error) {
      const problems = this.refusals.fields(error, desk, reply);
      return this.page(desk, approval, { problems, reason });
    }
  }

  @Staff('clerk', 'approver', 'editor', 'administrator')
  @Post(':approval/withdrawal')
  async withdraw(
    @AtConsole() desk: Desk,
    @Param('approval') key: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const approval = await this.find(desk, key);
    try {
      await this.database.inTransaction((tx) => this.approvals.withdraw(tx, this.ending(desk, approval)));
      void reply.redirect(`${at(desk, '/approvals')}?done=withdrawn`, 303);
      return undefined;
    } catch (error) {
      return this.page(desk, approval, { problems: this.refusals.fields(error, desk, reply) });
    }
  }

  private ending(desk: Desk, { id }: ApprovalWithVotes) {
    return { approvalId: id, organizationId: desk.organization.id, staffId: desk.staff.staffId };
  }

  /** @throws Refusal not_found for no request and for another organization's alike. */
  private async find(desk: Desk, key: string): Promise<ApprovalWithVotes> {
    const id = withoutPrefix('apr', key);
    const approval = id === null ? null : await this.queries.byId(desk.organization.id, id);
    if (!approval) throw new Refusal('not_found', 'not_found');
    return approval;
  }

  private async page(
    desk: Desk,
    approval: ApprovalWithVotes,
    more: Pick<ApprovalProps, 'problems' | 'reason' | 'done'>,
  ): Promise<VNode> {
    const use = this.uses[approval.operation];
    return approvalPage(desk, {
      approval,
      facts: (await use.show?.(approval.payload, desk)) ?? [],
      names: await this.namesIn([approval]),
      trail: await this.trail.ofSubject(desk.organization.id, 'approval', approval.id),
      lapsed: this.clock.now() >= approval.expiresAt,
      ...more,
    });
  }

  private namesIn(approvals: readonly ApprovalWithVotes[]) {
    return this.staff.names(
      approvals.flatMap((each) => [
        each.requestedBy,
        ...each.votes.map(({ staffId }) => staffId),
        ...decidersOf(each),
      ]),
    );
  }
}
