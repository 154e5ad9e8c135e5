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

/**
 * Why a receipt ended: its gifts changed and something is left (`changed`) or nothing is (`returned`), a person voided
 * it (`person`), or it went into a merged one (`merged`).
 */
export const END_CAUSES = ['changed', 'returned', 'person', 'merged'] as const;
export type EndCause = (typeof END_CAUSES)[number];

/** One donation confirmation 捐赠确认书 with its number and what it says. A donation is in at most one that stands. */
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

  @Column({ type: 'enum', enum: Object.keys(RECEIPT_STATES) })
  state: ReceiptState;

  /** Minor units: what its gifts had in income when the receipt was issued. */
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

  /** Null while the receipt stands. */
  @Column({ ...instantColumn, name: 'ended_at', nullable: true })
  endedAt: Date | null;

  @Column({ type: 'enum', enum: END_CAUSES, name: 'end_cause', nullable: true })
  endCause: EndCause | null;

  /** What the person wrote who voided it. */
  @Column({ type: 'varchar', length: 500, name: 'end_reason', nullable: true })
  endReason: string | null;

  @Column({ ...idColumn, name: 'approval_id', nullable: true })
  approvalId: string | null;

  /** The receipt that took this one's place. */
  @Column({ ...idColumn, name: 'replaced_by_id', nullable: true })
  replacedById: string | null;
}
