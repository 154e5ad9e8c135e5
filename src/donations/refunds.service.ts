import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import type { FieldProblem } from '../kernel/errors.js';
import { newId } from '../kernel/ids.js';
import { plainAmount, readAmount } from '../kernel/money.js';
import { FundGuard } from '../ledger/fund-guard.service.js';
import { Ledger } from '../ledger/ledger.service.js';
import { Approvals } from '../platform/approvals/approvals.js';
import { Audit } from '../platform/audit/audit.js';
import { Database, type Tx } from '../platform/database/database.js';
import { Doorbell } from '../platform/jobs/doorbell.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { refundInvalid, refundNotFound, refundNotThere, refundTooMuch } from './donations.errors.js';
import { donationChanged, REFUND_APPROVED } from './donations.outbox.js';
import { REFUND_REASONS, Refund, type RefundReason } from './refund.entity.js';
import { lockRefundable, paymentFor, type RefundableDonation, type RefundablePayment } from './refundable.js';
import { aboutOf, approvedEntry, changesIncome } from './return.entries.js';
import { ReturnBooker } from './return-booker.service.js';
import { placeValues } from './return-rows.statements.js';

/** What a clerk asks for. */
export interface RefundInput {
  readonly organizationId: string;
  readonly donationId: string;
  /** As it was typed, in the gift's currency. */
  readonly amountText: string;
  readonly currency: string;
  readonly reason: string;
  readonly note: string;
}

const NOTE_MAX = 500;

/** Refunds that are asked for here: one person asks, another agrees, the provider is told, the provider decides. */
@Injectable()
export class Refunds {
  constructor(
    private readonly database: Database,
    private readonly approvals: Approvals,
    private readonly guard: FundGuard,
    private readonly ledger: Ledger,
    private readonly booker: ReturnBooker,
    private readonly outbox: Outbox,
    private readonly doorbell: Doorbell,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * Asks for a refund; nothing is booked or sent before another person agrees.
   * @throws Refusal not_found/refund_not_found (no such gift here) · invalid/refund_invalid with its fields ·
   * conflict/refund_too_much with what is left.
   */
  async request(
    actor: { readonly staffId: string },
    input: RefundInput,
  ): Promise<{ refundId: string; approvalId: string }> {
    return this.database.inTransaction((tx) => this.requestWithin(tx, actor, input));
  }

  /** The same inside the caller's database transaction: what made somebody ask is written with it. */
  async requestWithin(
    tx: Tx,
    actor: { readonly staffId: string },
    input: RefundInput,
  ): Promise<{ refundId: string; approvalId: string; amount: bigint }> {
    const { amount, reason, note } = readRequest(input);
    const { organizationId, donationId, currency } = input;
    const donation = await lockRefundable(tx, organizationId, donationId);
    if (!donation) throw refundNotFound();
    const payment = refundedOf(donation, amount, currency);
    const refund = newRefund(
      { organizationId, donationId, amount, reason, note },
      payment,
      actor.staffId,
      this.clock.now(),
    );
    const approvalId = await this.approvals.request(tx, {
      organizationId,
      operation: 'refund',
      subjectId: refund.id,
      payload: payloadOf(refund, donation),
      requestedBy: actor.staffId,
    });
    await tx.insert(Refund, { ...refund, approvalId });
    await this.record(tx, 'refund.requested', refund, actor.staffId, {
      donationId,
      amount: amount.toString(),
      currency: payment.currency,
      reason,
    });
    return { refundId: refund.id, approvalId, amount };
  }

  /**
   * A second person's yes. With it the refund is booked as owed, in the same database transaction, and on its way to
   * the provider. The fund must still have the money: what was spent cannot be given back from it.
   * @throws Refusal as `Approvals.vote` and `consume` · conflict/refund_too_much · conflict/fund_insufficient.
   */
  async approve(
    actor: { readonly staffId: string; readonly organizationId: string },
    approvalId: string,
    shownSha256: string,
  ): Promise<'waiting' | 'approved'> {
    const outcome = await this.database.inTransaction(async (tx) => {
      const vote = { approvalId, operation: 'refund' as const, shownSha256, ...actor };
      if ((await this.approvals.vote(tx, vote)) === 'waiting') return 'waiting';
      await this.carryOut(tx, actor, approvalId);
      return 'approved';
    });
    if (outcome === 'approved') this.doorbell.ring('numbering');
    return outcome;
  }

  private async carryOut(
    tx: Tx,
    actor: { readonly staffId: string; readonly organizationId: string },
    approvalId: string,
  ): Promise<void> {
    const { organizationId } = actor;
    const refund = await tx.findOneBy(Refund, { approvalId, organizationId });
    if (!refund?.donationId) throw refundNotFound();
    const donation = await lockRefundable(tx, organizationId, refund.donationId, refund.id);
    if (!donation) throw refundNotFound();
    await this.approvals.consume(tx, approvalId, 'refund', payloadOf(refund, donation));
    if (refund.state !== 'requested') throw refundNotThere(refund.state);
    const payment = donation.payments.find(({ paymentKey }) => paymentKey === refund.paymentKey);
    const { amount, currency } = refund;
    if (!payment || payment.left < amount)
      throw refundTooMuch(plainAmount({ amount: atLeastZero(payment?.left ?? 0n), currency }), currency);
    const { place } = payment;
    if (place.at === 'gift')
      await this.guard.cover(tx, { organizationId, fundId: place.fundId, amount, currency });
    const now = this.clock.now();
    const accounts = await this.booker.accountsOf(
      tx,
      organizationId,
      refund.providerAccountId,
      place,
      currency,
    );
    const entry = approvedEntry(
      {
        id: newId(),
        organizationId,
        sourceId: refund.id,
        occurredAt: now,
        approvalId,
        ...aboutOf({ place }),
      },
      { amount, currency },
      accounts,
    );
    await this.ledger.post(tx, [entry]);
    await tx.update(Refund, { id: refund.id }, { state: 'approved', approvedAt: now, ...placeValues(place) });
    await this.outbox.announce(tx, [
      { kind: REFUND_APPROVED, organizationId, ref: refund.id },
      ...(changesIncome(entry) ? [donationChanged(entry)] : []),
    ]);
    await this.record(tx, 'refund.approved', refund, actor.staffId, { approvalId });
  }

  private record(
    tx: Tx,
    action: string,
    { id, organizationId }: Pick<Refund, 'id' | 'organizationId'>,
    staffId: string,
    after: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    return this.audit.record(tx, {
      organizationId,
      staffId,
      action,
      subjectType: 'refund',
      subjectId: id,
      after,
    });
  }
}

/** What the second person sees and agrees to. */
function payloadOf(
  { donationId, paymentKey, amount, currency, reason, note }: Refund,
  { projectId }: RefundableDonation,
): Readonly<Record<string, string | null>> {
  return {
    donation: donationId,
    project: projectId,
    payment: paymentKey,
    amount: amount.toString(),
    currency,
    reason,
    note,
  };
}

function readRequest(input: RefundInput): { amount: bigint; reason: RefundReason; note: string } {
  const problems: FieldProblem[] = [];
  const read = readAmount(input.amountText, input.currency);
  const reason = REFUND_REASONS.find((known) => known === input.reason);
  const note = input.note.trim();
  if (!read.ok)
    problems.push({ field: 'amount', code: read.problem === 'zero' ? 'refund_zero' : read.problem });
  if (!reason) problems.push({ field: 'reason', code: 'empty' });
  if (note.length > NOTE_MAX)
    problems.push({ field: 'note', code: 'too_long', params: { max: String(NOTE_MAX) } });
  if (reason === 'OTHER' && note === '') problems.push({ field: 'note', code: 'empty' });
  if (!read.ok || !reason || problems.length > 0) throw refundInvalid(problems);
  return { amount: read.amount, reason, note };
}

function refundedOf(donation: RefundableDonation, amount: bigint, currency: string): RefundablePayment {
  const own = { ...donation, payments: donation.payments.filter((payment) => payment.currency === currency) };
  const { payment, most } = paymentFor(own, amount);
  if (!payment) throw refundTooMuch(plainAmount({ amount: most, currency }), currency);
  return payment;
}

function newRefund(
  asked: Pick<Refund, 'organizationId' | 'donationId' | 'amount' | 'reason' | 'note'>,
  { accountId, paymentKey, currency }: RefundablePayment,
  staffId: string,
  now: Date,
): Refund {
  return {
    ...asked,
    id: newId(),
    providerAccountId: accountId,
    ...{ paymentKey, currency, providerRefundId: null, origin: 'staff', state: 'requested' },
    ...{ place: null, fundId: null, requestedBy: staffId, requestedAt: now },
    ...{ approvalId: null, approvedAt: null, triedAt: null, sentAt: null, problem: null },
  };
}

function atLeastZero(amount: bigint): bigint {
  return amount > 0n ? amount : 0n;
}
