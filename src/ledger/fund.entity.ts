import { Column, Entity, PrimaryColumn } from 'typeorm';
import { idColumn, instantColumn } from '../platform/database/columns.js';

export type FundKind = 'restricted' | 'unrestricted' | 'suspense' | 'treasury';

/** Keeps the money of one purpose apart from all other money of its organization; one currency. */
@Entity('fund')
export class Fund {
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @Column({ type: 'varchar', length: 20 })
  code: string;

  @Column({ type: 'enum', enum: ['restricted', 'unrestricted', 'suspense', 'treasury'] })
  kind: FundKind;

  @Column({ type: 'char', length: 3 })
  currency: string;

  @Column({ type: 'varchar', name: 'name_zh', length: 120 })
  nameZh: string;

  @Column({ type: 'varchar', name: 'name_en', length: 160 })
  nameEn: string;

  @Column({ ...instantColumn, name: 'created_at' })
  createdAt: Date;
}
