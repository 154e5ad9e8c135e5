import { Column, Entity, PrimaryColumn } from 'typeorm';
import { idColumn, instantColumn } from '../platform/database/columns.js';

export const MAPPING_MATCHES = ['attach', 'description'] as const;
/** By which words of a payment a gift finds its project: 商户数据包, or 商品名称. */
export type MappingMatches = (typeof MAPPING_MATCHES)[number];

/** Payments through this account that say this are for this project. */
@Entity('gift_mapping')
export class GiftMapping {
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @Column({ ...idColumn, name: 'provider_account_id' })
  providerAccountId: string;

  @Column({ type: 'enum', enum: MAPPING_MATCHES })
  matches: MappingMatches;

  @Column({ type: 'varchar', length: 200 })
  value: string;

  @Column({ ...idColumn, name: 'project_id' })
  projectId: string;

  @Column({ ...idColumn, name: 'changed_by' })
  changedBy: string;

  @Column({ ...instantColumn, name: 'changed_at' })
  changedAt: Date;
}
