import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { type ReplayPayload, Replays } from '../../../intake/replays.service.js';
import { Refusal } from '../../../kernel/errors.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk, mayAct } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { OperationsQueries } from './operations.queries.js';
import { replayPage } from './replay.page.js';

class ReplayForm {
  @IsOptional()
  @IsString()
  @MaxLength(1)
  mails?: string;
}

/** Replaying an event that was set aside: the dry run, and asking for the replay. */
@Controller('console/:organization/inbox/:event/replay')
export class ReplayController {
  constructor(
    private readonly replays: Replays,
    private readonly operations: OperationsQueries,
    private readonly refusals: FormRefusals,
  ) {}

  @Staff('clerk', 'approver')
  @Get()
  async dryRun(
    @AtConsole() desk: Desk,
    @Param('event') rowId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode> {
    await this.mustBeHere(desk, rowId);
    let outlook: ReplayPayload | null = null;
    let problem: string | null = null;
    try {
      outlook = await this.replays.dryRun({ organizationId: desk.organization.id, rowId, mails: false });
    } catch (error) {
      problem = this.sentence(error, desk, reply);
    }
    return replayPage(desk, { rowId, outlook, problem, mayAsk: mayAct(desk, 'clerk') });
  }

  @Staff('clerk')
  @Post()
  async ask(
    @AtConsole() desk: Desk,
    @Param('event') rowId: string,
    @Body() form: ReplayForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    await this.mustBeHere(desk, rowId);
    const of = { organizationId: desk.organization.id, rowId, mails: form.mails === '1' };
    try {
      await this.replays.request({ staffId: desk.staff.staffId }, of);
      void reply.redirect(`${at(desk, `/inbox/${rowId}`)}?done=requested`, 303);
      return undefined;
    } catch (error) {
      const problem = this.sentence(error, desk, reply);
      return replayPage(desk, { rowId, outlook: null, problem, mayAsk: false });
    }
  }

  private async mustBeHere(desk: Desk, rowId: string): Promise<void> {
    const known = /^\d{1,18}$/.test(rowId) && (await this.operations.event(desk.organization.id, rowId));
    if (!known) throw new Refusal('not_found', 'not_found');
  }

  private sentence(error: unknown, desk: Desk, reply: FastifyReply): string {
    return this.refusals.fields(error, desk, reply).map(({ text }) => text)[0] ?? '';
  }
}
