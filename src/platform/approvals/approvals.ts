import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { newId } from '../../kernel/ids.js';
import { Audit } from '../audit/audit.js';
import type { Tx } from '../database/database.js';
import { isDuplicateKey } from '../database/database-errors.js';
import { Outbox } from '../outbox/outbox.js';
import { Approval } from './approval.entity.js';
import { ApprovalVote } from './approval-vote.entity.js';
import {
  approvalChanged,
  approvalExpired,
  approvalNotEntitled,
  approvalNotFound,
  approvalNotOpen,
  approvalNotYours,
  approvalOpen,
  approvalOwnVote,
  approvalReasonMissing,
  approvalVoted,
} from './approvals.errors.js';
import { entitledOf, expireDue } from './approvals.statements.js';
import {
  APPROVAL_HOURS,
  type ApprovalState,
  type Operation,
  payloadSha256,
  votesNeeded,
} from './operations.js';

export { OPERATIONS, type Operation } from './operations.js';

/**
 * Announced when a request ends without being carried out (rejected, withdrawn, expired); ref = approval id. The
 * owning room subscribes to undo what it set aside, and reads the operation and the state by `ApprovalsQueries`.
 */
export const APPROVAL_ENDED = 'approval.ended';

export interface NewApproval {
  readonly organizationId: string;
  readonly operation: Operation;
  /** Id of the thing in the owning room. */
  readonly subjectId: string;
  /** Everything that is shown and nothing else: plain JSON, amounts as strings, no personal data. */
  readonly payload: object;
  readonly requestedBy: string;
}

export interface Vote {
  readonly approvalId: string;
  readonly organizationId: string;
  readonly operation: Operation;
  readonly staffId: string;
  /** Hash of what the voter saw. */
  readonly shownSha256: string;
}

export interface Ending {
  readonly approvalId: string;
  readonly organizationId: string;
  readonly staffId: string;
}

const HOUR_MS = 3_600_000;
const REASON_MAX = 500;

/**
 * Two people for one deed. A room asks (`request`), other people agree to exactly what was shown (`vote`), and the
 * room carries it out (`consume`) in the same database transaction as its effect. The owning room's approve use case
 * calls `vote` and `consume` in ONE transaction, so that an effect that is refused leaves no vote behind.
 */
@Injectable()
export class Approvals {
  constructor(
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Asks for something and returns the request's id. It lapses after 72 hours.
   * @throws Refusal conflict approval_open while the same operation on the same subject waits.
   */
  async request(tx: Tx, asked: NewApproval): Promise<string> {
    const { organizationId, operation, subjectId, payload, requestedBy } = asked;
    const id = newId();
    const now = this.clock.now();
    await this.expire(tx, now, { organizationId, operation, subjectId });
    try {
      await tx.insert(Approval, {
        id,
        organizationId,
        operation,
        subjectId,
        payload: { ...payload },
        payloadSha256: payloadSha256(payload),
        requestedBy,
        requestedAt: now,
        expiresAt: new Date(now.getTime() + APPROVAL_HOURS * HOUR_MS),
        votesNeeded: votesNeeded(operation),
        state: 'waiting',
      });
    } catch (error) {
      if (isDuplicateKey(error)) throw approvalOpen();
      throw error;
    }
    await this.record(tx, 'approval.requested', { id, organizationId }, requestedBy, {
      operation,
      subjectId,
    });
    return id;
  }

  /**
   * One person's yes to what they saw. 'approved' when that was the last one needed: votes of people who since lost
   * the role approver or were shut out do not count.
   * @throws Refusal not_found · forbidden approval_own_vote, approval_not_entitled · conflict approval_not_open,
   * approval_expired, approval_changed, approval_voted.
   */
  async vote(tx: Tx, vote: Vote): Promise<'waiting' | 'approved'> {
    const approval = await this.lock(tx, vote.approvalId, vote.operation, vote.organizationId);
    this.mustBeOpen(approval, ['waiting']);
    if (vote.staffId === approval.requestedBy) throw approvalOwnVote();
    if (vote.shownSha256 !== approval.payloadSha256) throw approvalChanged();
    await this.mustBeEntitled(tx, vote);
    const { id, organizationId, requestedBy } = approval;
    try {
      await tx.insert(ApprovalVote, {
        approvalId: id,
        staffId: vote.staffId,
        organizationId,
        requestedBy,
        payloadSha256: vote.shownSha256,
        votedAt: this.clock.now(),
      });
    } catch (error) {
      if (isDuplicateKey(error)) throw approvalVoted();
      throw error;
    }
    await this.record(tx, 'approval.voted', approval, vote.staffId, { operation: approval.operation });
    if ((await this.voters(tx, approval)).length < approval.votesNeeded) return 'waiting';
    await tx.update(Approval, { id }, { state: 'approved' });
    return 'approved';
  }

  /**
   * Uses an approval up, inside the database transaction of the effect. `payload` is made anew from the present
   * state: it must equal, byte for byte in canonical form, what the voters saw. Whether a voter still counts is read
   * here, from the roles themselves and under a share lock, so that a demotion comes either before or after.
   * @throws Refusal not_found · conflict approval_not_open, approval_expired, approval_changed.
   */
  async consume(
    tx: Tx,
    approvalId: string,
    operation: Operation,
    payload: object,
  ): Promise<{ requestedBy: string; approvedBy: string[]; requestedAt: Date }> {
    const approval = await this.lock(tx, approvalId, operation);
    this.mustBeOpen(approval, ['approved']);
    if (payloadSha256(payload) !== approval.payloadSha256) throw approvalChanged();
    const approvedBy = await this.voters(tx, approval);
    if (approvedBy.length < approval.votesNeeded) throw approvalNotOpen();
    await tx.update(Approval, { id: approvalId }, { state: 'consumed', decidedAt: this.clock.now() });
    await this.record(tx, 'approval.consumed', approval, null, { operation, approvedBy });
    return { requestedBy: approval.requestedBy, approvedBy, requestedAt: approval.requestedAt };
  }

  /** Another person's no, with the reason that the requester reads. @throws Refusal as `vote`, and invalid. */
  async reject(tx: Tx, ending: Ending & { readonly reason: string }): Promise<void> {
    const reason = ending.reason.trim().slice(0, REASON_MAX);
    if (reason === '') throw approvalReasonMissing();
    const approval = await this.lock(tx, ending.approvalId, null, ending.organizationId);
    this.mustBeOpen(approval, ['waiting', 'approved']);
    if (ending.staffId === approval.requestedBy) throw approvalOwnVote();
    await this.mustBeEntitled(tx, ending);
    await this.end(tx, approval, 'rejected', ending.staffId, reason);
  }

  /** The requester takes it back. @throws Refusal not_found · forbidden approval_not_yours · conflict. */
  async withdraw(tx: Tx, ending: Ending): Promise<void> {
    const approval = await this.lock(tx, ending.approvalId, null, ending.organizationId);
    this.mustBeOpen(approval, ['waiting', 'approved']);
    if (ending.staffId !== approval.requestedBy) throw approvalNotYours();
    await this.end(tx, approval, 'withdrawn', ending.staffId, null);
  }

  /** Ends requests whose time is over: all of them, or those about one thing. @returns how many. */
  async expire(
    tx: Tx,
    now: Date,
    only?: { organizationId: string; operation: Operation; subjectId: string },
  ): Promise<number> {
    const due = await expireDue(tx, now, only);
    for (const approval of due) {
      await this.record(tx, 'approval.expired', approval, null, { operation: approval.operation });
      await this.announceEnd(tx, approval);
    }
    return due.length;
  }

  private async end(tx: Tx, of: Approval, state: ApprovalState, staffId: string, reason: string | null) {
    await tx.update(
      Approval,
      { id: of.id },
      { state, decidedAt: this.clock.now(), decidedBy: staffId, reason },
    );
    await this.record(tx, `approval.${state}`, of, staffId, { operation: of.operation, reason });
    await this.announceEnd(tx, of);
  }

  private announceEnd(
    tx: Tx,
    { id, organizationId }: Pick<Approval, 'id' | 'organizationId'>,
  ): Promise<void> {
    return this.outbox.announce(tx, [{ kind: APPROVAL_ENDED, organizationId, ref: id }]);
  }

  /** The row, locked to the end of the database transaction: two at the same time come one after the other. */
  private async lock(tx: Tx, id: string, operation: Operation | null, organizationId?: string) {
    const approval = await tx.findOne(Approval, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!approval) throw approvalNotFound();
    if (operation !== null && approval.operation !== operation) throw approvalNotFound();
    if (organizationId !== undefined && approval.organizationId !== organizationId) throw approvalNotFound();
    return approval;
  }

  private mustBeOpen(approval: Approval, states: readonly ApprovalState[]): void {
    if (approval.state === 'expired') throw approvalExpired();
    if (!states.includes(approval.state)) throw approvalNotOpen();
    if (this.clock.now() >= approval.expiresAt) throw approvalExpired();
  }

  private async mustBeEntitled(tx: Tx, by: { organizationId: string; staffId: string }): Promise<void> {
    const entitled = await entitledOf(tx, by.organizationId, [by.staffId]);
    if (!entitled.has(by.staffId)) throw approvalNotEntitled();
  }

  /** Who voted and still may, in the order of voting. */
  private async voters(tx: Tx, { id, organizationId }: Approval): Promise<string[]> {
    const votes = await tx.find(ApprovalVote, {
      where: { approvalId: id },
      order: { votedAt: 'ASC', staffId: 'ASC' },
    });
    const voted = votes.map(({ staffId }) => staffId);
    const entitled = await entitledOf(tx, organizationId, voted);
    return voted.filter((staffId) => entitled.has(staffId));
  }

  private record(
    tx: Tx,
    action: string,
    { id, organizationId }: Pick<Approval, 'id' | 'organizationId'>,
    staffId: string | null,
    after: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    return this.audit.record(tx, {
      organizationId,
      staffId,
      action,
      subjectType: 'approval',
      subjectId: id,
      after,
    });
  }
}
