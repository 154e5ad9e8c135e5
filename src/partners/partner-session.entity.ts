import { Column, Entity, PrimaryColumn } from 'typeorm';
import { idColumn, instantColumn } from '../platform/database/columns.js';

/** A partner's login that still stands, or stood. The cookie's token is not here, only its SHA-256. */
@Entity('partner_session')
export class PartnerSession {
  @PrimaryColumn({ name: 'token_sha256', type: 'char', length: 64 })
  tokenSha256: string;

  /** Names the session in lists; it opens nothing. */
  @Column(idColumn)
  id: string;

  @Column({ ...idColumn, name: 'person_id' })
  personId: string;

  @Column({ ...instantColumn, name: 'created_at' })
  createdAt: Date;

  @Column({ ...instantColumn, name: 'last_seen_at' })
  lastSeenAt: Date;

  /** The absolute end; the idle end follows from `lastSeenAt`. */
  @Column({ ...instantColumn, name: 'expires_at' })
  expiresAt: Date;

  @Column({ ...instantColumn, name: 'revoked_at', nullable: true })
  revokedAt: Date | null;

  @Column({ name: 'user_agent', type: 'varchar', length: 200 })
  userAgent: string;
}
