import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { type AtCase, CaseWork } from '../../../cases/case-work.service.js';
import { CASE_OUTCOMES } from '../../../cases/cases.queries.js';
import { Refusal } from '../../../kernel/errors.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { DeskCases } from './desk-cases.js';

/** What the forms of a case send; each sends its own fields. */
class CaseForm {
  @IsOptional()
  @IsString()
  @MaxLength(60)
  owner?: string;

  @IsOptional()
  @IsString()
  @MaxLength(60)
  due?: string;

  @IsOptional()
  @IsString()
  @MaxLength(4000)
  note?: string;

  @IsOptional()
  @IsString()
  @MaxLength(60)
  outcome?: string;

  @IsOptional()
  @IsString()
  @MaxLength(60)
  entry?: string;

  @IsOptional()
  @IsString()
  @MaxLength(4000)
  reason?: string;
}

/** One case: its page, and what people do about it. */
@Controller('console/:organization/cases/:case')
export class CaseController {
  constructor(
    private readonly work: CaseWork,
    private readonly cases: DeskCases,
    private readonly refusals: FormRefusals,
  ) {}

  @Staff('clerk', 'approver', 'supervisor', 'administrator')
  @Get()
  show(@AtConsole() desk: Desk, @Param('case') key: string, @Query('done') done?: string): Promise<VNode> {
    return this.cases.page(desk, key, { done });
  }

  @Staff('clerk', 'approver')
  @Post('owner')
  assign(
    @AtConsole() desk: Desk,
    @Param('case') key: string,
    @Body() form: CaseForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    return this.step(desk, key, form, reply, (at) => this.work.assign(at, form.owner || null));
  }

  @Staff('clerk', 'approver')
  @Post('due')
  due(
    @AtConsole() desk: Desk,
    @Param('case') key: string,
    @Body() form: CaseForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    return this.step(desk, key, form, reply, (at) => this.work.due(at, form.due || null));
  }

  @Staff('clerk', 'approver')
  @Post('notes')
  note(
    @AtConsole() desk: Desk,
    @Param('case') key: string,
    @Body() form: CaseForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    return this.step(desk, key, form, reply, (at) => this.work.note(at, form.note ?? ''));
  }

  @Staff('clerk', 'approver')
  @Post('closing')
  close(
    @AtConsole() desk: Desk,
    @Param('case') key: string,
    @Body() form: CaseForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    return this.step(desk, key, form, reply, (at) => {
      const outcome = CASE_OUTCOMES.find((each) => each === form.outcome);
      if (!outcome)
        throw new Refusal('invalid', 'case_outcome_missing', {}, [
          { field: 'outcome', code: 'case_outcome_missing' },
        ]);
      const entry = form.entry ? { entryId: form.entry } : {};
      return this.work.close(at, { outcome, reason: form.reason ?? '', ...entry });
    });
  }

  /** One step; a refusal brings the page back with what was typed. */
  private async step(
    desk: Desk,
    key: string,
    form: CaseForm,
    reply: FastifyReply,
    work: (at: AtCase) => Promise<void>,
  ): Promise<VNode | undefined> {
    const { item } = await this.cases.find(desk, key);
    try {
      await work({ organizationId: item.organizationId, caseId: item.id, staffId: desk.staff.staffId });
      void reply.redirect(`${at(desk, `/cases/${key}`)}?done=case`, 303);
      return undefined;
    } catch (error) {
      const problems = this.refusals.fields(error, desk, reply);
      return this.cases.page(desk, key, { problems, typed: { ...form } });
    }
  }
}
