import { Injectable } from '@nestjs/common';
import { Cases } from '../cases/cases.service.js';
import { Clock } from '../kernel/clock.js';
import { FormReading } from '../kernel/form-reading.js';
import { newId } from '../kernel/ids.js';
import { FUND_OVERDRAWN, FundGuard } from '../ledger/fund-guard.service.js';
import { Ledger } from '../ledger/ledger.service.js';
import { Approvals } from '../platform/approvals/approvals.js';
import { Audit } from '../platform/audit/audit.js';
import { Database, type Tx } from '../platform/database/database.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { Donation } from './donation.entity.js';
import { offlineMovedOn, offlineNotFound } from './donations.errors.js';
import { donationChanged } from './donations.outbox.js';
import { fundOf, lockGift, settlePledge } from './offline.statements.js';
import { OfflineGift } from './offline-gift.entity.js';
import { annulmentPayload } from './offline-payloads.js';

const REASON_MAX = 500;

/** Takes back offline gifts that were booked wrongly: the entry is reversed and the receipt follows. */
@Injectable()
export class OfflineAnnulments {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly guard: FundGuard,
    private readonly cases: Cases,
    private readonly approvals: Approvals,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * Asks for the annulment of a booked gift. @throws Refusal invalid/annulment_invalid · not_found ·
   * conflict/offline_moved_on, approval_open.
   */
  async request(
    actor: { staffId: string },
    organizationId: string,
    giftId: string,
    typedReason: string,
  ): Promise<string> {
    const reading = new FormReading();
    const reason = reading.line('reason', typedReason, REASON_MAX);
    reading.finish('annulment_invalid');
    return this.database.inTransaction(async (tx) => {
      const gift = await lockGift(tx, organizationId, giftId);
      if (gift.state !== 'booked') throw offlineMovedOn(gift.state);
      const approvalId = await this.approvals.request(tx, {
        organizationId,
        operation: 'offline_gift',
        subjectId: giftId,
        payload: annulmentPayload(gift, reason),
        requestedBy: actor.staffId,
      });
      const asked = { annulmentApprovalId: approvalId, annulmentReason: reason };
      await tx.update(OfflineGift, { id: giftId }, asked);
      await this.record(tx, 'offline_gift.annulment_requested', gift, actor.staffId, { reason });
      return approvalId;
    });
  }

  /**
   * Carries out an approval that has its votes. The books must be right even when the money has been promised or spent
   * since: then a case asks what is to be done. @throws Refusal as `Approvals.consume`.
   */
  async annul(tx: Tx, organizationId: string, giftId: string, approvalId: string, by: string): Promise<void> {
    const gift = await lockGift(tx, organizationId, giftId);
    const reason = gift.annulmentReason ?? '';
    await this.approvals.consume(tx, approvalId, 'offline_gift', annulmentPayload(gift, reason));
    if (gift.state !== 'booked') throw offlineMovedOn(gift.state);
    const [booked]: { id: string }[] = await tx.query(
      "SELECT id FROM entry WHERE organization_id = ? AND source_type = 'offline_gift' AND source_id = ?",
      [organizationId, giftId],
    );
    if (!booked) throw offlineNotFound();
    const id = newId();
    const source = { sourceType: 'offline_annulment', sourceId: giftId };
    await this.ledger.reverse(tx, booked.id, {
      id,
      ...source,
      occurredAt: this.clock.now(),
      memo: reason.slice(0, 300),
      approvalId,
    });
    await tx.update(OfflineGift, { id: giftId }, { state: 'annulled', endedAt: this.clock.now() });
    // Nothing of it is left, as of a gift that was given back whole.
    await tx.update(Donation, { id: giftId, organizationId }, { status: 'refunded' });
    await this.outbox.announce(tx, [donationChanged({ id, organizationId, subjectId: giftId })]);
    if (gift.pledgeId) await settlePledge(tx, organizationId, gift.pledgeId);
    await this.openCase(tx, gift, id);
    await this.record(tx, 'offline_gift.annulled', gift, by, { reason });
  }

  private async openCase(tx: Tx, gift: OfflineGift, entryId: string): Promise<void> {
    const { organizationId, projectId, currency } = gift;
    const { fundId } = await fundOf(tx, projectId);
    const shortage = await this.guard.overdrawn(tx, fundId);
    if (shortage === 0n) return;
    await this.cases.open(tx, {
      organizationId,
      kind: FUND_OVERDRAWN,
      dedupeKey: `${FUND_OVERDRAWN}:${entryId}`,
      subjectType: 'fund',
      subjectId: fundId,
      amount: shortage,
      currency,
      detail: `offline gift ${gift.id} was annulled`,
    });
  }

  private record(
    tx: Tx,
    action: string,
    { id, organizationId }: OfflineGift,
    staffId: string,
    after: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const subject = { subjectType: 'offline_gift', subjectId: id };
    return this.audit.record(tx, { organizationId, staffId, action, ...subject, after });
  }
}
