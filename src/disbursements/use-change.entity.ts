import { Column, Entity, PrimaryColumn } from 'typeorm';
import { transitions } from '../kernel/transitions.js';
import { idColumn, instantColumn } from '../platform/database/columns.js';

export type UseChangeState = 'requested' | 'approved' | 'rejected' | 'cancelled' | 'expired';

/** What was approved stands; a further change is a further row. */
export const USE_CHANGE_TRANSITIONS = transitions<UseChangeState>('requested', {
  requested: ['approved', 'rejected', 'cancelled', 'expired'],
  approved: [],
  rejected: [],
  cancelled: [],
  expired: [],
});

/** What relief is for, as the filed plans name it. */
export const PURPOSE_KINDS = [
  'living',
  'medical',
  'schooling',
  'disaster',
  'facilities',
  'training',
] as const;
export type PurposeKind = (typeof PURPOSE_KINDS)[number];

/**
 * What a project's money may be used for, as it was filed: number 1 is the plan, each further number a change of use
 * (慈善法 56). The approved one with the highest number counts.
 */
@Entity('use_change')
export class UseChange {
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @Column({ ...idColumn, name: 'project_id' })
  projectId: string;

  /** Given with the approval. */
  @Column({ type: 'int', unsigned: true, nullable: true })
  number: number | null;

  @Column({ type: 'varchar', length: 20 })
  state: UseChangeState;

  /** `PurposeKind`s with commas between. */
  @Column({ type: 'varchar', name: 'purpose_kinds', length: 200 })
  purposeKinds: string;

  /** `CostCode`s with commas between. */
  @Column({ type: 'varchar', name: 'cost_codes', length: 60 })
  costCodes: string;

  /** One area a line; an area of a disbursement begins with one of them. */
  @Column({ type: 'varchar', name: 'areas_zh', length: 600 })
  areasZh: string;

  @Column({ type: 'varchar', name: 'areas_en', length: 900 })
  areasEn: string;

  /** First and last day on which a disbursement may be asked for; null = open. */
  @Column({ type: 'date', name: 'uses_from', nullable: true })
  usesFrom: string | null;

  @Column({ type: 'date', name: 'uses_until', nullable: true })
  usesUntil: string | null;

  /** The use in the words of the plan. */
  @Column({ type: 'varchar', name: 'text_zh', length: 600 })
  textZh: string;

  @Column({ type: 'varchar', name: 'text_en', length: 900 })
  textEn: string;

  /** Why it was changed; empty for the plan itself. */
  @Column({ type: 'varchar', name: 'reason_zh', length: 500 })
  reasonZh: string;

  @Column({ type: 'varchar', name: 'reason_en', length: 800 })
  reasonEn: string;

  /** The civil-affairs office's number of the filed change. */
  @Column({ type: 'varchar', name: 'filing_record_no', length: 60 })
  filingRecordNo: string;

  @Column({ type: 'date', name: 'filed_on', nullable: true })
  filedOn: string | null;

  @Column({ type: 'varchar', name: 'form_key', length: 64 })
  formKey: string;

  @Column({ type: 'binary', name: 'form_sha256', length: 32 })
  formSha256: Buffer;

  /** null when it was written with the draft of the project, before anybody could give. */
  @Column({ ...idColumn, name: 'approval_id', nullable: true })
  approvalId: string | null;

  @Column({ ...idColumn, name: 'requested_by', nullable: true })
  requestedBy: string | null;

  @Column({ ...instantColumn, name: 'requested_at' })
  requestedAt: Date;

  @Column({ ...instantColumn, name: 'approved_at', nullable: true })
  approvedAt: Date | null;

  @Column({ ...instantColumn, name: 'ended_at', nullable: true })
  endedAt: Date | null;

  /** Why it was rejected. */
  @Column({ type: 'varchar', length: 500, nullable: true })
  reason: string | null;

  /** Donors up to this id have been told of it. */
  @Column({ ...idColumn, name: 'told_donor_id' })
  toldDonorId: string;

  /** When the last of them was. */
  @Column({ ...instantColumn, name: 'told_at', nullable: true })
  toldAt: Date | null;
}
