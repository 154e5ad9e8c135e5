import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn, idColumn, instantColumn } from '../platform/database/columns.js';
import type { DisputeStatus } from '../providers/event-reading.js';

export const DISPUTE_STATES = [
  'inquiry',
  'inquiry_under_review',
  'inquiry_closed',
  'needs_response',
  'under_review',
  'prevented',
  'won',
  'lost',
] as const satisfies readonly DisputeStatus[];

/** A payer's bank that asks for the money of a payment back; its state is the provider's latest word. */
@Entity('dispute')
export class Dispute {
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  /** Null when the payment belongs to no donation of ours. */
  @Column({ ...idColumn, name: 'donation_id', nullable: true })
  donationId: string | null;

  @Column({ ...idColumn, name: 'provider_account_id' })
  providerAccountId: string;

  /** The provider's id of the payment. */
  @Column({ type: 'varchar', name: 'payment_key', length: 120 })
  paymentKey: string;

  @Column({ type: 'varchar', name: 'provider_dispute_id', length: 120 })
  providerDisputeId: string;

  @Column({ type: 'enum', enum: DISPUTE_STATES })
  state: DisputeStatus;

  /** When the event that told the state was made. */
  @Column({ ...instantColumn, name: 'stated_at' })
  statedAt: Date;

  /** Minor units in dispute. */
  @Column({ ...bigintColumn })
  amount: bigint;

  @Column({ type: 'char', length: 3 })
  currency: string;

  @Column({ type: 'varchar', length: 120, nullable: true })
  reason: string | null;

  @Column({ ...instantColumn, name: 'opened_at' })
  openedAt: Date;

  @Column({ ...instantColumn, name: 'evidence_due_at', nullable: true })
  evidenceDueAt: Date | null;

  /** Where its money was booked, once it moved; null before. */
  @Column({ type: 'enum', enum: ['gift', 'suspense'], nullable: true })
  place: 'gift' | 'suspense' | null;

  /** The fund of the gift; null in suspense. */
  @Column({ ...idColumn, name: 'fund_id', nullable: true })
  fundId: string | null;
}
