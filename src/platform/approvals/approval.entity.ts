import { Column, Entity, PrimaryColumn } from 'typeorm';
import { canonicalJson } from '../../kernel/canonical-json.js';
import { idColumn, instantColumn } from '../database/columns.js';
import type { ApprovalState, Operation } from './operations.js';

/** What was shown to the voters: plain JSON; amounts as strings of minor units. */
export type Payload = Readonly<Record<string, unknown>>;

/** A request that another person must allow. Everything but its state is frozen, by trigger and by privilege. */
@Entity('approval')
export class Approval {
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @Column({ type: 'varchar', length: 40 })
  operation: Operation;

  /** Id of the thing in the owning room: a refund, a day, a case. */
  @Column({ type: 'varchar', name: 'subject_id', length: 64 })
  subjectId: string;

  @Column({ type: 'mediumtext', transformer: { to: canonicalJson, from: JSON.parse } })
  payload: Payload;

  @Column({ type: 'char', name: 'payload_sha256', length: 64 })
  payloadSha256: string;

  @Column({ ...idColumn, name: 'requested_by' })
  requestedBy: string;

  @Column({ ...instantColumn, name: 'requested_at' })
  requestedAt: Date;

  @Column({ ...instantColumn, name: 'expires_at' })
  expiresAt: Date;

  @Column({ type: 'tinyint', name: 'votes_needed', unsigned: true })
  votesNeeded: number;

  @Column({ type: 'varchar', length: 20 })
  state: ApprovalState;

  @Column({ ...instantColumn, name: 'decided_at', nullable: true })
  decidedAt: Date | null;

  /** Who rejected or withdrew it; null when votes or time decided. */
  @Column({ ...idColumn, name: 'decided_by', nullable: true })
  decidedBy: string | null;

  @Column({ type: 'varchar', length: 500, nullable: true })
  reason: string | null;
}
