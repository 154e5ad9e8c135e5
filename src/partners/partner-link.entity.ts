import { Column, Entity, PrimaryColumn } from 'typeorm';
import { idColumn, instantColumn } from '../platform/database/columns.js';

/** `invitation`: its holder chooses a password. `login`: it opens one session. */
export type PartnerLinkPurpose = 'invitation' | 'login';

/** A link that works once for one person of a partner. Only the token's SHA-256 is stored. */
@Entity('partner_link')
export class PartnerLink {
  @PrimaryColumn({ name: 'token_sha256', type: 'char', length: 64 })
  tokenSha256: string;

  @Column({ ...idColumn, name: 'person_id' })
  personId: string;

  @Column({ type: 'varchar', length: 12 })
  purpose: PartnerLinkPurpose;

  @Column({ ...instantColumn, name: 'created_at' })
  createdAt: Date;

  @Column({ ...instantColumn, name: 'expires_at' })
  expiresAt: Date;

  @Column({ ...instantColumn, name: 'used_at', nullable: true })
  usedAt: Date | null;
}
