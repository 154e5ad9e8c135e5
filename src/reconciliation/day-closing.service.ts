import { Injectable } from '@nestjs/common';
import { isDay } from '../kernel/days.js';
import { Refusal } from '../kernel/errors.js';
import { AccountingDaysQueries } from '../ledger/accounting-days.queries.js';
import { AccountingDays } from '../ledger/accounting-days.service.js';
import { DaySeals } from '../ledger/day-seals.service.js';
import { LedgerQueries } from '../ledger/ledger.queries.js';
import { Numberer } from '../ledger/numberer.service.js';
import { Approvals } from '../platform/approvals/approvals.js';
import { ApprovalsQueries } from '../platform/approvals/approvals.queries.js';
import { Audit } from '../platform/audit/audit.js';
import { Database, type Tx } from '../platform/database/database.js';
import { type ClosingShown, closingRefused, closingShown, type Obstacle } from './day-closing.js';
import { DayObstacles } from './day-obstacles.service.js';
import { DayReconciling } from './day-reconciling.service.js';
import { DaySheets } from './day-sheets.service.js';

/** A member of the staff, and where they act. */
export interface ClosingActor {
  readonly staffId: string;
  readonly organizationId: string;
}

/** Rounds of numbering what was booked while the day was being closed. */
const NUMBERING_ROUNDS = 5;

/**
 * Closes accounting days: one asks, another agrees, and nothing is unexplained. The closed day is signed at once; no
 * day is ever closed without its file.
 */
@Injectable()
export class DayClosing {
  constructor(
    private readonly database: Database,
    private readonly approvals: Approvals,
    private readonly requests: ApprovalsQueries,
    private readonly obstacles: DayObstacles,
    private readonly sheets: DaySheets,
    private readonly reconciling: DayReconciling,
    private readonly accountingDays: AccountingDays,
    private readonly days: AccountingDaysQueries,
    private readonly ledger: LedgerQueries,
    private readonly seals: DaySeals,
    private readonly numberer: Numberer,
    private readonly audit: Audit,
  ) {}

  /** What stands in the way of closing the day now; all checks are run only if asked for, since they take time. */
  async obstaclesOf(
    { organizationId }: Pick<ClosingActor, 'organizationId'>,
    day: string,
    checks?: { readonly staffId: string | null },
  ): Promise<Obstacle[]> {
    if ((await this.ledger.stateOfDay(organizationId, day)) === 'closed')
      return [{ code: 'day_is_closed', n: 1, names: [day] }];
    const quick = await this.obstacles.ofDay(organizationId, day);
    const { obstacles } = await this.obstacles.ofBooks(organizationId, day);
    const all = [...quick, ...obstacles];
    return checks ? [...all, ...(await this.obstacles.ofChecks(checks.staffId))] : all;
  }

  /**
   * Asks for a day to be closed.
   * @returns the approval's id. @throws Refusal invalid day_unreadable · conflict day_has_obstacles, naming them all,
   * approval_open.
   */
  async request({ staffId, organizationId }: ClosingActor, day: string): Promise<string> {
    if (!isDay(day))
      throw new Refusal('invalid', 'day_unreadable', {}, [{ field: 'day', code: 'day_unreadable' }]);
    await this.numberAll();
    if ((await this.ledger.stateOfDay(organizationId, day)) !== 'closed')
      await this.reconciling.bringUp(organizationId, day, staffId);
    const found = await this.obstaclesOf({ organizationId }, day, { staffId });
    if (found.length > 0) throw closingRefused(day, found);
    return this.database.inTransaction(async (tx) => {
      const payload = await this.shown(tx, organizationId, day);
      return this.approvals.request(tx, {
        organizationId,
        operation: 'day_close',
        subjectId: day,
        payload,
        requestedBy: staffId,
      });
    });
  }

  /**
   * Agrees to a closing and carries it out, in one database transaction that holds the day alone. Entries that were
   * booked while it waited for them are numbered first.
   * @throws Refusal as `request`, and those of an approval's vote.
   */
  async approve(actor: ClosingActor, approvalId: string, shownSha256: string): Promise<'closed' | 'waiting'> {
    const { organizationId } = actor;
    const approval = await this.requests.byId(organizationId, approvalId);
    if (approval?.operation !== 'day_close') throw new Refusal('not_found', 'approval_not_found');
    const day = approval.subjectId;
    await this.reconciling.bringUp(organizationId, day, actor.staffId);
    const found = await this.obstacles.ofChecks(actor.staffId);
    if (found.length > 0) throw closingRefused(day, found);
    for (let round = 1; ; round++) {
      await this.numberAll();
      const result = await this.database
        .inTransaction((tx) => this.close(tx, { ...actor, approvalId, shownSha256 }, day))
        .catch((error: unknown) => {
          if (round >= NUMBERING_ROUNDS || !onlyUnnumbered(error)) throw error;
        });
      if (result) return result;
    }
  }

  private async close(
    tx: Tx,
    vote: ClosingActor & { readonly approvalId: string; readonly shownSha256: string },
    day: string,
  ): Promise<'closed' | 'waiting'> {
    const { organizationId, staffId, approvalId } = vote;
    if ((await this.approvals.vote(tx, { ...vote, operation: 'day_close' })) === 'waiting') return 'waiting';
    await this.accountingDays.close(tx, { organizationId, day });
    const quick = await this.obstacles.ofDay(organizationId, day, tx);
    const { obstacles, found } = await this.obstacles.ofBooks(organizationId, day, tx);
    const standing = [...quick, ...obstacles];
    if (standing.length > 0) throw closingRefused(day, standing);
    await this.approvals.consume(tx, approvalId, 'day_close', await this.shown(tx, organizationId, day));
    const coversFrom = await this.accountingDays.closeEmptyBefore(tx, { organizationId, day });
    const head = await this.seals.sign(tx, { organizationId, day, coversFrom, approvalId });
    await this.sheets.keep(tx, found, head.revision);
    await this.audit.record(tx, {
      organizationId,
      staffId,
      action: 'day.closed',
      subjectType: 'accounting_day',
      subjectId: day,
      before: { state: 'open' },
      after: { state: 'closed', revision: head.revision, count: head.count, root: head.root, coversFrom },
    });
    return 'closed';
  }

  private async shown(tx: Tx, organizationId: string, day: string): Promise<ClosingShown> {
    const earlier = await this.days.sealsOf(organizationId, day, tx);
    return closingShown(day, earlier.length + 1, await this.ledger.dayTotals(organizationId, day, tx));
  }

  private async numberAll(): Promise<void> {
    while ((await this.numberer.numberOnce()) > 0);
  }
}

function onlyUnnumbered(error: unknown): boolean {
  return (
    error instanceof Refusal &&
    error.code === 'day_has_obstacles' &&
    error.fields.every(({ code }) => code === 'day_unnumbered')
  );
}
