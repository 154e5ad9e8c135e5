import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn, idColumn, instantColumn } from '../platform/database/columns.js';
import type { EntryKind } from './entry.js';

/** One immutable business fact in the books. Insert only; a mistake is undone by a reversing entry. */
@Entity('entry')
export class Entry {
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @Column({ type: 'varchar', length: 40 })
  kind: EntryKind;

  @Column({ type: 'varchar', name: 'source_type', length: 40 })
  sourceType: string;

  @Column({ type: 'varchar', name: 'source_id', length: 120 })
  sourceId: string;

  @Column({ type: 'varchar', name: 'subject_type', length: 40 })
  subjectType: string;

  @Column({ type: 'varchar', name: 'subject_id', length: 64 })
  subjectId: string;

  @Column({ ...idColumn, name: 'project_id', nullable: true })
  projectId: string | null;

  @Column({ ...idColumn, name: 'channel_id', nullable: true })
  channelId: string | null;

  @Column({ ...instantColumn, name: 'occurred_at' })
  occurredAt: Date;

  /** The accounting day. */
  @Column({ type: 'date', name: 'booked_on' })
  bookedOn: string;

  @Column({ ...instantColumn, name: 'posted_at' })
  postedAt: Date;

  @Column({ ...idColumn, name: 'reverses_id', nullable: true })
  reversesId: string | null;

  @Column({ ...idColumn, name: 'approval_id', nullable: true })
  approvalId: string | null;

  @Column({ type: 'varchar', length: 300, nullable: true })
  memo: string | null;
}

/** One movement of an entry, from the credit account to the debit account, inside one fund. */
@Entity('transfer')
export class Transfer {
  @PrimaryColumn({ ...idColumn, name: 'entry_id' })
  entryId: string;

  @PrimaryColumn({ type: 'smallint', unsigned: true })
  leg: number;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @Column({ ...idColumn, name: 'fund_id' })
  fundId: string;

  @Column({ ...idColumn, name: 'debit_account_id' })
  debitAccountId: string;

  @Column({ ...idColumn, name: 'credit_account_id' })
  creditAccountId: string;

  /** Minor units, more than zero. */
  @Column({ ...bigintColumn })
  amount: bigint;

  @Column({ type: 'char', length: 3 })
  currency: string;
}
