import { Column, Entity, PrimaryColumn } from 'typeorm';
import { idColumn, instantColumn } from '../platform/database/columns.js';

/** A login that still stands, or stood. The cookie's token is not here, only its SHA-256. */
@Entity('staff_session')
export class StaffSession {
  @PrimaryColumn({ name: 'token_sha256', type: 'char', length: 64 })
  tokenSha256: string;

  /** Names the session in lists and forms; it opens nothing. */
  @Column(idColumn)
  id: string;

  @Column({ ...idColumn, name: 'staff_id' })
  staffId: string;

  @Column({ ...instantColumn, name: 'created_at' })
  createdAt: Date;

  @Column({ ...instantColumn, name: 'last_seen_at' })
  lastSeenAt: Date;

  /** The absolute end; the idle end follows from `lastSeenAt`. */
  @Column({ ...instantColumn, name: 'expires_at' })
  expiresAt: Date;

  @Column({ ...instantColumn, name: 'totp_verified_at', nullable: true })
  totpVerifiedAt: Date | null;

  @Column({ ...instantColumn, name: 'revoked_at', nullable: true })
  revokedAt: Date | null;

  @Column({ name: 'user_agent', length: 200 })
  userAgent: string;
}
