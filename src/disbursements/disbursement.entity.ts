import { Column, Entity, PrimaryColumn } from 'typeorm';
import { transitions } from '../kernel/transitions.js';
import { bigintColumn, idColumn, instantColumn } from '../platform/database/columns.js';
import type { PurposeKind } from './use-change.entity.js';

export type DisbursementState =
  | 'requested'
  | 'approved'
  | 'paid'
  | 'returned'
  | 'rejected'
  | 'cancelled'
  | 'expired';

/**
 * Money is kept back while a disbursement is requested or approved. What the bank returns is free again: what was
 * approved named one payee, so paying anew is a new request.
 */
export const DISBURSEMENT_TRANSITIONS = transitions<DisbursementState>('requested', {
  requested: ['approved', 'rejected', 'cancelled', 'expired'],
  approved: ['paid', 'cancelled'],
  paid: ['returned'],
  returned: [],
  rejected: [],
  cancelled: [],
  expired: [],
});

/** The programme costs that a disbursement may be: relief in cash or goods, project work, to a county society. */
export const COST_CODES = ['510101', '510102', '510103', '510104'] as const;
export type CostCode = (typeof COST_CODES)[number];

/** Money of a project's fund for a payee: asked for by one person, allowed by another, then paid by the bank. */
@Entity('disbursement')
export class Disbursement {
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @Column({ ...idColumn, name: 'project_id' })
  projectId: string;

  @Column({ ...idColumn, name: 'fund_id' })
  fundId: string;

  @Column({ type: 'enum', enum: COST_CODES, name: 'account_code' })
  accountCode: CostCode;

  /** Minor units. */
  @Column({ ...bigintColumn })
  amount: bigint;

  @Column({ type: 'char', length: 3 })
  currency: string;

  /** A payee may be a person in need: their name is kept as a donor's is. */
  @Column({ type: 'varbinary', name: 'payee_encrypted', length: 700 })
  payeeEncrypted: Buffer;

  @Column({ type: 'varchar', length: 300 })
  purpose: string;

  /** What relief it is; null for those from before this was asked for. */
  @Column({ type: 'varchar', name: 'purpose_kind', length: 20, nullable: true })
  purposeKind: PurposeKind | null;

  /** What everybody reads of it, instead of the purpose; empty for those from before. */
  @Column({ type: 'varchar', name: 'public_zh', length: 300, default: '' })
  publicZh: string;

  @Column({ type: 'varchar', name: 'public_en', length: 400, default: '' })
  publicEn: string;

  @Column({ type: 'varchar', name: 'area_zh', length: 120, default: '' })
  areaZh: string;

  @Column({ type: 'varchar', name: 'area_en', length: 160, default: '' })
  areaEn: string;

  /** How many it helps; null where that cannot be counted. */
  @Column({ type: 'int', unsigned: true, nullable: true })
  households: number | null;

  @Column({ type: 'int', unsigned: true, nullable: true })
  persons: number | null;

  /** The filed use within which it was allowed; null in the first days of an emergency. */
  @Column({ ...idColumn, name: 'use_change_id', nullable: true })
  useChangeId: string | null;

  @Column({ type: 'varchar', length: 20 })
  state: DisbursementState;

  /** Made with the form: the same form sent again is the same disbursement. */
  @Column({ type: 'varchar', name: 'form_key', length: 64 })
  formKey: string;

  @Column({ type: 'binary', name: 'form_sha256', length: 32 })
  formSha256: Buffer;

  @Column({ ...idColumn, name: 'approval_id' })
  approvalId: string;

  @Column({ ...idColumn, name: 'requested_by' })
  requestedBy: string;

  @Column({ ...instantColumn, name: 'requested_at' })
  requestedAt: Date;

  @Column({ ...instantColumn, name: 'approved_at', nullable: true })
  approvedAt: Date | null;

  /** The bank's day, in the organization's zone. */
  @Column({ type: 'date', name: 'paid_on', nullable: true })
  paidOn: string | null;

  @Column({ type: 'varchar', name: 'bank_reference', length: 64, nullable: true })
  bankReference: string | null;

  @Column({ type: 'date', name: 'returned_on', nullable: true })
  returnedOn: string | null;

  @Column({ type: 'varchar', name: 'return_reference', length: 64, nullable: true })
  returnReference: string | null;

  /** When it came to an end other than by payment. */
  @Column({ ...instantColumn, name: 'ended_at', nullable: true })
  endedAt: Date | null;

  /** Why it was rejected, cancelled or returned. */
  @Column({ type: 'varchar', length: 500, nullable: true })
  reason: string | null;
}
