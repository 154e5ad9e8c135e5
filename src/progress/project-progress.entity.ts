import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn, idColumn, instantColumn } from '../platform/database/columns.js';

/** A project's numbers as of the last ledger number that changed them. Derived: it can be rebuilt from the entries. */
@Entity('project_progress')
export class ProjectProgress {
  @PrimaryColumn({ ...idColumn, name: 'project_id' })
  projectId: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @Column({ ...bigintColumn })
  raised: bigint;

  @Column({ ...bigintColumn })
  refunded: bigint;

  @Column({ type: 'int', unsigned: true })
  donations: number;

  @Column({ type: 'int', unsigned: true })
  donors: number;

  @Column({ ...bigintColumn, name: 'ledger_seq', unsigned: true })
  ledgerSeq: bigint;

  @Column({ ...instantColumn, name: 'as_of' })
  asOf: Date;

  /** Grows with each change of any project, in the order of commits: a cursor for those who show numbers. */
  @Column({ ...bigintColumn, name: 'updated_seq', unsigned: true })
  updatedSeq: bigint;
}
