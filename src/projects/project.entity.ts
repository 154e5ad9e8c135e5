import { Column, Entity, PrimaryColumn } from 'typeorm';
import { transitions } from '../kernel/transitions.js';
import { bigintColumn, idColumn, instantColumn } from '../platform/database/columns.js';

export type ProjectState = 'draft' | 'published' | 'closed';

/** What donors have seen is never taken away: a published project can only be closed, and its page stays. */
export const PROJECT_TRANSITIONS = transitions<ProjectState>('draft', {
  draft: ['published'],
  published: ['closed'],
  closed: [],
});

/** A named relief purpose with a goal, a period and its own fund, that receives gifts. */
@Entity('project')
export class Project {
  @PrimaryColumn(idColumn)
  id: string;

  /** The legal receiver of the gifts. */
  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  /** The county chapter that carries the project out; null when the receiver does so itself. */
  @Column({ ...idColumn, name: 'executor_organization_id', nullable: true })
  executorOrganizationId: string | null;

  @Column({ ...idColumn, name: 'fund_id' })
  fundId: string;

  @Column({ type: 'varchar', length: 60 })
  slug: string;

  @Column({ type: 'enum', enum: ['draft', 'published', 'closed'] })
  state: ProjectState;

  @Column({ type: 'varchar', name: 'name_zh', length: 120 })
  nameZh: string;

  @Column({ type: 'varchar', name: 'name_en', length: 160 })
  nameEn: string;

  @Column({ type: 'varchar', name: 'summary_zh', length: 300 })
  summaryZh: string;

  @Column({ type: 'varchar', name: 'summary_en', length: 300 })
  summaryEn: string;

  @Column({ type: 'text', name: 'story_zh' })
  storyZh: string;

  @Column({ type: 'text', name: 'story_en' })
  storyEn: string;

  /** Line by line: "what | in English | amount"; see `project-budget.ts`. */
  @Column({ type: 'text' })
  budget: string;

  /** Questions and answers, in blocks. */
  @Column({ type: 'text', name: 'faq_zh' })
  faqZh: string;

  @Column({ type: 'text', name: 'faq_en' })
  faqEn: string;

  @Column({ ...idColumn, name: 'picture_file_id', nullable: true })
  pictureFileId: string | null;

  @Column({ type: 'varchar', name: 'picture_alt_zh', length: 200 })
  pictureAltZh: string;

  @Column({ type: 'varchar', name: 'picture_alt_en', length: 200 })
  pictureAltEn: string;

  @Column({ type: 'char', length: 3 })
  currency: string;

  /** Minor units; null = no goal, and then no percent. */
  @Column({ ...bigintColumn, nullable: true })
  goal: bigint | null;

  /** First day of the appeal in the organization's zone; null = from publishing on. */
  @Column({ type: 'date', name: 'starts_on', nullable: true })
  startsOn: string | null;

  /** Last day of the appeal; null = until it is closed. */
  @Column({ type: 'date', name: 'ends_on', nullable: true })
  endsOn: string | null;

  /** 募捐方案备案编号, the plan's filing number. */
  @Column({ type: 'varchar', name: 'filing_no', length: 40, nullable: true })
  filingNo: string | null;

  /** The plan's page at 慈善中国. */
  @Column({ type: 'varchar', name: 'filing_url', length: 300, nullable: true })
  filingUrl: string | null;

  /** An appeal in a sudden disaster, whose filing may be made up within 10 days (慈善法 73). */
  @Column({ type: 'boolean' })
  emergency: boolean;

  /** Grows by one with each change: pages and answers that show goal or texts carry it. */
  @Column({ type: 'int', unsigned: true })
  version: number;

  @Column({ ...instantColumn, name: 'created_at' })
  createdAt: Date;

  @Column({ ...instantColumn, name: 'published_at', nullable: true })
  publishedAt: Date | null;

  @Column({ ...instantColumn, name: 'closed_at', nullable: true })
  closedAt: Date | null;
}
