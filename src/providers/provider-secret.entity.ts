import { Column, Entity, PrimaryColumn } from 'typeorm';
import { idColumn, instantColumn } from '../platform/database/columns.js';

export type SecretKind = 'api_key' | 'webhook_secret';

/** A key of a provider account that does not stand in the environment. */
@Entity('provider_secret')
export class ProviderSecret {
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @Column({ ...idColumn, name: 'provider_account_id' })
  providerAccountId: string;

  @Column({ type: 'varchar', length: 20 })
  kind: SecretKind;

  /** Null once it is no longer honoured and was erased. */
  @Column({ name: 'value_encrypted', type: 'varbinary', length: 700, nullable: true })
  valueEncrypted: Buffer | null;

  /** A keyed hash: the same value has the same one, and nobody can find the value from it. */
  @Column({ type: 'varbinary', length: 32 })
  fingerprint: Buffer;

  @Column({ ...instantColumn, name: 'added_at' })
  addedAt: Date;

  /** Null: the present one. A moment: replaced, and refused from then on. */
  @Column({ ...instantColumn, name: 'honoured_until', nullable: true })
  honouredUntil: Date | null;

  @Column({ ...idColumn, name: 'approval_id' })
  approvalId: string;
}
