import { Column, Entity, PrimaryColumn } from 'typeorm';
import { transitions } from '../kernel/transitions.js';
import { bigintColumn, idColumn, instantColumn } from '../platform/database/columns.js';

export type FundTransferState = 'requested' | 'booked' | 'rejected' | 'cancelled' | 'expired';

/** What was booked stays: the way back is a transfer in the other direction. */
export const FUND_TRANSFER_TRANSITIONS = transitions<FundTransferState>('requested', {
  requested: ['booked', 'rejected', 'cancelled', 'expired'],
  booked: [],
  rejected: [],
  cancelled: [],
  expired: [],
});

/** Money that moves from one fund of an organization to another of its funds. */
@Entity('fund_transfer')
export class FundTransfer {
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @Column({ ...idColumn, name: 'from_fund_id' })
  fromFundId: string;

  @Column({ ...idColumn, name: 'to_fund_id' })
  toFundId: string;

  /** Minor units. */
  @Column({ ...bigintColumn })
  amount: bigint;

  @Column({ type: 'char', length: 3 })
  currency: string;

  /** Why the plan or the donors allow it. */
  @Column({ type: 'varchar', length: 300 })
  purpose: string;

  @Column({ type: 'varchar', length: 20 })
  state: FundTransferState;

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

  @Column({ ...instantColumn, name: 'ended_at', nullable: true })
  endedAt: Date | null;

  @Column({ type: 'varchar', length: 500, nullable: true })
  reason: string | null;
}
