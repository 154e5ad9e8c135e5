import { Column, Entity, PrimaryColumn } from 'typeorm';
import { transitions } from '../kernel/transitions.js';
import { idColumn, instantColumn } from '../platform/database/columns.js';

export const EVIDENCE_KINDS = ['invoice', 'goods_list', 'photo', 'other'] as const;
export type EvidenceKind = (typeof EVIDENCE_KINDS)[number];

export type EvidenceState = 'waiting' | 'published' | 'refused' | 'withdrawn';

/** Only what a second person has looked at is public; what should not have been is taken back, and stays so. */
export const EVIDENCE_TRANSITIONS = transitions<EvidenceState>('waiting', {
  waiting: ['published', 'refused'],
  published: ['withdrawn'],
  refused: [],
  withdrawn: [],
});

/** A paper that shows what a disbursement was for: an invoice, a list of goods, a photograph. */
@Entity('disbursement_evidence')
export class Evidence {
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @Column({ ...idColumn, name: 'disbursement_id' })
  disbursementId: string;

  @Column({ ...idColumn, name: 'file_id' })
  fileId: string;

  /** Hex, of the bytes that are kept and given out. */
  @Column({ type: 'char', length: 64 })
  sha256: string;

  @Column({ type: 'enum', enum: EVIDENCE_KINDS })
  kind: EvidenceKind;

  @Column({ type: 'varchar', name: 'title_zh', length: 120 })
  titleZh: string;

  @Column({ type: 'varchar', name: 'title_en', length: 160 })
  titleEn: string;

  @Column({ type: 'varchar', length: 20 })
  state: EvidenceState;

  @Column({ ...idColumn, name: 'added_by', nullable: true })
  addedBy: string | null;

  @Column({ ...instantColumn, name: 'added_at' })
  addedAt: Date;

  /** Who has looked at it and stated that nobody in it can be made out. */
  @Column({ ...idColumn, name: 'stated_by', nullable: true })
  statedBy: string | null;

  @Column({ ...instantColumn, name: 'stated_at', nullable: true })
  statedAt: Date | null;

  @Column({ ...idColumn, name: 'ended_by', nullable: true })
  endedBy: string | null;

  @Column({ ...instantColumn, name: 'ended_at', nullable: true })
  endedAt: Date | null;

  /** Why it was refused or taken back. */
  @Column({ type: 'varchar', length: 500, nullable: true })
  reason: string | null;
}
