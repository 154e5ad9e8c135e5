import { Column, Entity, PrimaryColumn } from 'typeorm';
import { idColumn, instantColumn } from '../platform/database/columns.js';

/** What a donor says is right instead of an issued official receipt, until the red one has taken that back. */
@Entity('official_correction')
export class OfficialCorrection {
  @PrimaryColumn({ ...idColumn, name: 'official_receipt_id' })
  officialReceiptId: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @Column({ type: 'enum', enum: ['person', 'organization'], name: 'donor_kind' })
  donorKind: 'person' | 'organization';

  /** 交款人, encrypted. */
  @Column({ type: 'varbinary', name: 'name_encrypted', length: 700 })
  nameEncrypted: Buffer;

  /** Credit code or identity number, encrypted; null when none was given. */
  @Column({ type: 'varbinary', name: 'payer_no_encrypted', length: 200, nullable: true })
  payerNoEncrypted: Buffer | null;

  @Column({ ...instantColumn, name: 'asked_at' })
  askedAt: Date;
}
