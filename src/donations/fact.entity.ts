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

  /** Minor units that arrived. */
  @Column({ ...bigintColumn, nullable: true })
  amount: bigint | null;

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
