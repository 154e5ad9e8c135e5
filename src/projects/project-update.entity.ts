import { Column, Entity, PrimaryColumn } from 'typeorm';
import { transitions } from '../kernel/transitions.js';
import { idColumn, instantColumn } from '../platform/database/columns.js';

export const PROJECT_UPDATE_STATES = ['draft', 'scheduled', 'published', 'withdrawn'] as const;
export type ProjectUpdateState = (typeof PROJECT_UPDATE_STATES)[number];

/** What donors have read is never taken away in silence: it is corrected in a new wording, or withdrawn with a note. */
export const PROJECT_UPDATE_TRANSITIONS = transitions<ProjectUpdateState>('draft', {
  draft: ['scheduled', 'published'],
  scheduled: ['draft', 'published'],
  published: ['withdrawn'],
  withdrawn: [],
});

/** Something a project tells those who gave to it. Its columns hold the draft, or the latest published wording. */
@Entity('project_update')
export class ProjectUpdate {
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @Column({ ...idColumn, name: 'project_id' })
  projectId: string;

  /** Its address within the project, and its place in lists; a draft has none. */
  @Column({ type: 'int', unsigned: true, nullable: true })
  number: number | null;

  @Column({ type: 'enum', enum: PROJECT_UPDATE_STATES })
  state: ProjectUpdateState;

  /** How many wordings were published. */
  @Column({ type: 'int', unsigned: true })
  revision: number;

  /** Grows by one with each change, so that two editors do not overwrite each other. */
  @Column({ type: 'int', unsigned: true })
  version: number;

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

  /** Why it was withdrawn, as its address says from then on. */
  @Column({ type: 'varchar', name: 'withdrawn_note_zh', length: 300, nullable: true })
  withdrawnNoteZh: string | null;

  @Column({ type: 'varchar', name: 'withdrawn_note_en', length: 300, nullable: true })
  withdrawnNoteEn: string | null;

  /** When it publishes itself; only while it waits for that. */
  @Column({ ...instantColumn, name: 'publish_at', nullable: true })
  publishAt: Date | null;

  @Column({ ...idColumn, name: 'scheduled_by', nullable: true })
  scheduledBy: string | null;

  /** Whether its publication is mailed to the givers who agreed to that. */
  @Column({ type: 'boolean', name: 'with_mail' })
  withMail: boolean;

  @Column({ ...instantColumn, name: 'created_at' })
  createdAt: Date;

  @Column({ ...instantColumn, name: 'published_at', nullable: true })
  publishedAt: Date | null;

  /** When the latest wording was published. */
  @Column({ ...instantColumn, name: 'revised_at', nullable: true })
  revisedAt: Date | null;

  @Column({ ...instantColumn, name: 'withdrawn_at', nullable: true })
  withdrawnAt: Date | null;
}
