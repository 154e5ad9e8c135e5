import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { Clock, dayIn } from '../../../kernel/clock.js';
import { isDay } from '../../../kernel/days.js';
import { Refusal } from '../../../kernel/errors.js';
import { AccountingDaysQueries } from '../../../ledger/accounting-days.queries.js';
import { LedgerQueries } from '../../../ledger/ledger.queries.js';
import { SealKeys } from '../../../ledger/seal-keys.service.js';
import { ApprovalsQueries } from '../../../platform/approvals/approvals.queries.js';
import { DayClosing } from '../../../reconciliation/day-closing.service.js';
import { DayReopening } from '../../../reconciliation/day-reopening.service.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { approvalPath } from '../approvals/approvals.page.js';
import { DeskSheets } from '../day/desk-sheets.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { TrailQueries } from '../trail/trail.queries.js';
import { type ClosingProps, closingPage } from './closing.page.js';
import { closingsPage } from './closings.page.js';

class ReopeningForm {
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  reason?: string;
}

const PAGE_SIZE = 50;
const READERS = ['clerk', 'approver', 'supervisor'] as const;

/** Accounting days: which are closed, what stands in the way, and asking for a day to be closed or opened again. */
@Controller('console/:organization/closing')
export class ClosingController {
  constructor(
    private readonly clock: Clock,
    private readonly days: AccountingDaysQueries,
    private readonly ledger: LedgerQueries,
    private readonly keys: SealKeys,
    private readonly approvals: ApprovalsQueries,
    private readonly closing: DayClosing,
    private readonly reopening: DayReopening,
    private readonly trail: TrailQueries,
    private readonly sheets: DeskSheets,
    private readonly refusals: FormRefusals,
  ) {}

  @Staff(...READERS)
  @Get()
  async list(
    @AtConsole() desk: Desk,
    @Query('before') asked?: string,
    @Query('day') day?: string,
    @Res({ passthrough: true }) reply?: FastifyReply,
  ): Promise<VNode | undefined> {
    if (typeof day === 'string' && isDay(day)) {
      void reply?.redirect(at(desk, `/closing/${day}`), 303);
      return undefined;
    }
    const before = typeof asked === 'string' && isDay(asked) ? asked : null;
    const { id, timeZone } = desk.organization;
    const found = await this.days.list(id, before, PAGE_SIZE + 1);
    const open = await this.approvals.open(id);
    return closingsPage(desk, {
      days: found.slice(0, PAGE_SIZE),
      older: found.length > PAGE_SIZE ? (found[PAGE_SIZE - 1]?.day ?? null) : null,
      before,
      today: dayIn(this.clock.now(), timeZone),
      requested: new Set(
        open.filter(({ operation }) => /^day_(close|reopen)$/.test(operation)).map((each) => each.subjectId),
      ),
    });
  }

  @Staff(...READERS)
  @Get(':date')
  async show(
    @AtConsole() desk: Desk,
    @Param('date') day: string,
    @Query('done') done?: string,
  ): Promise<VNode> {
    return this.page(desk, day, { problems: [], done });
  }

  @Staff('clerk', 'approver')
  @Post(':date/closing')
  async close(
    @AtConsole() desk: Desk,
    @Param('date') day: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    try {
      const id = await this.closing.request(this.actor(desk), day);
      void reply.redirect(`${approvalPath(desk, id)}?done=requested`, 303);
      return undefined;
    } catch (error) {
      const problems = this.refusals.fields(error, desk, reply);
      return this.page(desk, day, { problems });
    }
  }

  @Staff('clerk', 'approver')
  @Post(':date/reopening')
  async reopen(
    @AtConsole() desk: Desk,
    @Param('date') day: string,
    @Body() form: ReopeningForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const reason = form.reason ?? '';
    try {
      const id = await this.reopening.request(this.actor(desk), day, reason);
      void reply.redirect(`${approvalPath(desk, id)}?done=requested`, 303);
      return undefined;
    } catch (error) {
      const problems = this.refusals.fields(error, desk, reply);
      return this.page(desk, day, { problems, reason });
    }
  }

  private actor(desk: Desk) {
    return { staffId: desk.staff.staffId, organizationId: desk.organization.id };
  }

  private async page(
    desk: Desk,
    day: string,
    more: Pick<ClosingProps, 'problems' | 'reason' | 'done'>,
  ): Promise<VNode> {
    if (!isDay(day)) throw new Refusal('not_found', 'not_found');
    const { id } = desk.organization;
    const [state, totals, seals, requests, trail] = await Promise.all([
      this.ledger.stateOfDay(id, day),
      this.ledger.dayTotals(id, day),
      this.days.sealsOf(id, day),
      this.approvals.ofSubject(id, day),
      this.trail.ofSubject(id, 'accounting_day', day),
    ]);
    return closingPage(desk, {
      day,
      state,
      totals,
      seals: await Promise.all(
        seals.map(async (seal) => ({
          ...seal,
          fingerprint: this.keys.fingerprint(seal.publicKey),
          signers: await this.sheets.signersOf(id, day, seal),
        })),
      ),
      obstacles: state === 'open' ? await this.closing.obstaclesOf({ organizationId: id }, day) : [],
      request: requests.find((each) => each.state === 'waiting') ?? null,
      trail,
      ...more,
    });
  }
}
