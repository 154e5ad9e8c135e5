import { Column, Entity, PrimaryColumn } from 'typeorm';
import { idColumn, instantColumn } from '../platform/database/columns.js';

/** A link that logs one staff member in once. Only the token's SHA-256 is stored. */
@Entity('staff_login_link')
export class StaffLoginLink {
  @PrimaryColumn({ name: 'token_sha256', type: 'char', length: 64 })
  tokenSha256: string;

  @Column({ ...idColumn, name: 'staff_id' })
  staffId: string;

  @Column({ ...instantColumn, name: 'created_at' })
  createdAt: Date;

  @Column({ ...instantColumn, name: 'expires_at' })
  expiresAt: Date;

  @Column({ ...instantColumn, name: 'used_at', nullable: true })
  usedAt: Date | null;
}
