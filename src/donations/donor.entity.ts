import { Column, Entity, PrimaryColumn } from 'typeorm';
import { idColumn, instantColumn } from '../platform/database/columns.js';

/** Somebody who left a mail address with gifts to one organization; erasable, and unknown to the ledger. */
@Entity('donor')
export class Donor {
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  /** Blind index: the same address gives the same index, and the index gives nothing back. */
  @Column({ type: 'binary', name: 'mail_index', length: 32 })
  mailIndex: Buffer;

  @Column({ type: 'varbinary', name: 'mail_encrypted', length: 700 })
  mailEncrypted: Buffer;

  @Column({ ...instantColumn, name: 'created_at' })
  createdAt: Date;
}
