import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { Refusal } from '../kernel/errors.js';
import { AccountingYearsQueries, isClosed, readYear } from '../ledger/accounting-years.queries.js';
import { AccountingYears } from '../ledger/accounting-years.service.js';
import { Approvals } from '../platform/approvals/approvals.js';
import { ApprovalsQueries } from '../platform/approvals/approvals.queries.js';
import { Audit } from '../platform/audit/audit.js';
import { Database, type Tx } from '../platform/database/database.js';
import { reopeningReason } from './day-closing.js';
import type { ClosingActor } from './day-closing.service.js';

/** Undoes the closing of the last closed year: one asks and says why, two others agree. Its entries are reversed. */
@Injectable()
export class YearReopening {
  constructor(
    private readonly database: Database,
    private readonly approvals: Approvals,
    private readonly requests: ApprovalsQueries,
    private readonly years: AccountingYears,
    private readonly queries: AccountingYearsQueries,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * Asks for it. @returns the approval's id.
   * @throws Refusal invalid reason_missing · conflict year_not_closed, year_closed_later.
   */
  async request({ staffId, organizationId }: ClosingActor, year: number, why: string): Promise<string> {
    const reason = reopeningReason(why);
    return this.database.inTransaction(async (tx) =>
      this.approvals.request(tx, {
        ...{ organizationId, operation: 'year_reopen', subjectId: String(year) },
        payload: { ...(await this.standing(tx, organizationId, year)), reason },
        requestedBy: staffId,
      }),
    );
  }

  /** Agrees; the second of two others undoes it. @throws Refusal of a vote, or as `request`. */
  async approve(
    actor: ClosingActor,
    approvalId: string,
    shownSha256: string,
  ): Promise<'reopened' | 'waiting'> {
    const { organizationId, staffId } = actor;
    const approval = await this.requests.byId(organizationId, approvalId);
    const year = readYear(approval?.subjectId ?? '');
    if (approval?.operation !== 'year_reopen' || year === null)
      throw new Refusal('not_found', 'approval_not_found');
    const reason = String((approval.payload as { reason?: unknown }).reason);
    return this.database.inTransaction(async (tx) => {
      const vote = { ...actor, approvalId, shownSha256, operation: 'year_reopen' } as const;
      if ((await this.approvals.vote(tx, vote)) === 'waiting') return 'waiting';
      const { revision, year: shownYear } = await this.standing(tx, organizationId, year);
      await this.approvals.consume(tx, approvalId, 'year_reopen', { year: shownYear, revision, reason });
      const at = this.clock.now();
      await this.years.reopen(tx, { organizationId, year, revision }, { approvalId, reason, at });
      await this.audit.record(tx, {
        ...{ organizationId, staffId, action: 'year.reopened', subjectType: 'accounting_year' },
        subjectId: String(year),
        before: { state: 'closed', revision },
        after: { state: 'open', reason },
      });
      return 'reopened';
    });
  }

  /** The closing that would be undone: the newest, because every later one builds on it. */
  private async standing(
    tx: Tx,
    organizationId: string,
    year: number,
  ): Promise<{ year: string; revision: number }> {
    const closed = (await this.queries.list(organizationId, tx)).filter(isClosed);
    const line = closed.find((each) => each.year === year);
    const params = { year: String(year) };
    if (!line) throw new Refusal('conflict', 'year_not_closed', params);
    if (closed.some((each) => each.year > year)) throw new Refusal('conflict', 'year_closed_later', params);
    return { year: String(year), revision: line.revision };
  }
}
