import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn, idColumn, instantColumn } from '../platform/database/columns.js';

/** A gift of a partner's test mode: no money, read by that partner's test figures and test events alone. */
@Entity('test_gift')
export class TestGift {
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ ...idColumn, name: 'partner_id' })
  partnerId: string;

  @Column({ ...idColumn, name: 'channel_id' })
  channelId: string;

  @Column({ ...idColumn, name: 'project_id' })
  projectId: string;

  /** The project's society. */
  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  /** Minor units. */
  @Column({ ...bigintColumn })
  amount: bigint;

  @Column({ type: 'char', length: 3 })
  currency: string;

  /** Its place among all changes of the partner's test figures. */
  @Column({ ...bigintColumn, unsigned: true })
  seq: bigint;

  /** "YYYY-MM-DD" where the society is. */
  @Column({ type: 'date', name: 'given_on' })
  givenOn: string;

  @Column({ ...instantColumn, name: 'given_at' })
  givenAt: Date;

  @Column({ ...bigintColumn, name: 'refund_seq', unsigned: true, nullable: true })
  refundSeq: bigint | null;

  @Column({ type: 'date', name: 'refunded_on', nullable: true })
  refundedOn: string | null;

  @Column({ ...instantColumn, name: 'refunded_at', nullable: true })
  refundedAt: Date | null;
}
