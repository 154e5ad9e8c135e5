import { Column, Entity, PrimaryColumn } from 'typeorm';
import { idColumn, instantColumn } from '../platform/database/columns.js';

/** `requested` waits for an approver; at most one of an organization is `active`. */
export type BankAccountState = 'requested' | 'active' | 'replaced' | 'withdrawn';

/** A dedicated donation account 唯一专户 of an organization, as it is, was, or was asked for. */
@Entity('bank_account')
export class BankAccount {
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @Column({ type: 'varchar', length: 120 })
  bank: string;

  /** The bank's office that keeps it 开户行; may be empty. */
  @Column({ type: 'varchar', length: 160 })
  branch: string;

  @Column({ type: 'varchar', length: 120 })
  holder: string;

  @Column({ name: 'number_encrypted', type: 'varbinary', length: 200 })
  numberEncrypted: Buffer;

  /** Keyed hash of the number: the same number is found without opening any. */
  @Column({ name: 'number_index', type: 'varbinary', length: 32 })
  numberIndex: Buffer;

  @Column({ type: 'char', length: 4 })
  last4: string;

  @Column({ type: 'varchar', length: 500 })
  reason: string;

  @Column({ type: 'varchar', length: 20 })
  state: BankAccountState;

  @Column({ ...idColumn, name: 'requested_by' })
  requestedBy: string;

  @Column({ ...instantColumn, name: 'requested_at' })
  requestedAt: Date;

  @Column({ ...idColumn, name: 'approval_id' })
  approvalId: string;

  @Column({ ...instantColumn, name: 'active_from', nullable: true })
  activeFrom: Date | null;

  @Column({ ...instantColumn, name: 'ended_at', nullable: true })
  endedAt: Date | null;
}
