import { Injectable } from '@nestjs/common';
import { Refusal } from '../kernel/errors.js';
import { approvalNotFound } from '../platform/approvals/approvals.errors.js';
import { Approvals } from '../platform/approvals/approvals.js';
import { ApprovalsQueries } from '../platform/approvals/approvals.queries.js';
import { Audit } from '../platform/audit/audit.js';
import { Database, type Tx } from '../platform/database/database.js';
import { LongWork } from '../platform/long-work/long-work.js';
import { type BookingProgress, StatementBookings } from '../settlements/statement-bookings.service.js';
import { StatementFiles } from '../settlements/statement-files.service.js';
import { STATEMENT_INTAKE } from './statement-intake.js';
import { lockIntakeFile, statementPayload } from './statement-intake.statements.js';

interface IntakeActor {
  readonly staffId: string;
  readonly organizationId: string;
}

/**
 * Files of accounts that do not notify us: one person asks that a file be believed, another sees what it will book and
 * for which projects, and agrees. From then on its lines are facts.
 */
@Injectable()
export class StatementIntake {
  constructor(
    private readonly database: Database,
    private readonly approvals: Approvals,
    private readonly approvalsQueries: ApprovalsQueries,
    private readonly files: StatementFiles,
    private readonly bookings: StatementBookings,
    private readonly longWork: LongWork,
    private readonly audit: Audit,
  ) {}

  /**
   * Asks that a file that was read be believed. @returns the approval's id.
   * @throws Refusal not_found · conflict statement_file_state, statement_makes_no_gifts, approval_open.
   */
  async request(actor: IntakeActor, fileId: string): Promise<string> {
    const { organizationId, staffId } = actor;
    return this.database.inTransaction(async (tx) => {
      const payload = await this.payloadOf(tx, organizationId, fileId);
      const requested = { organizationId, operation: 'statement_intake', subjectId: fileId } as const;
      const approvalId = await this.approvals.request(tx, { ...requested, payload, requestedBy: staffId });
      await this.record(tx, actor, fileId, 'intake_requested', approvalId);
      return approvalId;
    });
  }

  /**
   * Agrees to what was shown; with it the file is accepted, in one database transaction, and its lines are booked from
   * then on by the worker, in batches. What was shown must still be so: another mapping makes another request.
   * @throws Refusal as `Approvals.vote` and `consume`, and as `request`.
   */
  async approve(actor: IntakeActor, approvalId: string, shownSha256: string): Promise<'waiting' | 'done'> {
    const { organizationId, staffId } = actor;
    const asked = await this.approvalsQueries.byId(organizationId, approvalId);
    if (!asked) throw approvalNotFound();
    const fileId = asked.subjectId;
    return this.database.inTransaction(
      async (tx) => {
        const vote = { approvalId, organizationId, staffId, shownSha256 };
        const voted = await this.approvals.vote(tx, { ...vote, operation: 'statement_intake' });
        if (voted === 'waiting') return voted;
        const payload = await this.payloadOf(tx, organizationId, fileId);
        await this.approvals.consume(tx, approvalId, 'statement_intake', payload);
        await this.files.accept(tx, fileId, approvalId);
        const work = { organizationId, kind: STATEMENT_INTAKE, subjectId: fileId, params: {} };
        await this.longWork.begin(tx, { ...work, startedBy: staffId });
        await this.record(tx, actor, fileId, 'accepted', approvalId);
        return 'done';
      },
      { afterLostCommit: () => this.accepted(organizationId, approvalId) },
    );
  }

  /** What a request would show now; null when the file makes no gifts, or cannot be accepted any more. */
  async preview(organizationId: string, fileId: string): Promise<Readonly<Record<string, unknown>> | null> {
    try {
      return await this.database.inTransaction((tx) => this.payloadOf(tx, organizationId, fileId));
    } catch (error) {
      if (error instanceof Refusal) return null;
      throw error;
    }
  }

  /** How far the booking of an accepted file is; null before anybody began. */
  progressOf(fileId: string): Promise<BookingProgress | null> {
    return this.bookings.progressOf(fileId);
  }

  /** What the file says now, under the lock of its row. */
  private async payloadOf(
    tx: Tx,
    organizationId: string,
    fileId: string,
  ): Promise<Readonly<Record<string, unknown>>> {
    return statementPayload(tx, await lockIntakeFile(tx, organizationId, fileId));
  }

  private async accepted(organizationId: string, approvalId: string): Promise<'done' | undefined> {
    const asked = await this.approvalsQueries.byId(organizationId, approvalId);
    return asked?.state === 'consumed' ? 'done' : undefined;
  }

  private record(
    tx: Tx,
    { organizationId, staffId }: IntakeActor,
    fileId: string,
    what: 'intake_requested' | 'accepted',
    approvalId: string,
  ): Promise<void> {
    return this.audit.record(tx, {
      ...{ organizationId, staffId, action: `statement_file.${what}` },
      ...{ subjectType: 'statement_file', subjectId: fileId, after: { approvalId } },
    });
  }
}
