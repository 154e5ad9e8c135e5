import { Column, Entity, PrimaryColumn } from 'typeorm';
import { idColumn, instantColumn } from '../platform/database/columns.js';

/** The legal entity that receives gifts, keeps its own books and issues its own receipts: the tenant. */
@Entity('organization')
export class Organization {
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ type: 'varchar', length: 60 })
  slug: string;

  @Column({ type: 'enum', enum: ['society', 'chapter'] })
  kind: OrganizationKind;

  @Column({ ...idColumn, name: 'parent_id', nullable: true })
  parentId: string | null;

  @Column({ type: 'varchar', name: 'name_zh', length: 120 })
  nameZh: string;

  @Column({ type: 'varchar', name: 'name_en', length: 160 })
  nameEn: string;

  /** 统一社会信用代码, 18 characters. */
  @Column({ type: 'char', name: 'credit_code', length: 18 })
  creditCode: string;

  /** Number of the public-fundraising certificate 公开募捐资格证书. */
  @Column({ type: 'varchar', name: 'certificate_no', length: 60, nullable: true })
  certificateNo: string | null;

  @Column({ type: 'date', name: 'certificate_valid_from', nullable: true })
  certificateValidFrom: string | null;

  /** Last day on which the certificate is valid. */
  @Column({ type: 'date', name: 'certificate_valid_until', nullable: true })
  certificateValidUntil: string | null;

  @Column({ type: 'varchar', name: 'address_zh', length: 200 })
  addressZh: string;

  @Column({ type: 'varchar', name: 'address_en', length: 200 })
  addressEn: string;

  @Column({ type: 'varchar', length: 40 })
  phone: string;

  @Column({ type: 'varchar', name: 'complaint_phone', length: 40 })
  complaintPhone: string;

  @Column({ type: 'varchar', name: 'mail_address', length: 200 })
  mailAddress: string;

  /** What it says of itself, in paragraphs. */
  @Column({ type: 'varchar', name: 'about_zh', length: 2000 })
  aboutZh: string;

  @Column({ type: 'varchar', name: 'about_en', length: 2000 })
  aboutEn: string;

  /** Who answers for it, line by line: "office | in English | name"; see `organization-profile.ts`. */
  @Column({ type: 'varchar', length: 2000 })
  people: string;

  /** IANA name of the zone whose calendar decides the accounting day. */
  @Column({ type: 'varchar', name: 'time_zone', length: 60 })
  timeZone: string;

  @Column({ type: 'boolean' })
  demo: boolean;

  @Column({ ...instantColumn, name: 'created_at' })
  createdAt: Date;
}

export type OrganizationKind = 'society' | 'chapter';
