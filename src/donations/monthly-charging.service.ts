import { Injectable, Logger } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { Refusal } from '../kernel/errors.js';
import { Database, type Tx } from '../platform/database/database.js';
import { ProjectsQueries } from '../projects/projects.queries.js';
import { type OffSessionRequest, PaymentProvider } from '../providers/payment-provider.service.js';
import { ProviderAccounts } from '../providers/provider-accounts.service.js';
import { Donation } from './donation.entity.js';
import { changeDebit, type DebitKey, debitOf, lockMonthly, throughAll } from './monthly.statements.js';
import { MonthlySettling } from './monthly-settling.service.js';
import { PaymentAttempt } from './payment-attempt.entity.js';

/** Longer than the provider's client tries; a second worker that comes sooner would only repeat the same call. */
const LEASE_MS = 5 * 60_000;
const AGAIN_MS = 60_000;
/** After so many calls without an answer an account is left alone until the next round. */
const SILENT_MAX = 3;

interface Claimed {
  readonly request: Omit<OffSessionRequest, 'account' | 'description'>;
  readonly accountId: string;
  readonly projectId: string;
}

/** Takes written months to the provider. What comes of it is said by the provider's events alone. */
@Injectable()
export class MonthlyCharging {
  private readonly log = new Logger(MonthlyCharging.name);

  constructor(
    private readonly database: Database,
    private readonly projects: ProjectsQueries,
    private readonly provider: PaymentProvider,
    private readonly accounts: ProviderAccounts,
    private readonly settling: MonthlySettling,
    private readonly clock: Clock,
  ) {}

  /** Charges every month that is written and not yet taken up. @returns how many were taken up. */
  async send(): Promise<number> {
    const silent = new Map<string, number>();
    return throughAll<DebitKey & { accountId: string }>(
      (after, size) =>
        this.database.rows(
          `SELECT d.monthly_gift_id AS monthlyGiftId, d.due_on AS dueOn, a.provider_account_id AS accountId
             FROM monthly_debit d JOIN payment_attempt a ON a.id = d.attempt_id
            WHERE d.state = 'charging' AND d.next_try_at <= ? AND (d.lease_until IS NULL OR d.lease_until <= ?)
              AND d.monthly_gift_id > ? ORDER BY d.monthly_gift_id LIMIT ?`,
          [this.clock.now(), this.clock.now(), after, size],
        ),
      async (row) => {
        if ((silent.get(row.accountId) ?? 0) >= SILENT_MAX) return false;
        const answered = await this.sendOne(row);
        silent.set(row.accountId, answered ? 0 : (silent.get(row.accountId) ?? 0) + 1);
        return answered;
      },
      ({ monthlyGiftId, dueOn }, error) =>
        this.log.error(`monthly gift ${monthlyGiftId} ${dueOn}: ${String(error)}`),
    );
  }

  /** @returns whether the provider gave an answer, or none was needed. */
  private async sendOne(row: DebitKey): Promise<boolean> {
    const claimed = await this.database.inTransaction((tx) => this.claim(tx, row));
    if (!claimed) return true;
    const { request, accountId, projectId } = claimed;
    try {
      const project = await this.projects.byId(projectId);
      const taken = await this.provider.chargeOffSession({
        ...request,
        account: await this.accounts.byId(accountId),
        // The slug never changes once it is public: the same try always says the same.
        description: `Monthly gift: ${project?.slug ?? projectId}`,
      });
      await this.database.inTransaction((tx) => this.taken(tx, row, request.attemptId, taken.paymentId));
      return true;
    } catch (error) {
      const problem = error instanceof Refusal ? (error.params.problem ?? error.code) : String(error);
      if (error instanceof Refusal && error.code === 'off_session_refused') {
        this.log.warn(`monthly gift ${row.monthlyGiftId} ${row.dueOn} was refused: ${problem}`);
        await this.settling.refused(row, request.attemptId, problem);
        return true;
      }
      // Unknown is never failed: the same try is made again.
      await this.database.inTransaction((tx) => this.unanswered(tx, row, request.attemptId, problem));
      if (!(error instanceof Refusal)) throw error;
      return false;
    }
  }

  /** Takes the month for a while. From here on the provider may have heard of it. */
  private async claim(tx: Tx, row: DebitKey): Promise<Claimed | null> {
    const gift = await lockMonthly(tx, row.monthlyGiftId);
    const debit = await debitOf(tx, row);
    const now = this.clock.now();
    if (!gift || debit?.state !== 'charging' || !debit.attemptId || !debit.donationId) return null;
    if (!debit.customerId || !debit.methodId || (debit.leaseUntil && debit.leaseUntil > now)) return null;
    if (!debit.nextTryAt || debit.nextTryAt > now) return null;
    if (gift.state !== 'active' && debit.triedAt === null) {
      await changeDebit(tx, debit, { state: 'withdrawn', settledAt: now, nextTryAt: null });
      return null;
    }
    await changeDebit(tx, debit, {
      leaseUntil: new Date(now.getTime() + LEASE_MS),
      triedAt: debit.triedAt ?? now,
    });
    const donation = await tx.findOneByOrFail(Donation, { id: debit.donationId });
    const attempt = await tx.findOneByOrFail(PaymentAttempt, { id: debit.attemptId });
    return {
      request: {
        attemptId: debit.attemptId,
        customerId: debit.customerId,
        methodId: debit.methodId,
        amount: donation.amount,
        currency: donation.currency,
        repeated: debit.triedAt !== null,
      },
      accountId: attempt.providerAccountId,
      projectId: donation.projectId,
    };
  }

  private async taken(tx: Tx, row: DebitKey, attemptId: string, paymentId: string): Promise<void> {
    await lockMonthly(tx, row.monthlyGiftId);
    await tx.query(
      'UPDATE payment_attempt SET provider_payment_id = ? WHERE id = ? AND provider_payment_id IS NULL',
      [paymentId, attemptId],
    );
    const debit = await debitOf(tx, row);
    if (debit?.state !== 'charging' || debit.attemptId !== attemptId) return;
    await changeDebit(tx, debit, { state: 'sent', leaseUntil: null, nextTryAt: null, problem: null });
  }

  private async unanswered(tx: Tx, row: DebitKey, attemptId: string, problem: string): Promise<void> {
    await lockMonthly(tx, row.monthlyGiftId);
    const debit = await debitOf(tx, row);
    if (debit?.state !== 'charging' || debit.attemptId !== attemptId) return;
    const nextTryAt = new Date(this.clock.now().getTime() + AGAIN_MS);
    await changeDebit(tx, debit, { leaseUntil: null, nextTryAt, problem: problem.slice(0, 300) });
  }
}
