import { Column, Entity, PrimaryColumn } from 'typeorm';
import { idColumn, instantColumn } from '../platform/database/columns.js';
import type { AccountCode, AccountKind } from './chart.js';

/** A named balance of one organization in one currency. */
@Entity('account')
export class Account {
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @Column({ type: 'varchar', length: 12 })
  code: AccountCode;

  @Column({ type: 'enum', enum: ['asset', 'liability', 'net_asset', 'income', 'cost'] })
  kind: AccountKind;

  @Column({ type: 'char', length: 3 })
  currency: string;

  /** provider_account.id for clearing accounts, else empty. */
  @Column({ type: 'varchar', name: 'provider_account_key', length: 60 })
  providerAccountKey: string;

  @Column({ ...instantColumn, name: 'created_at' })
  createdAt: Date;
}
