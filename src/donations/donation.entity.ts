import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn, idColumn, instantColumn } from '../platform/database/columns.js';

/** What is known of the gift's payment: computed from the facts, and from nothing else. */
export type DonationStatus = 'pending' | 'failed' | 'expired' | 'succeeded' | 'refunded';

/** How the donor appears in public, chosen for each gift (PIPL 25: a separate consent). */
export const PUBLICITIES = ['REAL_NAME', 'MASKED', 'ANONYMOUS'] as const;
export type Publicity = (typeof PUBLICITIES)[number];

export const DONOR_KINDS = ['person', 'organization'] as const;
export type DonorKind = (typeof DONOR_KINDS)[number];

/** One gift promised to one project; it succeeds when an attempt to pay it is confirmed by the provider. */
@Entity('donation')
export class Donation {
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @Column({ ...idColumn, name: 'project_id' })
  projectId: string;

  @Column({ ...idColumn, name: 'donor_id', nullable: true })
  donorId: string | null;

  /** The promise that it is a month of; null for a gift made once. */
  @Column({ ...idColumn, name: 'monthly_gift_id', nullable: true })
  monthlyGiftId: string | null;

  @Column({ ...idColumn, name: 'channel_id', nullable: true })
  channelId: string | null;

  /** Minor units promised. */
  @Column({ ...bigintColumn })
  amount: bigint;

  @Column({ type: 'char', length: 3 })
  currency: string;

  @Column({ type: 'enum', enum: ['pending', 'failed', 'expired', 'succeeded', 'refunded'] })
  status: DonationStatus;

  @Column({ type: 'enum', enum: PUBLICITIES })
  publicity: Publicity;

  @Column({ type: 'enum', enum: DONOR_KINDS, name: 'donor_kind' })
  donorKind: DonorKind;

  @Column({ type: 'varbinary', name: 'name_encrypted', length: 700, nullable: true })
  nameEncrypted: Buffer | null;

  /** What public lists show, frozen when the gift was made. */
  @Column({ type: 'varchar', name: 'public_label', length: 120 })
  publicLabel: string;

  @Column({ type: 'varchar', length: 10 })
  locale: 'zh-CN' | 'en';

  /** Made with the form: the same form sent again is the same donation. */
  @Column({ type: 'varchar', name: 'form_key', length: 64 })
  formKey: string;

  @Column({ type: 'binary', name: 'form_sha256', length: 32 })
  formSha256: Buffer;

  @Column({ type: 'smallint', name: 'key_version', unsigned: true })
  keyVersion: number;

  @Column({ ...instantColumn, name: 'created_at' })
  createdAt: Date;
}
