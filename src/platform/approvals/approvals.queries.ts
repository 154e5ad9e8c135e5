import { Injectable } from '@nestjs/common';
import { In, Not } from 'typeorm';
import { Database } from '../database/database.js';
import { Approval } from './approval.entity.js';
import { ApprovalVote } from './approval-vote.entity.js';
import type { ApprovalState } from './operations.js';

const OPEN: ApprovalState[] = ['waiting', 'approved'];

/** A request with the votes it has. */
export interface ApprovalWithVotes extends Approval {
  readonly votes: readonly ApprovalVote[];
}

/** Read models of approvals. */
@Injectable()
export class ApprovalsQueries {
  constructor(private readonly database: Database) {}

  /** Open requests of one organization, oldest first. Those whose time is over stay until they are swept. */
  async open(organizationId: string, limit = 200): Promise<ApprovalWithVotes[]> {
    return this.withVotes(
      await this.database.read.find(Approval, {
        where: { organizationId, state: In(OPEN) },
        order: { requestedAt: 'ASC', id: 'ASC' },
        take: limit,
      }),
    );
  }

  /** Requests that have ended, the latest first; `limit + 1` rows tell whether there is a further page. */
  async ended(organizationId: string, offset: number, limit: number): Promise<ApprovalWithVotes[]> {
    return this.withVotes(
      await this.database.read.find(Approval, {
        where: { organizationId, state: Not(In(OPEN)) },
        order: { decidedAt: 'DESC', id: 'DESC' },
        skip: offset,
        take: limit,
      }),
    );
  }

  /** Number of open requests of one organization. */
  countOpen(organizationId: string): Promise<number> {
    return this.database.read.countBy(Approval, { organizationId, state: In(OPEN) });
  }

  /** One request of the organization with its votes, or null. */
  async byId(organizationId: string, id: string): Promise<ApprovalWithVotes | null> {
    const [found] = await this.withVotes(await this.database.read.findBy(Approval, { organizationId, id }));
    return found ?? null;
  }

  /** All requests about one thing, newest first. */
  async ofSubject(organizationId: string, subjectId: string): Promise<ApprovalWithVotes[]> {
    return this.withVotes(
      await this.database.read.find(Approval, {
        where: { organizationId, subjectId },
        order: { requestedAt: 'DESC', id: 'DESC' },
      }),
    );
  }

  private async withVotes(approvals: Approval[]): Promise<ApprovalWithVotes[]> {
    if (approvals.length === 0) return [];
    const votes = await this.database.read.find(ApprovalVote, {
      where: { approvalId: In(approvals.map(({ id }) => id)) },
      order: { votedAt: 'ASC', staffId: 'ASC' },
    });
    return approvals.map((approval) => ({
      ...approval,
      votes: votes.filter(({ approvalId }) => approvalId === approval.id),
    }));
  }
}
