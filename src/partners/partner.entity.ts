import { Column, Entity, PrimaryColumn } from 'typeorm';
import { transitions } from '../kernel/transitions.js';
import { idColumn, instantColumn } from '../platform/database/columns.js';

export const PARTNER_KINDS = ['media', 'enterprise', 'other'] as const;
export type PartnerKind = (typeof PARTNER_KINDS)[number];

/** `active` from the first agreement that a society approves; `suspended` by its home society, and back. */
export type PartnerState = 'applied' | 'active' | 'suspended';
export const PARTNER_TRANSITIONS = transitions<PartnerState>('applied', {
  applied: ['active', 'suspended'],
  active: ['suspended'],
  suspended: ['active', 'applied'],
});

/** An outlet or enterprise 合作方 that shows our projects to its audience. It never collects money (慈善法 26). */
@Entity('partner')
export class Partner {
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ name: 'name_zh', type: 'varchar', length: 120 })
  nameZh: string;

  @Column({ name: 'name_en', type: 'varchar', length: 160 })
  nameEn: string;

  @Column({ type: 'varchar', length: 12 })
  kind: PartnerKind;

  @Column({ type: 'varchar', length: 12 })
  state: PartnerState;

  /** https address, or empty. */
  @Column({ type: 'varchar', length: 300 })
  website: string;

  /** What it is and for whom it publishes, in its own words. */
  @Column({ type: 'varchar', length: 1000 })
  introduction: string;

  /** The society that it applied to; it alone suspends the partner as a whole. */
  @Column({ ...idColumn, name: 'home_organization_id' })
  homeOrganizationId: string;

  @Column({ name: 'suspended_reason', type: 'varchar', length: 500, nullable: true })
  suspendedReason: string | null;

  @Column({ type: 'boolean' })
  demo: boolean;

  @Column({ ...instantColumn, name: 'created_at' })
  createdAt: Date;
}
