import { Column, Entity, PrimaryColumn } from 'typeorm';
import { bigintColumn, idColumn } from '../platform/database/columns.js';

/** A gift on a receipt. While it is `live` no other receipt can name the gift: a unique key holds that. */
@Entity('receipt_item')
export class ReceiptItem {
  @PrimaryColumn({ ...idColumn, name: 'receipt_id' })
  receiptId: string;

  @PrimaryColumn({ ...idColumn, name: 'donation_id' })
  donationId: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  /** Minor units that the receipt confirms for this gift. */
  @Column(bigintColumn)
  amount: bigint;

  /** Day of the payment in the organization's zone. */
  @Column({ type: 'date', name: 'paid_on' })
  paidOn: string;

  /** True as long as its receipt stands. */
  @Column({ type: 'boolean' })
  live: boolean;
}
