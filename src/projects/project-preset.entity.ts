import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn, idColumn } from '../platform/database/columns.js';

/** An amount that a project's donate form offers, and what it does there. */
@Entity('project_preset')
export class ProjectPreset {
  @PrimaryColumn({ ...idColumn, name: 'project_id' })
  projectId: string;

  /** Order in the form, from 1. */
  @PrimaryColumn({ type: 'tinyint', unsigned: true })
  position: number;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  /** Minor units of the project's currency. */
  @Column(bigintColumn)
  amount: bigint;

  @Column({ type: 'varchar', name: 'meaning_zh', length: 40 })
  meaningZh: string;

  /** Empty when it was not translated. */
  @Column({ type: 'varchar', name: 'meaning_en', length: 80 })
  meaningEn: string;
}
