import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { Refusal } from '../kernel/errors.js';
import { newId, withPrefix } from '../kernel/ids.js';
import { Config } from '../platform/config/config.js';
import { Database, type Tx } from '../platform/database/database.js';
import type { Project } from '../projects/project.entity.js';
import { type CheckoutOpened, PaymentProvider } from '../providers/payment-provider.service.js';
import { ProviderAccounts } from '../providers/provider-accounts.service.js';
import { ProviderReach } from '../providers/provider-reach.service.js';
import { attemptUse, checkoutExpiry } from './checkout.js';
import { Donation } from './donation.entity.js';
import { DonationKeys } from './donation-keys.service.js';
import { Donor } from './donor.entity.js';
import { DonorDetails } from './donor-details.service.js';
import type { GiftSource } from './giving-limits.js';
import { GivingLimits } from './giving-limits.service.js';
import { monthlyUnderWay } from './monthly.errors.js';
import { PaymentAttempt } from './payment-attempt.entity.js';

/** Opens the provider's checkout for a donation, again and again the same one while it is good. */
@Injectable()
export class Checkouts {
  constructor(
    private readonly database: Database,
    private readonly provider: PaymentProvider,
    private readonly reach: ProviderReach,
    private readonly accounts: ProviderAccounts,
    private readonly keys: DonationKeys,
    private readonly details: DonorDetails,
    private readonly limits: GivingLimits,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /**
   * The address of the donation's checkout. Calls the provider only when no good one is known, outside any
   * database transaction; after a time-out the same call is simply made again.
   * A further attempt is one more checkout to the limits of giving.
   * @throws Refusal unavailable/provider_down · what `GivingLimits.enter` refuses.
   */
  async open(donation: Donation, project: Project, source?: GiftSource): Promise<string> {
    const newest = await this.newestAttempt(donation.id);
    const ended = newest !== null && (await this.hasEnded(newest.id));
    const use = newest && !ended && !newest.offSession ? attemptUse(newest, this.clock.now()) : 'replace';
    if (newest && use === 'reuse' && newest.checkoutUrl) return newest.checkoutUrl;
    const attempt = newest && use === 'repeat' ? newest : await this.addAllowed(donation, newest, source);
    try {
      return await this.call(donation, project, attempt);
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'checkout_changed') throw error;
      // The project's name changed since the attempt was first tried, and the provider keeps the first words.
      const next = await this.addAttempt(donation, attempt, newId());
      await this.limits.replace(attempt.id, next.id);
      return this.call(donation, project, next);
    }
  }

  /** A promise that has not ended keeps the card of whatever checkout its donor pays at. */
  private async savesMethod({ monthlyGiftId }: Donation): Promise<boolean> {
    if (!monthlyGiftId) return false;
    const rows = await this.database.rows('SELECT id FROM monthly_gift WHERE id = ? AND ended_at IS NULL', [
      monthlyGiftId,
    ]);
    return rows.length > 0;
  }

  private async addAllowed(
    donation: Donation,
    last: PaymentAttempt | null,
    source: GiftSource | undefined,
  ): Promise<PaymentAttempt> {
    const id = newId();
    await this.limits.enter({ attemptId: id, source, mail: source ? await this.mailOf(donation) : null });
    const added = await this.addAttempt(donation, last, id).catch(async (error: unknown) => {
      await this.limits.leave(id);
      throw error;
    });
    if (added.id !== id) await this.limits.leave(id);
    return added;
  }

  private async call(donation: Donation, project: Project, attempt: PaymentAttempt): Promise<string> {
    const page = `${this.config.PUBLIC_URL.replace(/\/$/, '')}/donations/${withPrefix('don', donation.id)}`;
    const back = `${page}?key=${this.keys.keyOf(donation.id, donation.keyVersion)}`;
    const call = this.provider.openCheckout({
      account: await this.accounts.byId(attempt.providerAccountId),
      attemptId: attempt.id,
      amount: donation.amount,
      currency: donation.currency,
      projectName: donation.locale === 'en' ? project.nameEn : project.nameZh,
      locale: donation.locale,
      mail: await this.mailOf(donation),
      // Tells the gift's page that the provider has taken the order, before the provider has told us.
      successUrl: `${back}&session={CHECKOUT_SESSION_ID}`,
      cancelUrl: back,
      expiresAt: checkoutExpiry(attempt.createdAt),
      saveMethod: await this.savesMethod(donation),
    });
    const opened = await this.reach.heard(call);
    await this.remember(attempt.id, opened);
    return opened.url;
  }

  private async remember(attemptId: string, opened: CheckoutOpened): Promise<void> {
    await this.database.inTransaction((tx) =>
      tx.query(
        `UPDATE payment_attempt SET provider_session_id = ?, checkout_url = ?, expires_at = ?,
                provider_payment_id = COALESCE(provider_payment_id, ?) WHERE id = ?`,
        [opened.sessionId, opened.url, opened.expiresAt, opened.paymentId, attemptId],
      ),
    );
  }

  /** Whether the provider said that nothing can be paid there any more. A declined card can be followed by another. */
  private async hasEnded(attemptId: string): Promise<boolean> {
    const rows = await this.database.rows(
      `SELECT 1 FROM payment_attempt a
         JOIN fact f ON f.payment_attempt_id = a.id AND f.provider_account_id = a.provider_account_id
        WHERE a.id = ?
          AND (f.kind = 'payment_expired' OR f.fact_key LIKE '%:async\\_payment\\_failed') LIMIT 1`,
      [attemptId],
    );
    return rows.length > 0;
  }

  private async newestAttempt(donationId: string): Promise<PaymentAttempt | null> {
    const [newest] = await this.database.read.find(PaymentAttempt, {
      where: { donationId },
      order: { createdAt: 'DESC', id: 'DESC' },
      take: 1,
    });
    return newest ?? null;
  }

  /** A further attempt after `last`; when another request has just added one, that one. */
  private async addAttempt(
    donation: Donation,
    last: PaymentAttempt | null,
    id: string,
  ): Promise<PaymentAttempt> {
    const account = await this.accounts.servesProject(donation.organizationId, donation.currency);
    return this.database.inTransaction(async (tx) => {
      await tx.query('SELECT id FROM donation WHERE id = ? FOR UPDATE', [donation.id]);
      if (await isUnderWay(tx, donation)) throw monthlyUnderWay();
      const [newest] = await tx.find(PaymentAttempt, {
        where: { donationId: donation.id },
        order: { createdAt: 'DESC', id: 'DESC' },
        take: 1,
      });
      if (newest && newest.id !== last?.id && !newest.offSession) return newest;
      const attempt = newAttempt(donation, account.id, this.clock.now(), id);
      await tx.insert(PaymentAttempt, attempt);
      return attempt;
    });
  }

  private async mailOf(donation: Donation): Promise<string | null> {
    if (!donation.donorId) return null;
    const donor = await this.database.read.findOneBy(Donor, { id: donation.donorId });
    return donor && this.details.openMail(donor.id, donor.mailEncrypted);
  }
}

/** A new attempt without a checkout yet. */
export function newAttempt(
  donation: Donation,
  providerAccountId: string,
  now: Date,
  id = newId(),
): PaymentAttempt {
  return {
    id,
    organizationId: donation.organizationId,
    donationId: donation.id,
    providerAccountId,
    providerSessionId: null,
    providerPaymentId: null,
    offSession: false,
    checkoutUrl: null,
    expiresAt: null,
    createdAt: now,
  };
}

/** Whether the provider is being asked for a month's gift: it might be paid twice. The donation is locked. */
async function isUnderWay(tx: Tx, { id, monthlyGiftId }: Donation): Promise<boolean> {
  if (!monthlyGiftId) return false;
  const rows: unknown[] = await tx.query(
    "SELECT 1 FROM monthly_debit WHERE donation_id = ? AND state IN ('charging', 'sent')",
    [id],
  );
  return rows.length > 0;
}
