import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn, idColumn, instantColumn } from '../platform/database/columns.js';
import { OFFICIAL_STATES, type OfficialState, WISHES, type Wish } from './official-receipt.js';

/** An official receipt, or a donor's recorded wish that there be none. Its gifts stand in `official_receipt_item`. */
@Entity('official_receipt')
export class OfficialReceipt {
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  /** Our own receipt that it was asked for with. */
  @Column({ ...idColumn, name: 'receipt_id' })
  receiptId: string;

  @Column({ type: 'enum', enum: Object.keys(OFFICIAL_STATES) })
  state: OfficialState;

  @Column({ type: 'enum', enum: WISHES })
  wish: Wish;

  @Column({ type: 'enum', enum: ['donor', 'staff'], name: 'asked_by' })
  askedBy: 'donor' | 'staff';

  @Column({ type: 'enum', enum: ['person', 'organization'], name: 'donor_kind' })
  donorKind: 'person' | 'organization';

  /** 交款人, encrypted; null when none was wanted. */
  @Column({ type: 'varbinary', name: 'name_encrypted', length: 700, nullable: true })
  nameEncrypted: Buffer | null;

  /** Credit code or identity number, encrypted; null when none was given. */
  @Column({ type: 'varbinary', name: 'payer_no_encrypted', length: 200, nullable: true })
  payerNoEncrypted: Buffer | null;

  /** Blind index of that number. */
  @Column({ type: 'binary', name: 'payer_no_index', length: 32, nullable: true })
  payerNoIndex: Buffer | null;

  /** Minor units. Follows the books until the request has left the house, then stays as it was sent. */
  @Column(bigintColumn)
  amount: bigint;

  @Column({ type: 'char', length: 3 })
  currency: string;

  @Column({ ...instantColumn, name: 'asked_at' })
  askedAt: Date;

  @Column({ ...instantColumn, name: 'changed_at' })
  changedAt: Date;

  /** When it was last written into a file for the bureau. */
  @Column({ ...instantColumn, name: 'exported_at', nullable: true })
  exportedAt: Date | null;

  @Column({ type: 'varchar', length: 300, nullable: true })
  failure: string | null;

  /** How it reached the donor. */
  @Column({ type: 'varchar', length: 200, nullable: true })
  delivery: string | null;

  /** The one that this one was asked for instead of, after its red one. */
  @Column({ ...idColumn, name: 'replaces_id', nullable: true })
  replacesId: string | null;
}

/** A gift on an official receipt. While it is `live` no other official receipt can name the gift. */
@Entity('official_receipt_item')
export class OfficialReceiptItem {
  @PrimaryColumn({ ...idColumn, name: 'official_receipt_id' })
  officialReceiptId: string;

  @PrimaryColumn({ ...idColumn, name: 'donation_id' })
  donationId: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @Column(bigintColumn)
  amount: bigint;

  @Column({ type: 'boolean' })
  live: boolean;
}
