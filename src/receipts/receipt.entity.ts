import { Column, Entity, PrimaryColumn } from 'typeorm';
import { transitions } from '../kernel/transitions.js';
import { bigintColumn, idColumn, instantColumn } from '../platform/database/columns.js';
import type { ReceiptSnapshot } from './receipt.snapshot.js';

/** A receipt is never altered: it ends as voided, or as replaced by one with the next number. */
export const RECEIPT_STATES = transitions('issued', {
  issued: ['voided', 'replaced'],
  voided: [],
  replaced: [],
});
export type ReceiptState = keyof typeof RECEIPT_STATES;

/** One donation confirmation 捐赠确认书 with its number and what it says. At most one of a donation is `issued`. */
@Entity('receipt')
export class Receipt {
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  /** Year of issue in the organization's zone; with `no` the number, gap-free from 1. */
  @Column({ type: 'smallint', unsigned: true })
  year: number;

  @Column({ type: 'int', unsigned: true })
  no: number;

  @Column({ ...idColumn, name: 'donation_id' })
  donationId: string;

  @Column({ type: 'enum', enum: Object.keys(RECEIPT_STATES) })
  state: ReceiptState;

  /** Minor units: the donation's net when the receipt was issued. */
  @Column(bigintColumn)
  amount: bigint;

  @Column({ type: 'char', length: 3 })
  currency: string;

  /** Frozen at issue. Holds no personal data: the donor's name stands encrypted beside it. */
  @Column({ type: 'json' })
  snapshot: ReceiptSnapshot;

  /** The name that the donor gave for the receipt; null when they gave none. */
  @Column({ type: 'varbinary', name: 'name_encrypted', length: 700, nullable: true })
  nameEncrypted: Buffer | null;

  @Column({ ...instantColumn, name: 'issued_at' })
  issuedAt: Date;

  /** The page as first handed out; null until it is first mailed or asked for. */
  @Column({ ...idColumn, name: 'pdf_file_id', nullable: true })
  pdfFileId: string | null;
}
