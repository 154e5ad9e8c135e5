import { Column, Entity, PrimaryColumn } from 'typeorm';
import { transitions } from '../kernel/transitions.js';
import { bigintColumn, idColumn, instantColumn } from '../platform/database/columns.js';

/** Why money is given back (charity rules 1.5: a gift is in principle final, so each refund has a reason). */
export const REFUND_REASONS = [
  'DUPLICATE',
  'WRONG_AMOUNT',
  'MINOR',
  'INCAPACITY',
  'FRAUD_STOLEN_CARD',
  'CAMPAIGN_INVALID',
  'COURT_OR_REGULATOR',
  'OTHER',
] as const;
export type RefundReason = (typeof REFUND_REASONS)[number];

export const REFUND_STATES = [
  'requested',
  'withdrawn',
  'approved',
  'sent',
  'succeeded',
  'failed',
  'canceled',
  'undone',
] as const;
export type RefundState = (typeof REFUND_STATES)[number];

/**
 * requested: a second person must agree · withdrawn: nobody did · approved: booked as owed, and on its way to the
 * provider · sent: the provider has taken it up · succeeded, failed, canceled: what the provider says of it · undone: a
 * person decided that the money stays a gift after all. A refund that failed may have been stated as succeeded before
 * or after, in any order of arrival.
 */
export const REFUND_TRANSITIONS = transitions<RefundState>('requested', {
  requested: ['approved', 'withdrawn'],
  withdrawn: [],
  approved: ['sent', 'succeeded', 'failed', 'canceled'],
  sent: ['succeeded', 'failed', 'canceled'],
  succeeded: ['failed'],
  failed: ['succeeded', 'undone'],
  canceled: ['succeeded', 'failed', 'undone'],
  undone: ['succeeded'],
});

/** Money of one payment that goes back to whoever paid it; asked for here, or made at the provider. */
@Entity('refund')
export class Refund {
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

  @Column({ type: 'varchar', name: 'provider_refund_id', length: 120, nullable: true })
  providerRefundId: string | null;

  @Column({ type: 'enum', enum: ['staff', 'provider'] })
  origin: 'staff' | 'provider';

  @Column({ type: 'enum', enum: REFUND_STATES })
  state: RefundState;

  /** Minor units. */
  @Column({ ...bigintColumn })
  amount: bigint;

  @Column({ type: 'char', length: 3 })
  currency: string;

  @Column({ type: 'enum', enum: REFUND_REASONS, nullable: true })
  reason: RefundReason | null;

  /** What the person who asked wrote for the one who approves; no donor sees it. */
  @Column({ type: 'varchar', length: 500 })
  note: string;

  /** Where its money was booked, once it was; null before. */
  @Column({ type: 'enum', enum: ['gift', 'suspense'], nullable: true })
  place: 'gift' | 'suspense' | null;

  /** The fund of the gift; null in suspense. */
  @Column({ ...idColumn, name: 'fund_id', nullable: true })
  fundId: string | null;

  @Column({ ...idColumn, name: 'requested_by', nullable: true })
  requestedBy: string | null;

  @Column({ ...instantColumn, name: 'requested_at' })
  requestedAt: Date;

  @Column({ ...idColumn, name: 'approval_id', nullable: true })
  approvalId: string | null;

  @Column({ ...instantColumn, name: 'approved_at', nullable: true })
  approvedAt: Date | null;

  /** When the provider was first asked: a repetition first looks whether that was heard. */
  @Column({ ...instantColumn, name: 'tried_at', nullable: true })
  triedAt: Date | null;

  @Column({ ...instantColumn, name: 'sent_at', nullable: true })
  sentAt: Date | null;

  /** Why it failed, in the provider's words. */
  @Column({ type: 'varchar', length: 300, nullable: true })
  problem: string | null;
}
