import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn, idColumn, instantColumn } from '../platform/database/columns.js';

/** A person who works in the console. Never deleted: the audit trail points at them; `disabledAt` shuts them out. */
@Entity('staff_member')
export class StaffMember {
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ name: 'login_name', length: 120 })
  loginName: string;

  @Column({ name: 'display_name', length: 80 })
  displayName: string;

  /** Null: nobody has chosen a password yet, only a one-time link opens the door. */
  @Column({ name: 'password_hash', type: 'varchar', length: 300, nullable: true })
  passwordHash: string | null;

  @Column({ name: 'totp_secret_encrypted', type: 'varbinary', length: 200, nullable: true })
  totpSecretEncrypted: Buffer | null;

  /** Null with a secret present: enrolment was begun, but no right code was shown yet. */
  @Column({ ...instantColumn, name: 'totp_confirmed_at', nullable: true })
  totpConfirmedAt: Date | null;

  /** The last time step whose code was accepted: no code is accepted twice. */
  @Column({ ...bigintColumn, name: 'totp_last_step', unsigned: true, nullable: true })
  totpLastStep: bigint | null;

  @Column({ name: 'failed_logins', type: 'int', unsigned: true })
  failedLogins: number;

  @Column({ ...instantColumn, name: 'locked_until', nullable: true })
  lockedUntil: Date | null;

  @Column({ ...instantColumn, name: 'disabled_at', nullable: true })
  disabledAt: Date | null;

  @Column({ ...instantColumn, name: 'created_at' })
  createdAt: Date;
}
