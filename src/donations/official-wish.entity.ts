import { Column, Entity, PrimaryColumn } from 'typeorm';
import { idColumn, instantColumn } from '../platform/database/columns.js';

/** An official receipt that was asked for with the donate form, until our own receipt is issued. */
@Entity('official_wish')
export class OfficialWish {
  @PrimaryColumn({ ...idColumn, name: 'donation_id' })
  donationId: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @Column({ type: 'enum', enum: ['person', 'organization'] })
  kind: 'person' | 'organization';

  /** 交款人, encrypted. */
  @Column({ type: 'varbinary', name: 'name_encrypted', length: 700 })
  nameEncrypted: Buffer;

  /** Credit code or identity number, encrypted; null when none was given. */
  @Column({ type: 'varbinary', name: 'payer_no_encrypted', length: 200, nullable: true })
  payerNoEncrypted: Buffer | null;

  @Column({ ...instantColumn, name: 'created_at' })
  createdAt: Date;
}
