import { Column, Entity, PrimaryColumn } from 'typeorm';
import { idColumn } from '../platform/database/columns.js';

/** The last number given by an organization in a year. Its row lock is what makes numbers gap-free. */
@Entity('receipt_series')
export class ReceiptSeries {
  @PrimaryColumn({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @PrimaryColumn({ type: 'smallint', unsigned: true })
  year: number;

  @Column({ type: 'int', name: 'last_no', unsigned: true })
  lastNo: number;
}
