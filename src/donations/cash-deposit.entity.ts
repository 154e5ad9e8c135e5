import { Column, Entity, PrimaryColumn } from 'typeorm';
import { transitions } from '../kernel/transitions.js';
import { bigintColumn, idColumn, instantColumn } from '../platform/database/columns.js';

export type CashDepositState = 'requested' | 'booked' | 'rejected' | 'cancelled' | 'expired';

export const CASH_DEPOSIT_TRANSITIONS = transitions<CashDepositState>('requested', {
  requested: ['booked', 'rejected', 'cancelled', 'expired'],
  booked: [],
  rejected: [],
  cancelled: [],
  expired: [],
});

/** Counted cash that was taken to the bank. */
@Entity('cash_deposit')
export class CashDeposit {
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  /** Minor units. */
  @Column({ ...bigintColumn })
  amount: bigint;

  @Column({ type: 'char', length: 3 })
  currency: string;

  @Column({ type: 'date', name: 'deposited_on' })
  depositedOn: string;

  @Column({ type: 'varchar', name: 'bank_reference', length: 64 })
  bankReference: string;

  @Column({ type: 'varchar', length: 20 })
  state: CashDepositState;

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
