import { Column, Entity, PrimaryColumn } from 'typeorm';
import { idColumn } from '../platform/database/columns.js';

/** A new account or another key, while an approver has not decided; afterwards without the values. */
@Entity('provider_secret_request')
export class ProviderSecretRequest {
  @PrimaryColumn({ ...idColumn, name: 'approval_id' })
  approvalId: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  /** The account, or the id that a new one will have. */
  @Column({ ...idColumn, name: 'provider_account_id' })
  providerAccountId: string;

  @Column({ type: 'varchar', length: 20 })
  act: 'account' | 'api_key' | 'webhook_secret';

  @Column({ type: 'varchar', length: 40 })
  account: string;

  @Column({ type: 'char', length: 3 })
  currency: string;

  @Column({ type: 'boolean' })
  livemode: boolean;

  @Column({ name: 'api_key_encrypted', type: 'varbinary', length: 700, nullable: true })
  apiKeyEncrypted: Buffer | null;

  @Column({ name: 'webhook_secret_encrypted', type: 'varbinary', length: 700, nullable: true })
  webhookSecretEncrypted: Buffer | null;

  /** For how long the webhook secret that is replaced is still honoured. */
  @Column({ name: 'grace_hours', type: 'smallint', unsigned: true })
  graceHours: number;

  @Column({ type: 'varchar', length: 500 })
  reason: string;

  @Column({ type: 'boolean' })
  decided: boolean;
}
