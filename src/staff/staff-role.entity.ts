import { Column, Entity, PrimaryColumn } from 'typeorm';
import { idColumn, instantColumn } from '../platform/database/columns.js';
import type { Role } from './roles.js';

/** One role that a staff member holds in one organization. */
@Entity('staff_role')
export class StaffRole {
  @PrimaryColumn({ ...idColumn, name: 'staff_id' })
  staffId: string;

  @PrimaryColumn({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @PrimaryColumn({ type: 'varchar', length: 20 })
  role: Role;

  @Column({ ...instantColumn, name: 'granted_at' })
  grantedAt: Date;
}
