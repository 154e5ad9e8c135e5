import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm';
import { idColumn, instantColumn } from '../platform/database/columns.js';

/** One check of a society's right to appeal, as media are bound to make before they publish an appeal. */
@Entity('certificate_check')
export class CertificateCheck {
  @PrimaryGeneratedColumn({ type: 'bigint', unsigned: true })
  id: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @Column({ ...idColumn, name: 'project_id' })
  projectId: string;

  @Column({ ...instantColumn, name: 'checked_at' })
  checkedAt: Date;

  /** The key it was asked with; null for an anonymous reader. */
  @Column({ ...idColumn, name: 'partner_key_id', nullable: true })
  partnerKeyId: string | null;

  /** The anonymous reader's network, never the whole address; null when a key says who asked. */
  @Column({ type: 'varchar', length: 49, nullable: true })
  network: string | null;

  @Column({ type: 'boolean' })
  valid: boolean;

  /** What stood in the way, separated by commas. */
  @Column({ type: 'varchar', length: 200 })
  reasons: string;
}
