import { Column, Entity, PrimaryColumn } from 'typeorm';
import { idColumn, instantColumn } from '../platform/database/columns.js';

export const PARTNER_ROLES = ['owner', 'member'] as const;
/** An owner also manages people, keys and papers; a member sees figures and makes embeds. */
export type PartnerRole = (typeof PARTNER_ROLES)[number];

/** Somebody who works for a partner. Never deleted: the audit trail points at them; `removedAt` shuts them out. */
@Entity('partner_person')
export class PartnerPersonRow {
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ ...idColumn, name: 'partner_id' })
  partnerId: string;

  /** Keyed hash of the address in lower case; null once removed, so that the address can be invited again. */
  @Column({ name: 'mail_mac', type: 'binary', length: 32, nullable: true })
  mailMac: Buffer | null;

  @Column({ name: 'mail_encrypted', type: 'varbinary', length: 400 })
  mailEncrypted: Buffer;

  @Column({ name: 'display_name', type: 'varchar', length: 80 })
  displayName: string;

  @Column({ type: 'varchar', length: 8 })
  role: PartnerRole;

  /** Null: invited, no password chosen yet. */
  @Column({ name: 'password_hash', type: 'varchar', length: 300, nullable: true })
  passwordHash: string | null;

  @Column({ name: 'failed_logins', type: 'int', unsigned: true })
  failedLogins: number;

  @Column({ ...instantColumn, name: 'locked_until', nullable: true })
  lockedUntil: Date | null;

  @Column({ ...instantColumn, name: 'joined_at', nullable: true })
  joinedAt: Date | null;

  @Column({ ...instantColumn, name: 'removed_at', nullable: true })
  removedAt: Date | null;

  @Column({ ...instantColumn, name: 'created_at' })
  createdAt: Date;
}
