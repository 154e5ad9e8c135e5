import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import { ChartOfAccounts, incomeCode } from '../ledger/chart-of-accounts.service.js';
import { Ledger } from '../ledger/ledger.service.js';
import { OwnDays } from '../ledger/own-days.service.js';
import { Approvals } from '../platform/approvals/approvals.js';
import { Audit } from '../platform/audit/audit.js';
import type { Tx } from '../platform/database/database.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { Donation } from './donation.entity.js';
import { KEY_VERSION } from './donation-keys.service.js';
import { offlineMovedOn } from './donations.errors.js';
import { DONATION_BOOKED } from './donations.outbox.js';
import { DonorDetails } from './donor-details.service.js';
import { offlineGiftEntry } from './offline.entries.js';
import { countSheet, fundOf, lockGift, settlePledge } from './offline.statements.js';
import { OfflineGift } from './offline-gift.entity.js';
import { offlineGiftPayload } from './offline-payloads.js';
import { isWholeName, maskName } from './public-label.js';
import { PublicWord } from './public-word.entity.js';

/** Makes a checked offline gift a donation like any other: with its entry, its receipt, and its place in public. */
@Injectable()
export class OfflineBooking {
  constructor(
    private readonly accounts: ChartOfAccounts,
    private readonly ledger: Ledger,
    private readonly days: OwnDays,
    private readonly details: DonorDetails,
    private readonly approvals: Approvals,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * Carries out an approval that has its votes. @throws Refusal as `Approvals.consume` · conflict/day_closed, when the
   * day was closed since.
   */
  async book(tx: Tx, organizationId: string, giftId: string, approvalId: string, by: string): Promise<void> {
    const gift = await lockGift(tx, organizationId, giftId);
    const counts = await countSheet(tx, gift.id);
    await this.approvals.consume(
      tx,
      approvalId,
      'offline_gift',
      offlineGiftPayload(gift, counts, this.details),
    );
    if (gift.state !== 'requested' || gift.approvalId !== approvalId) throw offlineMovedOn(gift.state);
    const moment = await this.days.moment(tx, organizationId, { field: 'received_on', day: gift.receivedOn });
    const donation = await this.donationOf(tx, gift);
    await tx.insert(Donation, donation);
    await this.keepName(tx, donation, by);
    await tx.update(OfflineGift, { id: gift.id }, { state: 'booked' });
    const entry = offlineGiftEntry(newId(), gift, await this.accountsOf(tx, gift), moment);
    await this.ledger.post(tx, [entry]);
    await this.outbox.announce(tx, [{ kind: DONATION_BOOKED, organizationId, ref: gift.id }]);
    if (gift.pledgeId) await settlePledge(tx, organizationId, gift.pledgeId);
    const subject = { subjectType: 'offline_gift', subjectId: gift.id };
    await this.audit.record(tx, { organizationId, staffId: by, action: 'offline_gift.booked', ...subject });
  }

  private async donationOf(tx: Tx, gift: OfflineGift): Promise<Donation> {
    const { id, organizationId, nameEncrypted, mailEncrypted, donorKind, publicity } = gift;
    const now = this.clock.now();
    const name = nameEncrypted && this.details.openName(id, nameEncrypted);
    const mail = mailEncrypted && this.details.openText(`offline_gift:${id}:mail`, mailEncrypted);
    return {
      id,
      organizationId,
      projectId: gift.projectId,
      donorId: mail && (await this.details.donorOf(tx, organizationId, mail, now)),
      channelId: gift.channelId,
      monthlyGiftId: null,
      amount: gift.amount,
      currency: gift.currency,
      status: 'succeeded',
      publicity,
      donorKind,
      nameEncrypted,
      publicLabel: maskName(name, donorKind, publicity),
      locale: 'zh-CN',
      formKey: `offline-${id}`,
      formSha256: gift.formSha256,
      keyVersion: KEY_VERSION,
      createdAt: now,
    };
  }

  /** A name that two people have just checked needs nobody else to read it. */
  private async keepName(tx: Tx, donation: Donation, by: string): Promise<void> {
    if (!isWholeName({ ...donation, label: donation.publicLabel })) return;
    const { id: donationId, organizationId, createdAt } = donation;
    const approved = { kind: 'name', state: 'approved', decidedBy: by, decidedAt: createdAt } as const;
    await tx.insert(PublicWord, { donationId, organizationId, ...approved, createdAt });
  }

  private async accountsOf(tx: Tx, { organizationId, projectId, way, currency }: OfflineGift) {
    const { fundId, kind } = await fundOf(tx, projectId);
    const asset = way === 'cash' ? '100101' : '100201';
    return {
      fundId,
      debit: await this.accounts.id(organizationId, asset, currency, '', tx),
      income: await this.accounts.id(organizationId, incomeCode(kind), currency, '', tx),
    };
  }
}
