import { Injectable, Logger } from '@nestjs/common';
import { Cases } from '../cases/cases.service.js';
import { Clock } from '../kernel/clock.js';
import { Refusal } from '../kernel/errors.js';
import { newId } from '../kernel/ids.js';
import { Ledger } from '../ledger/ledger.service.js';
import { Audit } from '../platform/audit/audit.js';
import { Database, type Tx } from '../platform/database/database.js';
import { Doorbell } from '../platform/jobs/doorbell.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { PaymentProvider, type RefundTaken } from '../providers/payment-provider.service.js';
import { hasApi, ProviderAccounts } from '../providers/provider-accounts.service.js';
import { refundNotFound, refundNotThere } from './donations.errors.js';
import { donationChanged, REFUND_APPROVED } from './donations.outbox.js';
import { Refund } from './refund.entity.js';
import { aboutOf, changesIncome, undoneEntry } from './return.entries.js';
import { ReturnBooker } from './return-booker.service.js';
import { lockRefunds } from './return-rows.statements.js';

const HOUR_MS = 3_600_000;
/** An approved refund that has not reached the provider after this time is shown to a person. */
const UNSENT_MS = 24 * HOUR_MS;
/** Refunds that take longer than this to be confirmed are rare; the slowest ways of paying take ten working days. */
const UNCONFIRMED_MS = 15 * 24 * HOUR_MS;
const OVERDUE_AT_ONCE = 200;

/** A person makes this refund at the provider, where we cannot send it; the provider's bill confirms it. */
const REFUND_BY_HAND = 'REFUND_BY_HAND';

/** Takes approved refunds to the provider, and deals with those that it does not carry out. */
@Injectable()
export class RefundSending {
  private readonly log = new Logger(RefundSending.name);

  constructor(
    private readonly database: Database,
    private readonly provider: PaymentProvider,
    private readonly accounts: ProviderAccounts,
    private readonly cases: Cases,
    private readonly ledger: Ledger,
    private readonly booker: ReturnBooker,
    private readonly outbox: Outbox,
    private readonly doorbell: Doorbell,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * Asks the provider for an approved refund; the refund's id is the idempotency key, so the call may be repeated
   * after a time-out or a crash. Whether it succeeded is not the answer's to say but the provider's events'.
   * @returns what is to be written in one database transaction.
   * @throws Refusal unavailable/provider_down when the outcome is unknown.
   */
  async send(refundId: string): Promise<(tx: Tx) => Promise<void>> {
    const refund = await this.database.read.findOneBy(Refund, { id: refundId });
    if (refund?.state !== 'approved') return async () => undefined;
    const account = await this.accounts.byId(refund.providerAccountId);
    if (!hasApi(account)) return (tx) => this.open(tx, refund, REFUND_BY_HAND, '');
    const repeated = refund.triedAt !== null;
    if (!repeated)
      await this.database.inTransaction((tx) =>
        tx.query('UPDATE refund SET tried_at = ? WHERE id = ? AND tried_at IS NULL', [
          this.clock.now(),
          refundId,
        ]),
      );
    try {
      const taken = await this.provider.refund({
        account,
        refundId,
        paymentId: refund.paymentKey,
        amount: refund.amount,
        reason: refund.reason ?? 'OTHER',
        repeated,
      });
      return (tx) => this.sent(tx, refundId, taken);
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'refund_refused') throw error;
      const problem = error.params.problem ?? error.code;
      this.log.error(`refund ${refundId} was refused by the provider: ${problem}`);
      return (tx) => this.refused(tx, refundId, problem);
    }
  }

  /**
   * A person decides that a refund which failed or was canceled will not be paid: what was owed is the gift's again.
   * So may be decided about one that only a person can make at the provider.
   * @throws Refusal not_found/refund_not_found · conflict/refund_not_there.
   */
  async giveUp(
    actor: { readonly staffId: string; readonly organizationId: string },
    refundId: string,
  ): Promise<void> {
    const { organizationId, staffId } = actor;
    await this.database.inTransaction(async (tx) => {
      const standing = await tx.findOneBy(Refund, { id: refundId, organizationId });
      if (!standing) throw refundNotFound();
      // In the order in which facts about it lock: the donation first.
      await tx.query('SELECT id FROM donation WHERE id = ? FOR UPDATE', [standing.donationId]);
      const [refund] = await lockRefunds(tx, 'id', [refundId]);
      const byHand = !hasApi({ provider: await this.accounts.providerOf(standing.providerAccountId, tx) });
      const ended = refund?.state === 'failed' || refund?.state === 'canceled';
      if (!refund?.place || !(ended || (byHand && refund.state === 'approved')))
        throw refundNotThere(refund?.state ?? standing.state);
      const { place, amount, currency } = refund;
      const accounts = await this.booker.accountsOf(tx, organizationId, refund.accountId, place, currency);
      const taken = await this.booker.takenFrom(tx, organizationId, refundId);
      const sourceId = await this.undoingOf(tx, organizationId, refundId);
      const entry = undoneEntry(
        { id: newId(), organizationId, sourceId, occurredAt: this.clock.now(), ...aboutOf({ place }) },
        { amount, currency },
        { ...accounts, income: taken ?? accounts.income },
      );
      await this.ledger.post(tx, [entry]);
      await tx.update(Refund, { id: refundId }, { state: 'undone' });
      if (changesIncome(entry)) await this.outbox.announce(tx, [donationChanged(entry)]);
      await this.audit.record(tx, {
        ...{ organizationId, staffId, action: 'refund.undone', subjectType: 'refund', subjectId: refundId },
        before: { state: refund.state },
        after: { state: 'undone' },
      });
    });
    this.doorbell.ring('numbering');
  }

  /**
   * Every hour: shows people the refunds that did not reach the provider within a day or were never confirmed, and puts
   * the former on their way again. @returns how many there are.
   */
  async showOverdue(): Promise<number> {
    const now = this.clock.now().getTime();
    // What only a person can make has its case already.
    const sentThrough = (await this.accounts.withApi()).map(({ id }) => id);
    if (sentThrough.length === 0) return 0;
    const rows = await this.database.rows<{ id: string; state: 'approved' | 'sent' }>(
      `SELECT r.id, r.state FROM refund r
        WHERE (r.state = 'approved' AND r.approved_at < ? OR r.state = 'sent' AND r.origin = 'staff' AND r.sent_at < ?)
          AND r.provider_account_id IN (?)
        ORDER BY r.requested_at LIMIT ${OVERDUE_AT_ONCE}`,
      [new Date(now - UNSENT_MS), new Date(now - UNCONFIRMED_MS), sentThrough],
    );
    for (const { id, state } of rows)
      await this.database.inTransaction(async (tx) => {
        const [refund] = await lockRefunds(tx, 'id', [id]);
        const standing = await tx.findOneBy(Refund, { id });
        if (!refund || !standing || refund.state !== state) return;
        await this.open(tx, standing, state === 'approved' ? 'REFUND_UNSENT' : 'REFUND_UNCONFIRMED', '');
        if (state === 'sent') return;
        const day = new Date(now).toISOString().slice(0, 10);
        const { organizationId } = standing;
        const dedupeKey = `${REFUND_APPROVED}:${id}:${day}`;
        await this.outbox.announce(tx, [{ kind: REFUND_APPROVED, organizationId, ref: id, dedupeKey }]);
      });
    return rows.length;
  }

  private async sent(tx: Tx, refundId: string, { providerRefundId }: RefundTaken): Promise<void> {
    const [refund] = await lockRefunds(tx, 'id', [refundId]);
    if (!refund) throw new Error(`refund ${refundId} is gone`);
    await tx.query(
      `UPDATE refund SET state = IF(state = 'approved', 'sent', state), sent_at = ?,
              provider_refund_id = COALESCE(provider_refund_id, ?) WHERE id = ?`,
      [this.clock.now(), providerRefundId, refundId],
    );
  }

  /** The provider will not do it: a person must decide, and until then the money stays owed. */
  private async refused(tx: Tx, refundId: string, problem: string): Promise<void> {
    const [refund] = await lockRefunds(tx, 'id', [refundId]);
    const standing = await tx.findOneBy(Refund, { id: refundId });
    if (refund?.state !== 'approved' || !standing) return;
    await tx.update(Refund, { id: refundId }, { state: 'failed', problem: problem.slice(0, 300) });
    await this.open(tx, standing, 'REFUND_FAILED', problem);
  }

  private async open(tx: Tx, refund: Refund, kind: string, problem: string): Promise<void> {
    const { id, organizationId, donationId, paymentKey, amount, currency } = refund;
    await this.cases.open(tx, {
      ...{ organizationId, kind, dedupeKey: `${kind}:${id}`, amount, currency },
      subjectType: donationId ? 'donation' : 'provider_payment',
      subjectId: donationId ?? paymentKey.slice(0, 64),
      detail: `refund ${id} of payment ${paymentKey}${problem ? `: ${problem}` : ''}`,
    });
  }

  /** The source of the entry that undoes a refund: what was undone, then paid after all, and failed again, has two. */
  private async undoingOf(tx: Tx, organizationId: string, refundId: string): Promise<string> {
    const rows = await this.database.rows(
      "SELECT id FROM entry WHERE organization_id = ? AND source_type = 'refund_undone' AND source_id = ?",
      [organizationId, refundId],
      tx,
    );
    return rows.length === 0 ? refundId : `${refundId}:2`;
  }
}
