import { Column, Entity, PrimaryColumn } from 'typeorm';
import { idColumn, instantColumn } from '../platform/database/columns.js';

/** Our account at a payment provider; it serves projects of its organization that share its currency. */
@Entity('provider_account')
export class ProviderAccount {
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @Column({ type: 'enum', enum: ['stripe'] })
  provider: 'stripe';

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

  @Column({ ...instantColumn, name: 'created_at' })
  createdAt: Date;
}
