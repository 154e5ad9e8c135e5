import { Injectable } from '@nestjs/common';
import { Clock, dayIn } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { ChannelsQueries } from '../partners/channels.queries.js';
import { Config } from '../platform/config/config.js';
import { Database } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import type { Project } from '../projects/project.entity.js';
import { acceptsGifts, ProjectsQueries } from '../projects/projects.queries.js';
import { ProviderAccounts } from '../providers/provider-accounts.service.js';
import { Checkouts, newAttempt } from './checkouts.service.js';
import { Donation } from './donation.entity.js';
import { KEY_VERSION } from './donation-keys.service.js';
import {
  donationAlreadyPaid,
  donationInvalid,
  donationNotFound,
  formAlreadyUsed,
  projectNotFound,
  projectTakesNoGifts,
} from './donations.errors.js';
import { DonorDetails } from './donor-details.service.js';
import { GiftExtras } from './gift-extras.service.js';
import { type Gift, type GiveInput, giftSha256, readGiftForm } from './gift-form.js';
import type { GiftSource } from './giving-limits.js';
import { GivingLimits } from './giving-limits.service.js';
import { MonthlyGifts } from './monthly-gifts.service.js';
import { PaymentAttempt } from './payment-attempt.entity.js';
import { maskName } from './public-label.js';
import { SecondLooks } from './second-looks.service.js';

import { UpdateSubscriptions } from './update-subscriptions.service.js';

export type { GiveInput } from './gift-form.js';

/** Where the donor is sent to pay. */
export interface Given {
  readonly donationId: string;
  readonly checkoutUrl: string;
}

/** Use cases of giving. What providers report afterwards is applied by `PaymentFacts`. */
@Injectable()
export class Donations {
  constructor(
    private readonly database: Database,
    private readonly projects: ProjectsQueries,
    private readonly organizations: OrganizationsQueries,
    private readonly channels: ChannelsQueries,
    private readonly accounts: ProviderAccounts,
    private readonly checkouts: Checkouts,
    private readonly limits: GivingLimits,
    private readonly details: DonorDetails,
    private readonly extras: GiftExtras,
    private readonly monthly: MonthlyGifts,
    private readonly looks: SecondLooks,
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly subscriptions: UpdateSubscriptions,
  ) {}

  /**
   * Takes a donate form: donation and attempt are written first, then the provider's checkout is opened.
   * The same form again (double click, back, reload, after a time-out) is the same donation and the same checkout.
   * @throws Refusal not_found/project_not_found · invalid/donation_invalid with its fields ·
   * invalid/checkout_refused (the provider takes no such amount or address; a new form key is needed) ·
   * conflict/second_look (the amount must be seen again) · conflict/project_takes_no_gifts · conflict/form_already_used (same form key, other content) ·
   * conflict/donation_already_paid · unavailable/provider_down (the same form may be sent again) ·
   * invalid/challenge_needed · too_many_requests/giving_slowed (as `GivingLimits.enter`; nothing was written).
   */
  async give(input: GiveInput): Promise<Given> {
    const project = await this.projects.bySlug(input.projectSlug);
    if (!project) throw projectNotFound(input.projectSlug);
    const { GIFT_MIN: min, GIFT_MAX: max, GIFT_MINOR_MAX: minorMax } = this.config;
    const limits = { min, max, minorMax };
    const { gift, problems } = readGiftForm(input, project.currency, limits);
    if (!gift) throw donationInvalid(problems);
    const sha256 = giftSha256(project.slug, gift, this.extras.payerCode(input.formKey, gift));
    const existing = await this.byForm(input.formKey, sha256);
    // A form that was left open does not give to a project that has closed since; one that was paid leads to its gift.
    if (!existing || !wasPaid(existing)) await this.refuseUnlessOpen(project);
    if (existing) return this.checkout(existing, project, input.source);
    await this.looks.refuseUnlessSeen(project.id, gift, input.formKey, input.secondLook);
    const attemptId = newId();
    // Before anything is written: what limits refuse is no gift, not even one that was not paid.
    await this.limits.enter({ attemptId, source: input.source, mail: gift.mail });
    const donation = await this.write(input, gift, sha256, project, attemptId);
    return this.checkout(donation, project, input.source);
  }

  /**
   * Leads back to the checkout of a donation that is not paid; opens a new one when the last has expired.
   * @throws Refusal as `give`.
   */
  async resume(donationId: string, source?: GiftSource): Promise<Given> {
    const donation = await this.database.read.findOneBy(Donation, { id: donationId });
    if (!donation) throw donationNotFound();
    const project = await this.projects.byId(donation.projectId);
    if (!project) throw donationNotFound();
    await this.refuseUnlessOpen(project);
    return this.checkout(donation, project, source);
  }

  /** Notes which payment the provider made for an attempt, when that was not known; an attempt of ours only. */
  async linkPayment(accountId: string, attemptId: string, paymentId: string): Promise<void> {
    await this.database.inTransaction((tx) =>
      tx.query(
        `UPDATE payment_attempt SET provider_payment_id = ?
          WHERE id = ? AND provider_account_id = ? AND provider_payment_id IS NULL`,
        [paymentId, attemptId, accountId],
      ),
    );
  }

  private async checkout(donation: Donation, project: Project, source?: GiftSource): Promise<Given> {
    if (wasPaid(donation)) throw donationAlreadyPaid(donation.id);
    return { donationId: donation.id, checkoutUrl: await this.checkouts.open(donation, project, source) };
  }

  private async byForm(formKey: string, sha256: Buffer): Promise<Donation | null> {
    const donation = await this.database.read.findOneBy(Donation, { formKey });
    if (donation && !donation.formSha256.equals(sha256)) throw formAlreadyUsed();
    return donation;
  }

  private async refuseUnlessOpen(project: Project): Promise<void> {
    const zone = await this.organizations.timeZoneOf(project.organizationId);
    const obstacle = acceptsGifts(project, dayIn(this.clock.now(), zone), zone);
    if (obstacle) throw projectTakesNoGifts(project.slug, obstacle);
  }

  /** Donation, donor and first attempt in one database transaction. Of two equal forms at once, one writes. */
  private async write(
    input: GiveInput,
    gift: Gift,
    sha256: Buffer,
    project: Project,
    attemptId: string,
  ): Promise<Donation> {
    const account = await this.accounts.servesProject(project.organizationId, project.currency);
    const channel = input.channelCode ? await this.channels.byCode(input.channelCode) : null;
    const now = this.clock.now();
    const id = newId();
    const donation: Omit<Donation, 'donorId'> = {
      id,
      organizationId: project.organizationId,
      projectId: project.id,
      channelId: channel?.id ?? null,
      monthlyGiftId: gift.monthly ? newId() : null,
      amount: gift.amount,
      currency: gift.currency,
      status: 'pending',
      publicity: gift.publicity,
      donorKind: gift.donorKind,
      nameEncrypted: gift.name ? this.details.sealName(id, gift.name) : null,
      publicLabel: maskName(gift.name, gift.donorKind, gift.publicity),
      locale: input.locale,
      formKey: input.formKey,
      formSha256: sha256,
      keyVersion: KEY_VERSION,
      createdAt: input.at ?? now,
    };
    try {
      return await this.database.inTransaction(async (tx) => {
        const donorId = gift.mail
          ? await this.details.donorOf(tx, project.organizationId, gift.mail, now)
          : null;
        const row = { ...donation, donorId };
        const { monthlyGiftId } = row;
        if (monthlyGiftId) await this.monthly.promise(tx, monthlyGiftId, row, gift.name);
        await tx.insert(Donation, row);
        if (monthlyGiftId) await this.monthly.firstMonth(tx, monthlyGiftId, row);
        await this.extras.add(tx, row, gift);
        if (gift.follow && donorId !== null)
          await this.subscriptions.follow(tx, { ...row, donationId: id, donorId });
        await tx.insert(PaymentAttempt, newAttempt(row, account.id, now, attemptId));
        return row;
      });
    } catch (error) {
      await this.limits.leave(attemptId);
      if (!isDuplicateKey(error)) throw error;
      const winner = await this.byForm(input.formKey, sha256);
      if (!winner) throw error;
      return winner;
    }
  }
}

/** Whether the gift was paid; giving its money back does not make it one that can be paid again. */
function wasPaid({ status }: Donation): boolean {
  return status === 'succeeded' || status === 'refunded';
}
