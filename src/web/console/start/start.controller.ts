import { Controller, Get } from '@nestjs/common';
import type { VNode } from 'preact';
import { CasesQueries } from '../../../cases/cases.queries.js';
import { Clock, dayIn } from '../../../kernel/clock.js';
import { dayAfter } from '../../../kernel/days.js';
import { AccountingDaysQueries } from '../../../ledger/accounting-days.queries.js';
import { ProjectsQueries } from '../../../projects/projects.queries.js';
import { InboxQueries } from '../../../providers/inbox.queries.js';
import { ReconciliationQueries } from '../../../reconciliation/reconciliation.queries.js';
import { StatementFilesQueries } from '../../../settlements/statement-files.queries.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk, maySee } from '../access/visit.js';
import { DayQueries } from '../day/day.queries.js';
import { OperationsQueries } from '../operations/operations.queries.js';
import { TrailQueries } from '../trail/trail.queries.js';
import { type Attention, startPage } from './start.page.js';

const EVERYTHING = { projectId: null, lacking: null, text: null };
const TRAIL_LENGTH = 10;

/** The first page of an organization. */
@Staff('clerk', 'approver', 'editor', 'partner-manager', 'supervisor', 'administrator')
@Controller('console/:organization')
export class StartController {
  constructor(
    private readonly clock: Clock,
    private readonly days: DayQueries,
    private readonly inbox: InboxQueries,
    private readonly operations: OperationsQueries,
    private readonly cases: CasesQueries,
    private readonly projects: ProjectsQueries,
    private readonly trail: TrailQueries,
    private readonly statements: StatementFilesQueries,
    private readonly reconciliation: ReconciliationQueries,
    private readonly accountingDays: AccountingDaysQueries,
  ) {}

  @Get()
  async show(@AtConsole() desk: Desk): Promise<VNode> {
    const { id, timeZone } = desk.organization;
    const today = dayIn(this.clock.now(), timeZone);
    const seesBooks = maySee(desk, 'clerk', 'approver', 'supervisor');
    return startPage(desk, {
      today,
      totals: seesBooks ? await this.days.totals(id, today, EVERYTHING) : null,
      attention: (await this.attention(desk)).filter(({ n }) => n > 0),
      trail: await this.trail.recent(id, TRAIL_LENGTH),
    });
  }

  /** The worst first. Each only for those whose pages show it. */
  private async attention(desk: Desk): Promise<Attention[]> {
    const { id } = desk.organization;
    const found: Attention[] = [];
    if (maySee(desk, 'clerk', 'approver', 'supervisor', 'administrator')) {
      const inbox = await this.inbox.counts(id);
      const outbox = await this.operations.outboxCounts(id);
      const stuck = await this.operations.stuckTasks(id);
      const schedules = await this.operations.schedules();
      const failing = schedules.filter(({ enabled, lastError }) => !enabled || lastError !== null);
      found.push(
        { key: 'unbooked', tone: 'bad', n: await this.days.unbookedPayments(id), path: '/inbox' },
        { key: 'quarantined', tone: 'bad', n: inbox.QUARANTINED, path: '/inbox?state=QUARANTINED' },
        { key: 'dead', tone: 'bad', n: outbox.DEAD, path: '/outbox' },
        { key: 'approvals', tone: 'warn', n: desk.approvalsOpen, path: '/approvals' },
        { key: 'cases', tone: 'warn', n: await this.cases.countOpen(id), path: '/cases' },
        {
          key: 'slow',
          tone: 'warn',
          n: stuck.filter(({ state }) => state !== 'DEAD').length,
          path: '/outbox',
        },
        { key: 'schedules', tone: 'warn', n: failing.length, path: '/schedules' },
        {
          key: 'waiting',
          tone: 'warn',
          n: await this.operations.overdueEvents(id),
          path: '/inbox?state=WAITING',
        },
      );
    }
    if (maySee(desk, 'clerk', 'approver', 'supervisor')) found.push(...(await this.books(desk)));
    if (maySee(desk, 'editor')) {
      const projects = await this.projects.ofOrganization([id]);
      const drafts = projects.filter(({ state }) => state === 'draft').length;
      found.push({ key: 'drafts', tone: 'plain', n: drafts, path: '/projects' });
    }
    return found;
  }

  /** What stands between yesterday and its closing. */
  private async books(desk: Desk): Promise<Attention[]> {
    const { id, timeZone } = desk.organization;
    const yesterday = dayAfter(dayIn(this.clock.now(), timeZone), -1);
    const missing = await this.statements.missingFor(id, yesterday);
    const { unreconciled } = await this.reconciliation.explained(id, yesterday);
    const open = await this.accountingDays.openBefore(id, yesterday);
    return [
      { key: 'statements', tone: 'warn', n: missing.length, path: '/statements' },
      { key: 'reconcile', tone: 'warn', n: unreconciled.length, path: `/reconciliation/${yesterday}` },
      {
        ...{ key: 'differences', tone: 'warn', path: '/reconciliation' },
        n: await this.reconciliation.unexplained(id),
      },
      { key: 'openDays', tone: 'warn', n: open.length, path: '/closing' },
    ];
  }
}
