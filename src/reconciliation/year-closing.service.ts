import { Injectable } from '@nestjs/common';
import { Clock, dayIn } from '../kernel/clock.js';
import { Refusal } from '../kernel/errors.js';
import { AccountingYearsQueries, isClosed, readYear } from '../ledger/accounting-years.queries.js';
import { AccountingYears } from '../ledger/accounting-years.service.js';
import type { ClosingLeg } from '../ledger/year-close.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { Approvals } from '../platform/approvals/approvals.js';
import { ApprovalsQueries } from '../platform/approvals/approvals.queries.js';
import { Audit } from '../platform/audit/audit.js';
import { Database, type Tx } from '../platform/database/database.js';
import type { ClosingActor } from './day-closing.service.js';
import { type YearObstacle, type YearShown, yearRefused, yearShown } from './year-closing.js';

const NAMED_MAX = 5;

/**
 * Closes years: when every day of it is closed, its income and costs are moved to net assets. One asks, another sees
 * every leg and agrees. It can be undone until the next year is closed.
 */
@Injectable()
export class YearClosing {
  constructor(
    private readonly database: Database,
    private readonly approvals: Approvals,
    private readonly requests: ApprovalsQueries,
    private readonly years: AccountingYears,
    private readonly queries: AccountingYearsQueries,
    private readonly organizations: OrganizationsQueries,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** What stands in the way of closing the year. */
  async obstaclesOf(organizationId: string, year: number, tx?: Tx): Promise<YearObstacle[]> {
    const today = dayIn(this.clock.now(), await this.organizations.timeZoneOf(organizationId, tx));
    const found: YearObstacle[] = [];
    const add = (code: YearObstacle['code'], names: readonly string[]) =>
      names.length > 0 && found.push({ code, n: names.length, names: names.slice(0, NAMED_MAX) });
    add('year_not_over', Number(today.slice(0, 4)) > year ? [] : [String(year)]);
    const lines = await this.queries.list(organizationId, tx);
    add('year_is_closed', lines.some((each) => each.year === year && isClosed(each)) ? [String(year)] : []);
    add('year_days_open', await this.queries.openDays(organizationId, year, tx));
    const earlier = lines.filter((each) => each.year < year && !isClosed(each));
    add(
      'year_earlier_open',
      earlier.map((each) => String(each.year)),
    );
    return found;
  }

  /** What closing the year would move, as it stands now. */
  async foresee(organizationId: string, year: number): Promise<readonly ClosingLeg[]> {
    return this.database.inTransaction((tx) => this.years.legsOf(tx, organizationId, year));
  }

  /** Asks for it. @returns the approval's id. @throws Refusal conflict year_has_obstacles, approval_open. */
  async request({ staffId, organizationId }: ClosingActor, year: number): Promise<string> {
    return this.database.inTransaction(async (tx) => {
      const { shown } = await this.standing(tx, organizationId, year);
      return this.approvals.request(tx, {
        ...{ organizationId, operation: 'year_close', subjectId: String(year), payload: shown },
        requestedBy: staffId,
      });
    });
  }

  /** Agrees to it and carries it out. @throws Refusal as `request`, and those of an approval's vote. */
  async approve(actor: ClosingActor, approvalId: string, shownSha256: string): Promise<'closed' | 'waiting'> {
    const { organizationId, staffId } = actor;
    const approval = await this.requests.byId(organizationId, approvalId);
    const year = readYear(approval?.subjectId ?? '');
    if (approval?.operation !== 'year_close' || year === null)
      throw new Refusal('not_found', 'approval_not_found');
    return this.database.inTransaction(async (tx) => {
      const vote = { ...actor, approvalId, shownSha256, operation: 'year_close' } as const;
      if ((await this.approvals.vote(tx, vote)) === 'waiting') return 'waiting';
      const { shown, legs } = await this.standing(tx, organizationId, year);
      await this.approvals.consume(tx, approvalId, 'year_close', shown);
      const { revision } = shown;
      const at = this.clock.now();
      const entries = await this.years.close(
        tx,
        { organizationId, year, revision },
        { approvalId, legs, at },
      );
      await this.audit.record(tx, {
        ...{ organizationId, staffId, action: 'year.closed', subjectType: 'accounting_year' },
        subjectId: String(year),
        after: { state: 'closed', revision, entries },
      });
      return 'closed';
    });
  }

  private async standing(
    tx: Tx,
    organizationId: string,
    year: number,
  ): Promise<{ shown: YearShown; legs: readonly ClosingLeg[] }> {
    const obstacles = await this.obstaclesOf(organizationId, year, tx);
    if (obstacles.length > 0) throw yearRefused(year, obstacles);
    const legs = await this.years.legsOf(tx, organizationId, year);
    const { revision } = await this.queries.ofYear(organizationId, year, tx);
    return { shown: yearShown(year, revision + 1, legs), legs };
  }
}
