import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { Clock, dayIn } from '../../../kernel/clock.js';
import { dayAfter, isDay } from '../../../kernel/days.js';
import { Refusal } from '../../../kernel/errors.js';
import { LedgerQueries } from '../../../ledger/ledger.queries.js';
import { MatchDesk } from '../../../reconciliation/match-desk.service.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { type TypedFields, typed } from '../typed-fields.js';
import { DeskRows } from './desk-rows.service.js';
import { readAcceptance, readDifference, readJustMatched, readUndoing } from './match-form.js';
import { type ReconciliationProps, reconciliationPage } from './reconciliation.page.js';

const READERS = ['clerk', 'approver', 'supervisor'] as const;
const ROW = /^\d{1,3}$/;

/** The desk on which a day's statements and our books are compared. */
@Controller('console/:organization/reconciliation')
export class ReconciliationController {
  constructor(
    private readonly clock: Clock,
    private readonly ledger: LedgerQueries,
    private readonly rows: DeskRows,
    private readonly matches: MatchDesk,
    private readonly refusals: FormRefusals,
  ) {}

  /** The day whose statements have come: yesterday. */
  @Staff(...READERS)
  @Get()
  latest(@AtConsole() desk: Desk, @Res({ passthrough: true }) reply: FastifyReply): void {
    void reply.redirect(at(desk, `/reconciliation/${dayAfter(this.today(desk), -1)}`), 303);
  }

  @Staff(...READERS)
  @Get(':date')
  show(
    @AtConsole() desk: Desk,
    @Param('date') day: string,
    @Query('matched') matched?: string,
    @Query('done') done?: string,
  ): Promise<VNode> {
    return this.page(desk, day, { problems: [], undo: readJustMatched(matched), done });
  }

  @Staff('clerk')
  @Post(':date/matches')
  accept(
    @AtConsole() desk: Desk,
    @Param('date') day: string,
    @Body() fields: TypedFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    return this.doing(desk, day, reply, fields, async () => {
      const yes = readAcceptance(fields ?? {});
      return `?matched=${yes.kind}:${await this.matches.accept(this.actor(desk), yes)}`;
    });
  }

  @Staff('clerk')
  @Post(':date/exact')
  acceptExact(
    @AtConsole() desk: Desk,
    @Param('date') day: string,
    @Body() fields: TypedFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    return this.doing(desk, day, reply, fields, async () => {
      await this.matches.acceptAllExact(this.actor(desk), day);
      return '?done=exactAccepted';
    });
  }

  @Staff('clerk')
  @Post(':date/undoings')
  undo(
    @AtConsole() desk: Desk,
    @Param('date') day: string,
    @Body() fields: TypedFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    return this.doing(desk, day, reply, fields, async () => {
      await this.matches.undo(this.actor(desk), readUndoing(fields ?? {}));
      return '?done=matchUndone';
    });
  }

  @Staff('clerk')
  @Post(':date/notes')
  note(
    @AtConsole() desk: Desk,
    @Param('date') day: string,
    @Body() fields: TypedFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    return this.doing(desk, day, reply, fields, async () => {
      const text = (name: string) => typed(fields ?? {}, name);
      await this.matches.note(this.actor(desk), readDifference(text('difference')), text('text'));
      return '?done=noted';
    });
  }

  /** Does it and leads back to the row at which the clerk was; a refusal shows the page with what was wrong. */
  private async doing(
    desk: Desk,
    day: string,
    reply: FastifyReply,
    fields: TypedFields,
    work: () => Promise<string>,
  ): Promise<VNode | undefined> {
    if (!isDay(day)) throw new Refusal('not_found', 'not_found');
    try {
      const query = await work();
      const row = typed(fields ?? {}, 'row');
      const anchor = ROW.test(row) ? `#r${row}` : '';
      void reply.redirect(`${at(desk, `/reconciliation/${day}`)}${query}${anchor}`, 303);
      return undefined;
    } catch (error) {
      return this.page(desk, day, { problems: this.refusals.fields(error, desk, reply), undo: null });
    }
  }

  private async page(
    desk: Desk,
    day: string,
    more: Pick<ReconciliationProps, 'problems' | 'undo' | 'done'>,
  ): Promise<VNode> {
    if (!isDay(day)) throw new Refusal('not_found', 'not_found');
    const { id } = desk.organization;
    const closed = (await this.ledger.stateOfDay(id, day)) === 'closed';
    const of = await this.rows.day(id, day);
    return reconciliationPage(desk, { ...more, day, today: this.today(desk), closed, of });
  }

  private today(desk: Desk): string {
    return dayIn(this.clock.now(), desk.organization.timeZone);
  }

  private actor(desk: Desk) {
    return { staffId: desk.staff.staffId, organizationId: desk.organization.id };
  }
}
