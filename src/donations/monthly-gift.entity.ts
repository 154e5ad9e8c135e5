import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn, idColumn, instantColumn } from '../platform/database/columns.js';
import { DONOR_KINDS, type DonorKind, PUBLICITIES, type Publicity } from './donation.entity.js';
import type { DebitState, MonthlyReason, MonthlyState } from './monthly.js';

/** A donor's promise to give the same sum to the same project every month, until told otherwise. */
@Entity('monthly_gift')
export class MonthlyGift {
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @Column({ ...idColumn, name: 'project_id' })
  projectId: string;

  @Column({ ...idColumn, name: 'donor_id' })
  donorId: string;

  @Column({ ...idColumn, name: 'channel_id', nullable: true })
  channelId: string | null;

  /** Minor units of each month. */
  @Column({ ...bigintColumn })
  amount: bigint;

  @Column({ type: 'char', length: 3 })
  currency: string;

  @Column({ type: 'enum', enum: ['pending', 'active', 'paused', 'cancelled', 'ended'] })
  state: MonthlyState;

  @Column({
    type: 'enum',
    enum: ['donor', 'declined', 'project_closed', 'no_method', 'never_begun'],
    nullable: true,
  })
  reason: MonthlyReason | null;

  @Column({ type: 'tinyint', name: 'day_of_month', unsigned: true })
  dayOfMonth: number;

  /** "YYYY-MM-DD" in the organization's zone. */
  @Column({ type: 'date', name: 'next_on', nullable: true })
  nextOn: string | null;

  @Column({ type: 'date', name: 'last_on' })
  lastOn: string;

  @Column({ type: 'date', name: 'announced_for', nullable: true })
  announcedFor: string | null;

  @Column({ ...idColumn, name: 'provider_account_id', nullable: true })
  providerAccountId: string | null;

  @Column({ type: 'varchar', name: 'customer_id', length: 120, nullable: true })
  customerId: string | null;

  @Column({ type: 'varchar', name: 'method_id', length: 120, nullable: true })
  methodId: string | null;

  /** What the donor knows the card by, e.g. "visa 4242". */
  @Column({ type: 'varchar', name: 'method_label', length: 60, nullable: true })
  methodLabel: string | null;

  @Column({ type: 'enum', enum: PUBLICITIES })
  publicity: Publicity;

  @Column({ type: 'enum', enum: DONOR_KINDS, name: 'donor_kind' })
  donorKind: DonorKind;

  @Column({ type: 'varbinary', name: 'name_encrypted', length: 700, nullable: true })
  nameEncrypted: Buffer | null;

  @Column({ type: 'varchar', length: 10 })
  locale: 'zh-CN' | 'en';

  @Column({ type: 'smallint', name: 'key_version', unsigned: true })
  keyVersion: number;

  @Column({ type: 'int', unsigned: true })
  version: number;

  @Column({ ...instantColumn, name: 'created_at' })
  createdAt: Date;

  @Column({ ...instantColumn, name: 'ended_at', nullable: true })
  endedAt: Date | null;
}

/** One month of it: told, written as a donation, charged, and how that ended. */
@Entity('monthly_debit')
export class MonthlyDebit {
  @PrimaryColumn({ ...idColumn, name: 'monthly_gift_id' })
  monthlyGiftId: string;

  @PrimaryColumn({ type: 'date', name: 'due_on' })
  dueOn: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @Column({
    type: 'enum',
    enum: ['announced', 'charging', 'sent', 'declined', 'needs_donor', 'paid', 'given_up', 'withdrawn'],
  })
  state: DebitState;

  @Column({ type: 'date', name: 'charge_on' })
  chargeOn: string;

  @Column({ ...idColumn, name: 'donation_id', nullable: true })
  donationId: string | null;

  @Column({ ...idColumn, name: 'attempt_id', nullable: true })
  attemptId: string | null;

  @Column({ type: 'varchar', name: 'customer_id', length: 120, nullable: true })
  customerId: string | null;

  @Column({ type: 'varchar', name: 'method_id', length: 120, nullable: true })
  methodId: string | null;

  @Column({ type: 'tinyint', unsigned: true })
  declines: number;

  @Column({ type: 'varchar', length: 80, nullable: true })
  reason: string | null;

  @Column({ ...instantColumn, name: 'next_try_at', nullable: true })
  nextTryAt: Date | null;

  @Column({ ...instantColumn, name: 'tried_at', nullable: true })
  triedAt: Date | null;

  @Column({ ...instantColumn, name: 'lease_until', nullable: true })
  leaseUntil: Date | null;

  @Column({ type: 'varchar', length: 300, nullable: true })
  problem: string | null;

  @Column({ ...instantColumn, name: 'created_at' })
  createdAt: Date;

  @Column({ ...instantColumn, name: 'settled_at', nullable: true })
  settledAt: Date | null;
}
