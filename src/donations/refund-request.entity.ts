import { Column, Entity, PrimaryColumn } from 'typeorm';
import { transitions } from '../kernel/transitions.js';
import { idColumn, instantColumn } from '../platform/database/columns.js';
import { REFUND_REASONS, type RefundReason } from './refund.entity.js';

export const REFUND_REQUEST_STATES = ['asked', 'in_review', 'granted', 'declined', 'withdrawn'] as const;
export type RefundRequestState = (typeof REFUND_REQUEST_STATES)[number];

/**
 * asked: nobody has looked at it yet · in_review: somebody has · granted: a refund was asked for, which a second person
 * must still allow; when nobody does, it is in review again · declined: with a reason that the donor reads · withdrawn:
 * the donor took it back.
 */
export const REFUND_REQUEST_TRANSITIONS = transitions<RefundRequestState>('asked', {
  asked: ['in_review', 'granted', 'declined', 'withdrawn'],
  in_review: ['granted', 'declined', 'withdrawn'],
  granted: ['in_review'],
  declined: [],
  withdrawn: [],
});

/** A donor's wish to have their money back. */
@Entity('refund_request')
export class RefundRequest {
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @Column({ ...idColumn, name: 'donation_id' })
  donationId: string;

  @Column({ type: 'enum', enum: REFUND_REQUEST_STATES })
  state: RefundRequestState;

  @Column({ type: 'enum', enum: REFUND_REASONS })
  reason: RefundReason;

  /** What the donor wrote, sealed to this row. */
  @Column({ type: 'varbinary', name: 'text_encrypted', length: 6200 })
  textEncrypted: Buffer;

  /** A paper, encrypted as a whole; null when none was sent. */
  @Column({ ...idColumn, name: 'evidence_file_id', nullable: true })
  evidenceFileId: string | null;

  @Column({ ...instantColumn, name: 'asked_at' })
  askedAt: Date;

  /** Day by which it is decided, in the organization's zone. */
  @Column({ type: 'date', name: 'due_on' })
  dueOn: string;

  /** Of the work item that asks a person to decide. */
  @Column({ ...idColumn, name: 'case_id' })
  caseId: string;

  @Column({ ...instantColumn, name: 'decided_at', nullable: true })
  decidedAt: Date | null;

  @Column({ ...idColumn, name: 'decided_by', nullable: true })
  decidedBy: string | null;

  /** What the donor reads about the decision. */
  @Column({ type: 'varchar', length: 500, nullable: true })
  answer: string | null;

  /** The refund that was asked for when it was granted. */
  @Column({ ...idColumn, name: 'refund_id', nullable: true })
  refundId: string | null;
}
