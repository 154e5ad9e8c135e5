import { Column, Entity, PrimaryColumn } from 'typeorm';
import { transitions } from '../kernel/transitions.js';
import { bigintColumn, idColumn, instantColumn } from '../platform/database/columns.js';
import { DONOR_KINDS, type DonorKind, PUBLICITIES, type Publicity } from './donation.entity.js';

export type PledgeState = 'requested' | 'open' | 'fulfilled' | 'rejected' | 'cancelled' | 'expired';

/** A pledge is fulfilled by booked gifts alone; when one of them is annulled it is open again. */
export const PLEDGE_TRANSITIONS = transitions<PledgeState>('requested', {
  requested: ['open', 'rejected', 'cancelled', 'expired'],
  open: ['fulfilled', 'cancelled'],
  fulfilled: ['open'],
  rejected: [],
  cancelled: [],
  expired: [],
});

/** A promised gift (认捐). It is no income and stands in no public number until it is paid. */
@Entity('pledge')
export class Pledge {
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @Column({ ...idColumn, name: 'project_id' })
  projectId: string;

  /** Minor units promised. */
  @Column({ ...bigintColumn })
  amount: bigint;

  @Column({ type: 'char', length: 3 })
  currency: string;

  @Column({ type: 'enum', enum: DONOR_KINDS, name: 'donor_kind' })
  donorKind: DonorKind;

  @Column({ type: 'enum', enum: PUBLICITIES })
  publicity: Publicity;

  @Column({ type: 'varbinary', name: 'name_encrypted', length: 700 })
  nameEncrypted: Buffer;

  @Column({ type: 'date', name: 'pledged_on' })
  pledgedOn: string;

  @Column({ type: 'date', name: 'due_on', nullable: true })
  dueOn: string | null;

  @Column({ type: 'varchar', length: 20 })
  state: PledgeState;

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
