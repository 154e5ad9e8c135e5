import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { isDay } from '../kernel/days.js';
import { Refusal } from '../kernel/errors.js';
import { AccountingDaysQueries } from '../ledger/accounting-days.queries.js';
import { AccountingDays } from '../ledger/accounting-days.service.js';
import { AccountingYearsQueries } from '../ledger/accounting-years.queries.js';
import { LedgerQueries } from '../ledger/ledger.queries.js';
import { Approvals } from '../platform/approvals/approvals.js';
import { ApprovalsQueries } from '../platform/approvals/approvals.queries.js';
import { Audit } from '../platform/audit/audit.js';
import { Database, type Tx } from '../platform/database/database.js';
import { type ReopeningShown, reopeningReason } from './day-closing.js';
import type { ClosingActor } from './day-closing.service.js';

/** Opens closed days again: one asks and says why, two others agree. The signed file of the old revision stays. */
@Injectable()
export class DayReopening {
  constructor(
    private readonly database: Database,
    private readonly approvals: Approvals,
    private readonly requests: ApprovalsQueries,
    private readonly accountingDays: AccountingDays,
    private readonly days: AccountingDaysQueries,
    private readonly years: AccountingYearsQueries,
    private readonly ledger: LedgerQueries,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** Asks for it. @returns the approval's id. @throws Refusal invalid reason_missing · conflict day_not_closed. */
  async request({ staffId, organizationId }: ClosingActor, day: string, why: string): Promise<string> {
    const reason = reopeningReason(why);
    return this.database.inTransaction(async (tx) => {
      if (!isDay(day) || (await this.ledger.stateOfDay(organizationId, day, tx)) !== 'closed')
        throw new Refusal('conflict', 'day_not_closed', { day });
      await this.mustBeInOpenYear(tx, organizationId, day);
      return this.approvals.request(tx, {
        organizationId,
        operation: 'day_reopen',
        subjectId: day,
        payload: await this.shown(tx, organizationId, day, reason),
        requestedBy: staffId,
      });
    });
  }

  /** Agrees; the second of two others opens the day. @throws Refusal of a vote, or conflict day_not_closed. */
  async approve(
    actor: ClosingActor,
    approvalId: string,
    shownSha256: string,
  ): Promise<'reopened' | 'waiting'> {
    const { organizationId, staffId } = actor;
    const approval = await this.requests.byId(organizationId, approvalId);
    if (approval?.operation !== 'day_reopen') throw new Refusal('not_found', 'approval_not_found');
    const day = approval.subjectId;
    const { reason } = approval.payload as { reason?: unknown };
    return this.database.inTransaction(async (tx) => {
      const vote = { ...actor, approvalId, shownSha256, operation: 'day_reopen' } as const;
      if ((await this.approvals.vote(tx, vote)) === 'waiting') return 'waiting';
      await this.mustBeInOpenYear(tx, organizationId, day);
      await this.accountingDays.reopen(tx, { organizationId, day });
      const shown = await this.shown(tx, organizationId, day, String(reason));
      await this.approvals.consume(tx, approvalId, 'day_reopen', shown);
      await tx.query(
        `INSERT INTO day_reopening (organization_id, day, revision, reason, reopened_at, approval_id)
         VALUES (?, ?, ?, ?, ?, ?)`,
        [organizationId, day, shown.revision, shown.reason, this.clock.now(), approvalId],
      );
      await this.audit.record(tx, {
        organizationId,
        staffId,
        action: 'day.reopened',
        subjectType: 'accounting_day',
        subjectId: day,
        before: { state: 'closed', revision: shown.revision },
        after: { state: 'open', reason: shown.reason },
      });
      return 'reopened';
    });
  }

  /** What a year's closing moved is what its days held: first the closing is undone, then a day opened. */
  private async mustBeInOpenYear(tx: Tx, organizationId: string, day: string): Promise<void> {
    if (await this.years.isClosedOn(organizationId, day, tx))
      throw new Refusal('conflict', 'year_is_closed_first', { day, year: day.slice(0, 4) });
  }

  private async shown(tx: Tx, organizationId: string, day: string, reason: string): Promise<ReopeningShown> {
    const [last] = await this.days.sealsOf(organizationId, day, tx);
    return { day, revision: last?.revision ?? 0, root: last?.root ?? null, reason };
  }
}
