import { Column, Entity, PrimaryColumn } from 'typeorm';
import { transitions } from '../kernel/transitions.js';
import { bigintColumn, idColumn, instantColumn } from '../platform/database/columns.js';
import { DONOR_KINDS, type DonorKind, PUBLICITIES, type Publicity } from './donation.entity.js';

export type OfflineGiftState = 'requested' | 'booked' | 'annulled' | 'rejected' | 'cancelled' | 'expired';

/** A booked gift stays; one that was booked wrongly is annulled: its entry is reversed. */
export const OFFLINE_GIFT_TRANSITIONS = transitions<OfflineGiftState>('requested', {
  requested: ['booked', 'rejected', 'cancelled', 'expired'],
  booked: ['annulled'],
  annulled: [],
  rejected: [],
  cancelled: [],
  expired: [],
});

export const OFFLINE_WAYS = ['cash', 'bank_transfer'] as const;
export type OfflineWay = (typeof OFFLINE_WAYS)[number];

/** A gift that did not come through a provider, recorded by one person and checked by another. */
@Entity('offline_gift')
export class OfflineGift {
  /** Also the donation's id, once it is booked. */
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @Column({ ...idColumn, name: 'project_id' })
  projectId: string;

  @Column({ ...idColumn, name: 'channel_id', nullable: true })
  channelId: string | null;

  /** The promise that it keeps, in whole or in part. */
  @Column({ ...idColumn, name: 'pledge_id', nullable: true })
  pledgeId: string | null;

  @Column({ type: 'enum', enum: OFFLINE_WAYS })
  way: OfflineWay;

  /** Minor units. */
  @Column({ ...bigintColumn })
  amount: bigint;

  @Column({ type: 'char', length: 3 })
  currency: string;

  @Column({ type: 'date', name: 'received_on' })
  receivedOn: string;

  @Column({ type: 'enum', enum: DONOR_KINDS, name: 'donor_kind' })
  donorKind: DonorKind;

  @Column({ type: 'enum', enum: PUBLICITIES })
  publicity: Publicity;

  /** Bound to the donation, so that it can be copied there as it is. */
  @Column({ type: 'varbinary', name: 'name_encrypted', length: 700, nullable: true })
  nameEncrypted: Buffer | null;

  @Column({ type: 'varbinary', name: 'mail_encrypted', length: 700, nullable: true })
  mailEncrypted: Buffer | null;

  /** Who the bank says has paid; may be another than the donor. */
  @Column({ type: 'varbinary', name: 'payer_encrypted', length: 700, nullable: true })
  payerEncrypted: Buffer | null;

  @Column({ type: 'varchar', name: 'bank_reference', length: 64, nullable: true })
  bankReference: string | null;

  /** The two people who counted the cash. */
  @Column({ type: 'varchar', name: 'counted_by', length: 60, nullable: true })
  countedBy: string | null;

  @Column({ type: 'varchar', name: 'counted_with', length: 60, nullable: true })
  countedWith: string | null;

  @Column({ type: 'varchar', length: 20 })
  state: OfflineGiftState;

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

  /** The request to annul it that was made last. */
  @Column({ ...idColumn, name: 'annulment_approval_id', nullable: true })
  annulmentApprovalId: string | null;

  @Column({ type: 'varchar', name: 'annulment_reason', length: 500, nullable: true })
  annulmentReason: string | null;

  @Column({ ...instantColumn, name: 'ended_at', nullable: true })
  endedAt: Date | null;

  @Column({ type: 'varchar', length: 500, nullable: true })
  reason: string | null;
}
