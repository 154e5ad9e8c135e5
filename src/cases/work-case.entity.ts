import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn, idColumn, instantColumn } from '../platform/database/columns.js';
import type { CaseOutcome, CaseState } from './case.js';

/** A work item for a person: something about money that the machine must not decide alone. */
@Entity('work_case')
export class WorkCase {
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  /** What happened, in capitals: "LATE_SUCCESS", "FILING_DUE". */
  @Column({ type: 'varchar', length: 40 })
  kind: string;

  /** Says which occurrence this is; one organization has one case for it. */
  @Column({ type: 'varchar', name: 'dedupe_key', length: 120 })
  dedupeKey: string;

  @Column({ type: 'varchar', name: 'subject_type', length: 40 })
  subjectType: string;

  @Column({ type: 'varchar', name: 'subject_id', length: 64 })
  subjectId: string;

  @Column({ ...bigintColumn, nullable: true })
  amount: bigint | null;

  @Column({ type: 'char', length: 3, nullable: true })
  currency: string | null;

  /** Ids and amounts for the person who looks into it; never personal data. */
  @Column({ type: 'varchar', length: 500 })
  detail: string;

  @Column({ type: 'enum', enum: ['open', 'closed'] })
  state: CaseState;

  @Column({ ...instantColumn, name: 'opened_at' })
  openedAt: Date;

  @Column({ ...instantColumn, name: 'closed_at', nullable: true })
  closedAt: Date | null;

  /** Who looks after it. */
  @Column({ ...idColumn, name: 'assigned_to', nullable: true })
  assignedTo: string | null;

  /** By which day it should be closed. */
  @Column({ type: 'date', name: 'due_on', nullable: true })
  dueOn: string | null;

  @Column({ type: 'varchar', length: 20, nullable: true })
  outcome: CaseOutcome | null;

  /** Null when it healed by itself. */
  @Column({ ...idColumn, name: 'closed_by', nullable: true })
  closedBy: string | null;

  @Column({ type: 'varchar', name: 'close_reason', length: 500, nullable: true })
  closeReason: string | null;

  /** The entry that put it right. */
  @Column({ ...idColumn, name: 'entry_id', nullable: true })
  entryId: string | null;
}
