import { Column, Entity, PrimaryColumn } from 'typeorm';
import { idColumn, instantColumn } from '../platform/database/columns.js';

/** One try to collect a donation through one provider account; its id is the idempotency key of the checkout. */
@Entity('payment_attempt')
export class PaymentAttempt {
  @PrimaryColumn(idColumn)
  id: string;

  @Column({ ...idColumn, name: 'organization_id' })
  organizationId: string;

  @Column({ ...idColumn, name: 'donation_id' })
  donationId: string;

  @Column({ ...idColumn, name: 'provider_account_id' })
  providerAccountId: string;

  @Column({ type: 'varchar', name: 'provider_session_id', length: 120, nullable: true })
  providerSessionId: string | null;

  @Column({ type: 'varchar', name: 'provider_payment_id', length: 120, nullable: true })
  providerPaymentId: string | null;

  /** Charged while the donor is away: there is no checkout, and never will be. */
  @Column({ type: 'boolean', name: 'off_session' })
  offSession: boolean;

  /** The provider's checkout page; null until it was opened. */
  @Column({ type: 'varchar', name: 'checkout_url', length: 2000, nullable: true })
  checkoutUrl: string | null;

  @Column({ ...instantColumn, name: 'expires_at', nullable: true })
  expiresAt: Date | null;

  @Column({ ...instantColumn, name: 'created_at' })
  createdAt: Date;
}
