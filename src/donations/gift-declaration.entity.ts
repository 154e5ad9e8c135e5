import { Column, Entity, PrimaryColumn } from 'typeorm';
import { idColumn, instantColumn } from '../platform/database/columns.js';
import { AGES, type Age } from './gift-wishes.js';

/** What the donor of a gift declared about their age; who declared nothing has none. */
@Entity('gift_declaration')
export class GiftDeclaration {
  @PrimaryColumn({ ...idColumn, name: 'donation_id' })
  donationId: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @Column({ type: 'enum', enum: AGES })
  age: Age;

  @Column({ ...instantColumn, name: 'declared_at' })
  declaredAt: Date;
}
