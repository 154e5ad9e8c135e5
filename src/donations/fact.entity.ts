import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn, idColumn, instantColumn } from '../platform/database/columns.js';

/** What a provider stated, once, under its natural key. Insert only: everything else is computed from these. */
@Entity('fact')
export class Fact {
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @Column({ ...idColumn, name: 'provider_account_id' })
  providerAccountId: string;

  @Column({ type: 'varchar', length: 30 })
  kind: string;

  @Column({ type: 'varchar', name: 'fact_key', length: 160 })
  factKey: string;

  @Column({ ...idColumn, name: 'payment_attempt_id', nullable: true })
  paymentAttemptId: string | null;

  /** The provider's payment that a refund or dispute is about. */
  @Column({ type: 'varchar', name: 'payment_key', length: 120, nullable: true })
  paymentKey: string | null;

  @Column({ type: 'varchar', name: 'dispute_key', length: 120, nullable: true })
  disputeKey: string | null;

  /** Minor units that moved; the kind says which way. */
  @Column({ ...bigintColumn, nullable: true })
  amount: bigint | null;

  /** Minor units that the provider kept for the movement; negative when it gave them back. */
  @Column({ ...bigintColumn, nullable: true })
  fee: bigint | null;

  @Column({ type: 'char', length: 3, nullable: true })
  currency: string | null;

  @Column({ ...instantColumn, name: 'occurred_at' })
  occurredAt: Date;

  /** The inbox row in which it was first stated. */
  @Column({ type: 'bigint', name: 'provider_event_id', unsigned: true, nullable: true })
  providerEventId: string | null;

  @Column({ type: 'varchar', length: 300, nullable: true })
  detail: string | null;

  @Column({ ...instantColumn, name: 'recorded_at' })
  recordedAt: Date;
}
