import { Column, Entity, PrimaryColumn } from 'typeorm';
import { idColumn, instantColumn } from '../platform/database/columns.js';
import type { KeyKind, KeyScope } from './partner-key.js';

/** A partner's key for the API. The text is shown once; here is only the SHA-256 of its secret part. */
@Entity('partner_key')
export class PartnerKey {
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ ...idColumn, name: 'partner_id' })
  partnerId: string;

  /** The part of the text by which it is found and told apart; no secret. */
  @Column({ name: 'short_id', type: 'char', length: 8 })
  shortId: string;

  @Column({ type: 'varchar', length: 8 })
  kind: KeyKind;

  @Column({ type: 'boolean' })
  livemode: boolean;

  @Column({ name: 'secret_sha256', type: 'binary', length: 32 })
  secretSha256: Buffer;

  @Column({ type: 'varchar', length: 80 })
  name: string;

  @Column({ type: 'simple-json' })
  scopes: KeyScope[];

  /** Origins of the pages that may use a public key; empty for a secret one. */
  @Column({ type: 'simple-json' })
  origins: string[];

  @Column({ ...idColumn, name: 'created_by', nullable: true })
  createdBy: string | null;

  @Column({ ...instantColumn, name: 'created_at' })
  createdAt: Date;

  @Column({ ...instantColumn, name: 'last_used_at', nullable: true })
  lastUsedAt: Date | null;

  @Column({ ...instantColumn, name: 'revoked_at', nullable: true })
  revokedAt: Date | null;
}
