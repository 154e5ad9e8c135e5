import { Column, Entity, PrimaryColumn } from 'typeorm';
import { idColumn } from '../platform/database/columns.js';

/** What a person asked to become of a receipt; carried out with its approval, and never changed. */
@Entity('receipt_void_request')
export class ReceiptVoidRequest {
  @PrimaryColumn({ ...idColumn, name: 'approval_id' })
  approvalId: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @Column({ ...idColumn, name: 'receipt_id' })
  receiptId: string;

  @Column({ type: 'varchar', length: 500 })
  reason: string;

  /** Whether another receipt takes its place. */
  @Column({ type: 'boolean' })
  reissue: boolean;

  /** The corrected name, encrypted for this receipt; null to keep the one that stands there. */
  @Column({ type: 'varbinary', name: 'name_encrypted', length: 700, nullable: true })
  nameEncrypted: Buffer | null;
}
