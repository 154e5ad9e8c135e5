import { Column, Entity, PrimaryColumn } from 'typeorm';
import { idColumn } from '../platform/database/columns.js';
import type { Provider, ProviderIntake } from './provider-account.entity.js';

/** An account without keys of ours that is asked for, or another origin of the facts of one that is there. */
@Entity('provider_account_request')
export class ProviderAccountRequest {
  @PrimaryColumn({ ...idColumn, name: 'approval_id' })
  approvalId: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  /** The account, or the id that a new one will have. */
  @Column({ ...idColumn, name: 'provider_account_id' })
  providerAccountId: string;

  @Column({ type: 'varchar', length: 20 })
  act: 'statement_account' | 'intake';

  @Column({ type: 'varchar', length: 10 })
  provider: Exclude<Provider, 'stripe'>;

  @Column({ type: 'varchar', length: 40 })
  account: string;

  @Column({ type: 'char', length: 3 })
  currency: string;

  @Column({ type: 'varchar', name: 'merchant_no', length: 64 })
  merchantNo: string;

  @Column({ type: 'varchar', name: 'display_name', length: 120, nullable: true })
  displayName: string | null;

  @Column({ type: 'varchar', length: 15 })
  intake: ProviderIntake;

  @Column({ type: 'varchar', length: 500 })
  reason: string;
}
