import { Column, Entity, PrimaryColumn } from 'typeorm';
import { idColumn, instantColumn } from '../platform/database/columns.js';

/** A wording of an update that was public; written once. */
@Entity('project_update_revision')
export class ProjectUpdateRevision {
  @PrimaryColumn({ ...idColumn, name: 'update_id' })
  updateId: string;

  @PrimaryColumn({ type: 'int', unsigned: true })
  revision: number;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @Column({ type: 'varchar', name: 'title_zh', length: 120 })
  titleZh: string;

  @Column({ type: 'varchar', name: 'title_en', length: 160 })
  titleEn: string;

  @Column({ type: 'text', name: 'text_zh' })
  textZh: string;

  @Column({ type: 'text', name: 'text_en' })
  textEn: string;

  @Column({ ...idColumn, name: 'picture_file_id', nullable: true })
  pictureFileId: string | null;

  @Column({ type: 'varchar', name: 'picture_alt_zh', length: 200 })
  pictureAltZh: string;

  @Column({ type: 'varchar', name: 'picture_alt_en', length: 200 })
  pictureAltEn: string;

  /** What was corrected; empty for the first wording. */
  @Column({ type: 'varchar', name: 'note_zh', length: 300 })
  noteZh: string;

  @Column({ type: 'varchar', name: 'note_en', length: 300 })
  noteEn: string;

  /** Whether this wording was to be mailed to the givers who agreed. */
  @Column({ type: 'boolean', name: 'with_mail' })
  withMail: boolean;

  @Column({ ...idColumn, name: 'staff_id', nullable: true })
  staffId: string | null;

  @Column({ ...instantColumn, name: 'published_at' })
  publishedAt: Date;
}
