import { Column, Entity, PrimaryColumn } from 'typeorm';
import { transitions } from '../kernel/transitions.js';
import { idColumn, instantColumn } from '../platform/database/columns.js';

export type AgreementState = 'draft' | 'active' | 'suspended' | 'ended';
export const AGREEMENT_TRANSITIONS = transitions<AgreementState>('draft', {
  draft: ['active', 'ended'],
  active: ['suspended', 'ended'],
  suspended: ['active', 'ended'],
  ended: [],
});

/** The written agreement of a partner with one society, with the society's evaluation (慈善法 26). */
@Entity('partner_agreement')
export class PartnerAgreement {
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ ...idColumn, name: 'partner_id' })
  partnerId: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @Column({ type: 'varchar', length: 12 })
  state: AgreementState;

  /** The organization's id while this is a draft: one draft of a partner and a society. */
  @Column({ ...idColumn, name: 'draft_key', nullable: true })
  draftKey: string | null;

  /** The organization's id while this is active or suspended: one living agreement of a partner and a society. */
  @Column({ ...idColumn, name: 'live_key', nullable: true })
  liveKey: string | null;

  @Column({ type: 'varchar', length: 60, nullable: true })
  number: string | null;

  @Column({ name: 'valid_from', type: 'date', nullable: true })
  validFrom: string | null;

  /** The last day on which it holds. */
  @Column({ name: 'valid_until', type: 'date', nullable: true })
  validUntil: string | null;

  @Column({ type: 'varchar', length: 2000, nullable: true })
  evaluation: string | null;

  @Column({ ...idColumn, name: 'evaluated_by', nullable: true })
  evaluatedBy: string | null;

  @Column({ ...instantColumn, name: 'evaluated_at', nullable: true })
  evaluatedAt: Date | null;

  /** The partner's own licence: business licence, permit for news service. */
  @Column({ ...idColumn, name: 'certificate_file_id', nullable: true })
  certificateFileId: string | null;

  /** The signed agreement. */
  @Column({ ...idColumn, name: 'agreement_file_id', nullable: true })
  agreementFileId: string | null;

  @Column({ ...idColumn, name: 'approved_by', nullable: true })
  approvedBy: string | null;

  @Column({ ...instantColumn, name: 'approved_at', nullable: true })
  approvedAt: Date | null;

  /** Why it was suspended or ended. */
  @Column({ type: 'varchar', length: 500, nullable: true })
  reason: string | null;

  @Column({ ...instantColumn, name: 'created_at' })
  createdAt: Date;
}
