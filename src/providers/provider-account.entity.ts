import { Column, Entity, PrimaryColumn } from 'typeorm';
import { idColumn, instantColumn } from '../platform/database/columns.js';

export const PROVIDERS = ['stripe', 'wechat', 'alipay', 'platform'] as const;
/** Who takes money for us: a payment provider, or another fundraising platform that passes gifts on. */
export type Provider = (typeof PROVIDERS)[number];
export type ProviderIntake = 'notifications' | 'statement';

/** Our account at a payment provider; it serves projects of its organization that share its currency. */
@Entity('provider_account')
export class ProviderAccount {
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @Column({ type: 'enum', enum: PROVIDERS })
  provider: Provider;

  /** From where money facts come: the provider's notifications, or, while it has none for us, an accepted file. */
  @Column({ type: 'enum', enum: ['notifications', 'statement'], default: 'notifications' })
  intake: ProviderIntake;

  /** The account's name in the webhook's path: /webhooks/stripe/:account. */
  @Column({ type: 'varchar', length: 40 })
  account: string;

  @Column({ type: 'char', length: 3 })
  currency: string;

  /** Whether real money moves: events of the other mode are set aside. */
  @Column({ type: 'boolean' })
  livemode: boolean;

  /** The provider's event list was searched for undelivered events up to here. */
  @Column({ ...instantColumn, name: 'events_checked_until', nullable: true })
  eventsCheckedUntil: Date | null;

  /** Our number at the provider, which its files name (商户号, PID); null for Stripe, which names none. */
  @Column({ type: 'varchar', name: 'merchant_no', length: 64, nullable: true })
  merchantNo: string | null;

  /** What people call it ("腾讯公益"); null = the provider's own name. */
  @Column({ type: 'varchar', name: 'display_name', length: 120, nullable: true })
  displayName: string | null;

  @Column({ ...instantColumn, name: 'created_at' })
  createdAt: Date;
}
