import { Column, Entity, PrimaryColumn } from 'typeorm';
import { idColumn, instantColumn } from '../platform/database/columns.js';

/** What somebody found out about a case. Insert-only; never personal data. */
@Entity('case_note')
export class CaseNote {
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @Column({ ...idColumn, name: 'case_id' })
  caseId: string;

  @Column({ ...idColumn, name: 'staff_id' })
  staffId: string;

  @Column({ type: 'varchar', length: 1000 })
  body: string;

  @Column({ ...instantColumn, name: 'written_at' })
  writtenAt: Date;
}
