import { Column, Entity, PrimaryColumn } from 'typeorm';
import { idColumn, instantColumn } from '../database/columns.js';

/** One person's yes to exactly what was shown. Insert-only. */
@Entity('approval_vote')
export class ApprovalVote {
  @PrimaryColumn({ ...idColumn, name: 'approval_id' })
  approvalId: string;

  @PrimaryColumn({ ...idColumn, name: 'staff_id' })
  staffId: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  /** As in the approval: the database compares it with the voter. */
  @Column({ ...idColumn, name: 'requested_by' })
  requestedBy: string;

  @Column({ type: 'char', name: 'payload_sha256', length: 64 })
  payloadSha256: string;

  @Column({ ...instantColumn, name: 'voted_at' })
  votedAt: Date;
}
