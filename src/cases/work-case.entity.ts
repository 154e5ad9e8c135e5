import { Column, Entity, PrimaryColumn } from 'typeorm';
import { transitions } from '../kernel/transitions.js';
import { bigintColumn, idColumn, instantColumn } from '../platform/database/columns.js';

export type CaseState = 'open' | 'closed';

/** A case is closed once; what comes up again later is a new case. */
export const CASE_TRANSITIONS = transitions<CaseState>('open', { open: ['closed'], closed: [] });

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
}
