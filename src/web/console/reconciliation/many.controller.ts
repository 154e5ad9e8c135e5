import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { isDay } from '../../../kernel/days.js';
import { Refusal } from '../../../kernel/errors.js';
import { MatchDesk } from '../../../reconciliation/match-desk.service.js';
import { ReconciliationQueries } from '../../../reconciliation/reconciliation.queries.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { type TypedFields, typed } from '../typed-fields.js';
import { type ManyProps, manyPage } from './many.page.js';
import { allOf, readLine, readPart } from './match-form.js';

const CASES_MAX = 50;

/** Matching several bank lines of a day with several things of ours. */
@Controller('console/:organization/reconciliation')
export class ManyController {
  constructor(
    private readonly queries: ReconciliationQueries,
    private readonly matches: MatchDesk,
    private readonly refusals: FormRefusals,
  ) {}

  @Staff('clerk')
  @Get(':date/many')
  show(@AtConsole() desk: Desk, @Param('date') day: string, @Query('line') line?: string): Promise<VNode> {
    const lines = new Set(typeof line === 'string' ? [line] : []);
    return this.page(desk, day, { chosen: { lines, parts: new Set(), note: '' }, problems: [] });
  }

  @Staff('clerk')
  @Post(':date/many')
  async match(
    @AtConsole() desk: Desk,
    @Param('date') day: string,
    @Body() fields: TypedFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const [lines, parts] = [allOf(fields ?? {}, 'lines'), allOf(fields ?? {}, 'parts')];
    const [note, rest] = [typed(fields ?? {}, 'note'), typed(fields ?? {}, 'case')];
    try {
      const actor = { staffId: desk.staff.staffId, organizationId: desk.organization.id };
      const id = await this.matches.matchMany(actor, {
        bankLineIds: lines.map(readLine),
        parts: [...parts, ...(rest === '' ? [] : [`case:${rest}`])].map(readPart),
        note,
      });
      void reply.redirect(`${at(desk, `/reconciliation/${day}`)}?matched=bank:${id}`, 303);
      return undefined;
    } catch (error) {
      const chosen = { lines: new Set(lines), parts: new Set(parts), note };
      return this.page(desk, day, { chosen, problems: this.refusals.fields(error, desk, reply) });
    }
  }

  private async page(desk: Desk, day: string, more: Pick<ManyProps, 'chosen' | 'problems'>): Promise<VNode> {
    if (!isDay(day)) throw new Refusal('not_found', 'not_found');
    const { id } = desk.organization;
    const open = await this.queries.discrepancies(id, { day, state: 'open' }, { skip: 0, limit: CASES_MAX });
    return manyPage(desk, {
      ...{ ...more, day },
      lines: await this.queries.openBankLines(id, day),
      items: await this.queries.openItems(id, day),
      cases: open.flatMap(({ caseId, caseKind, detail }) =>
        caseId && caseKind ? [{ id: caseId, kind: caseKind, detail }] : [],
      ),
    });
  }
}
