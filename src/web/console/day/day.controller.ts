import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { Clock, dayIn } from '../../../kernel/clock.js';
import { Refusal } from '../../../kernel/errors.js';
import { isId } from '../../../kernel/ids.js';
import { LedgerQueries } from '../../../ledger/ledger.queries.js';
import { ProjectsQueries } from '../../../projects/projects.queries.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { at, nameOf } from '../layout.js';
import { pagingOf } from '../paging.js';
import { isDay } from './calendar.js';
import { dayCsv } from './day.csv.js';
import { dayPage } from './day.page.js';
import { type DayFilter, DayQueries } from './day.queries.js';
import { DeskSheets } from './desk-sheets.js';

const PAGE_SIZE = 50;
/** More than any day of one organization holds on paper; a larger day is for the CSV file. */
const PRINT_MAX = 5_000;
const CSV_MAX = 200_000;

interface DayQuery {
  readonly project?: string;
  readonly lacking?: string;
  readonly text?: string;
  readonly page?: string;
}

/** The accounting day. */
@Staff('clerk', 'approver', 'supervisor')
@Controller('console/:organization/days')
export class DayController {
  constructor(
    private readonly clock: Clock,
    private readonly days: DayQueries,
    private readonly ledger: LedgerQueries,
    private readonly sheets: DeskSheets,
    private readonly projects: ProjectsQueries,
  ) {}

  /** Leads to a day: the one chosen, else today in the organization's zone. */
  @Get()
  today(
    @AtConsole() desk: Desk,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query('date') date?: string,
  ): void {
    const day = typeof date === 'string' && isDay(date) ? date : this.todayAt(desk);
    void reply.redirect(at(desk, `/days/${day}`), 303);
  }

  @Get(':date')
  async show(@AtConsole() desk: Desk, @Param('date') day: string, @Query() query: DayQuery): Promise<VNode> {
    must(isDay(day));
    const { id } = desk.organization;
    const filter = filterOf(query);
    const everything = { projectId: null, lacking: null, text: null };
    const wholeDay = await this.days.totals(id, day, everything);
    const totals = isFiltering(filter) ? await this.days.totals(id, day, filter) : wholeDay;
    const found = totals.reduce((sum, each) => sum + each.gifts, 0);
    const { pages, ...paging } = pagingOf(found, PAGE_SIZE, query.page);
    const page = query.page === 'all' ? null : paging.page;
    const gifts = await this.days.gifts(
      id,
      day,
      filter,
      page === null ? { skip: 0, limit: PRINT_MAX } : paging.window,
    );
    const projects = await this.projects.ofOrganization([id]);
    return dayPage(desk, {
      day,
      today: this.todayAt(desk),
      state: await this.ledger.stateOfDay(id, day),
      now: this.clock.now(),
      ...(await this.sheets.overview(id, day)),
      gifts,
      totals,
      wholeDay,
      unbooked: await this.days.unbookedPayments(id),
      filter,
      projects: projects.map((each) => ({ id: each.id, name: nameOf(each, desk.locale) })),
      page,
      pages,
      query: queryOf(filter),
    });
  }

  @Get(':date/gifts.csv')
  async file(
    @AtConsole() desk: Desk,
    @Param('date') day: string,
    @Query() query: DayQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    must(isDay(day));
    const gifts = await this.days.gifts(desk.organization.id, day, filterOf(query), {
      skip: 0,
      limit: CSV_MAX,
    });
    void reply
      .type('text/csv; charset=utf-8')
      .header('Content-Disposition', `attachment; filename="${desk.organization.slug}-${day}.csv"`);
    return dayCsv(desk, day, gifts, this.clock.now());
  }

  private todayAt({ organization }: Desk): string {
    return dayIn(this.clock.now(), organization.timeZone);
  }
}

function must(holds: boolean): void {
  if (!holds) throw new Refusal('not_found', 'not_found');
}

function filterOf({ project, lacking, text }: DayQuery): DayFilter {
  return {
    projectId: typeof project === 'string' && isId(project) ? project : null,
    lacking: lacking === 'fee' || lacking === 'receipt' ? lacking : null,
    text: typeof text === 'string' && text.trim() !== '' ? text.trim().slice(0, 60) : null,
  };
}

function isFiltering({ projectId, lacking, text }: DayFilter): boolean {
  return projectId !== null || lacking !== null || text !== null;
}

function queryOf({ projectId, lacking, text }: DayFilter): string {
  const query = new URLSearchParams();
  if (projectId) query.set('project', projectId);
  if (lacking) query.set('lacking', lacking);
  if (text) query.set('text', text);
  return query.toString();
}
