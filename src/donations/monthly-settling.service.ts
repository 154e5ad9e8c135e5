import { Injectable, Logger } from '@nestjs/common';
import { Clock, dayIn } from '../kernel/clock.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { Database, type Tx } from '../platform/database/database.js';
import { PaymentProvider, type SavedMethod } from '../providers/payment-provider.service.js';
import { ProviderAccounts } from '../providers/provider-accounts.service.js';
import { afterDecline, DONOR_DAYS } from './monthly.js';
import { changeDebit, type DebitKey, debitOf, lockMonthly, throughAll } from './monthly.statements.js';
import { type MonthlyDebit, MonthlyGift } from './monthly-gift.entity.js';
import { MonthlyGifts } from './monthly-gifts.service.js';
import { MonthlyMails } from './monthly-mails.service.js';
import { nextDebit } from './monthly-schedule.js';

const DAY_MS = 86_400_000;
/** Months that have been given up are looked at so long for money that came after all. */
const LATE_MS = 400 * DAY_MS;

/** How a payment of a month was made. */
interface PaidBy extends DebitKey {
  readonly offSession: number;
  readonly accountId: string;
  readonly paymentId: string;
}

/** What became of a month by what the provider's events say, and what follows from it. */
@Injectable()
export class MonthlySettling {
  private readonly log = new Logger(MonthlySettling.name);

  constructor(
    private readonly database: Database,
    private readonly organizations: OrganizationsQueries,
    private readonly provider: PaymentProvider,
    private readonly accounts: ProviderAccounts,
    private readonly gifts: MonthlyGifts,
    private readonly mails: MonthlyMails,
    private readonly clock: Clock,
  ) {}

  /** Months whose gift has been booked. A card that was used at the checkout is kept from then on. */
  async paid(): Promise<number> {
    return this.through<PaidBy>(
      `SELECT d.monthly_gift_id AS monthlyGiftId, d.due_on AS dueOn, MIN(a.off_session) AS offSession,
              MIN(a.provider_account_id) AS accountId, MIN(f.fact_key) AS paymentId
         FROM monthly_debit d JOIN donation g ON g.id = d.donation_id
         JOIN payment_attempt a ON a.donation_id = g.id
         JOIN fact f ON f.payment_attempt_id = a.id AND f.provider_account_id = a.provider_account_id
          AND f.kind = 'payment_succeeded' AND f.amount = g.amount AND f.currency = g.currency
        WHERE d.state IN ('charging', 'sent', 'declined', 'needs_donor', 'given_up', 'withdrawn')
          AND g.status IN ('succeeded', 'refunded') AND d.created_at > ?`,
      [new Date(this.clock.now().getTime() - LATE_MS)],
      async (row) => {
        const account = await this.accounts.byId(row.accountId);
        const saved = row.offSession ? null : await this.provider.savedMethod(account, row.paymentId);
        return this.database.inTransaction((tx) => this.paidOne(tx, row, saved));
      },
      ' GROUP BY d.monthly_gift_id, d.due_on',
    );
  }

  private async paidOne(tx: Tx, row: PaidBy, saved: SavedMethod | null): Promise<boolean> {
    const gift = await lockMonthly(tx, row.monthlyGiftId);
    const debit = await debitOf(tx, row);
    if (!gift || !debit || debit.state === 'paid') return false;
    const settled = { settledAt: this.clock.now(), nextTryAt: null, leaseUntil: null, problem: null };
    await changeDebit(tx, debit, { state: 'paid', ...settled });
    if (saved && gift.endedAt === null) await this.keep(tx, gift, saved, row.accountId);
    else if (gift.state === 'pending') {
      await this.gifts.end(tx, gift, 'no_method');
      await this.mails.tell(tx, gift, 'no_method', { once: 'ended' });
    }
    return true;
  }

  /** The card of a checkout is the gift's from now on; what waited for it goes on. */
  private async keep(tx: Tx, gift: MonthlyGift, saved: SavedMethod, accountId: string): Promise<void> {
    const method = {
      ...{ customerId: saved.customerId, methodId: saved.methodId, methodLabel: saved.label },
      providerAccountId: accountId,
    };
    const begins = gift.state === 'pending';
    if (!begins && !(gift.state === 'paused' && gift.reason === 'declined')) {
      await tx.update(MonthlyGift, { id: gift.id }, method);
      return;
    }
    const zone = await this.organizations.timeZoneOf(gift.organizationId, tx);
    const nextOn = nextDebit(gift, dayIn(this.clock.now(), zone));
    const moved = { ...method, state: 'active' as const, reason: null, nextOn, version: gift.version + 1 };
    await tx.update(MonthlyGift, { id: gift.id }, moved);
    const once = String(moved.version);
    await this.mails.tell(tx, { ...gift, ...moved }, begins ? 'begun' : 'resumed', { once, day: nextOn });
  }

  /** Months whose try the provider says has failed. */
  async declined(): Promise<number> {
    return this.through<DebitKey & { attemptId: string; detail: string | null }>(
      `SELECT d.monthly_gift_id AS monthlyGiftId, d.due_on AS dueOn, d.attempt_id AS attemptId,
              MAX(f.detail) AS detail
         FROM monthly_debit d JOIN payment_attempt a ON a.id = d.attempt_id
         JOIN donation g ON g.id = d.donation_id
         JOIN fact f ON f.payment_attempt_id = a.id AND f.provider_account_id = a.provider_account_id
          AND f.kind IN ('payment_failed', 'payment_expired')
        WHERE d.state = 'sent' AND g.status NOT IN ('succeeded', 'refunded')`,
      [],
      (row) =>
        this.database.inTransaction((tx) => this.decline(tx, row, row.attemptId, row.detail ?? 'declined')),
      ' GROUP BY d.monthly_gift_id, d.due_on, d.attempt_id',
    );
  }

  /** The provider will not even try: it knows no such card any more. */
  async refused(row: DebitKey, attemptId: string, problem: string): Promise<void> {
    await this.database.inTransaction((tx) => this.decline(tx, row, attemptId, 'method_gone', problem));
  }

  private async decline(
    tx: Tx,
    row: DebitKey,
    attemptId: string,
    reason: string,
    problem: string | null = null,
  ): Promise<boolean> {
    const gift = await lockMonthly(tx, row.monthlyGiftId);
    const debit = await debitOf(tx, row);
    if (!gift || !debit || debit.attemptId !== attemptId) return false;
    if (debit.state !== 'sent' && debit.state !== 'charging') return false;
    const now = this.clock.now();
    const declines = debit.declines + 1;
    const after = afterDecline(reason, declines);
    const told = { reason: reason.slice(0, 80), declines, leaseUntil: null, problem };
    if (gift.state !== 'active' || after.act === 'pause') {
      await changeDebit(tx, debit, { ...told, state: 'given_up', nextTryAt: null, settledAt: now });
      if (gift.state === 'active') await this.pauseDeclined(tx, gift, { ...debit, ...told });
      return true;
    }
    const days = after.act === 'retry' ? after.days : DONOR_DAYS;
    const nextTryAt = new Date(now.getTime() + days * DAY_MS);
    const state = after.act === 'retry' ? ('declined' as const) : ('needs_donor' as const);
    await changeDebit(tx, debit, { ...told, state, nextTryAt });
    const zone = await this.organizations.timeZoneOf(gift.organizationId, tx);
    await this.mails.tell(tx, gift, after.act === 'retry' ? 'declined' : 'authenticate', {
      ...{ once: attemptId, day: dayIn(nextTryAt, zone), reason },
      ...(debit.donationId ? { donationId: debit.donationId } : {}),
    });
    return true;
  }

  /** Months that waited for their donor in vain: a first one never begins, any other pauses its gift. */
  async expire(): Promise<number> {
    return this.through<DebitKey>(
      `SELECT d.monthly_gift_id AS monthlyGiftId, d.due_on AS dueOn FROM monthly_debit d
         JOIN donation g ON g.id = d.donation_id
        WHERE d.state = 'needs_donor' AND d.next_try_at <= ? AND g.status NOT IN ('succeeded', 'refunded')`,
      [this.clock.now()],
      (row) =>
        this.database.inTransaction(async (tx) => {
          const gift = await lockMonthly(tx, row.monthlyGiftId);
          const debit = await debitOf(tx, row);
          const now = this.clock.now();
          if (!gift || debit?.state !== 'needs_donor' || !debit.nextTryAt || debit.nextTryAt > now)
            return false;
          await changeDebit(tx, debit, { state: 'given_up', nextTryAt: null, settledAt: now });
          if (gift.state === 'pending') await this.gifts.end(tx, gift, 'never_begun');
          if (gift.state === 'active') await this.pauseDeclined(tx, gift, debit);
          return true;
        }),
    );
  }

  private async pauseDeclined(
    tx: Tx,
    gift: MonthlyGift,
    { attemptId, donationId, reason, dueOn }: MonthlyDebit,
  ): Promise<void> {
    const version = gift.version + 1;
    const paused = { state: 'paused', reason: 'declined', nextOn: null, announcedFor: null } as const;
    await tx.update(MonthlyGift, { id: gift.id }, { ...paused, version });
    await this.mails.tell(tx, gift, 'paused_declined', {
      ...{ once: attemptId ?? dueOn, reason },
      ...(donationId ? { donationId } : {}),
    });
  }

  /** Has the cards of gifts that are over forgotten, once nothing of them is under way. */
  async forget(): Promise<number> {
    return this.through<DebitKey & { methodId: string; accountId: string }>(
      `SELECT m.id AS monthlyGiftId, '' AS dueOn, m.method_id AS methodId, m.provider_account_id AS accountId
         FROM monthly_gift m
        WHERE m.state IN ('cancelled', 'ended') AND m.method_id IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM monthly_debit d WHERE d.monthly_gift_id = m.id AND d.state IN ('charging', 'sent'))`,
      [],
      async ({ monthlyGiftId, methodId, accountId }) => {
        await this.provider.forgetMethod(await this.accounts.byId(accountId), methodId);
        const gone = { customerId: null, methodId: null, methodLabel: null };
        await this.database.inTransaction((tx) =>
          tx.update(MonthlyGift, { id: monthlyGiftId, methodId }, gone),
        );
        return true;
      },
      '',
      'm.id',
    );
  }

  private through<Row extends DebitKey>(
    sql: string,
    parameters: readonly unknown[],
    work: (row: Row) => Promise<boolean>,
    grouped = '',
    key = 'd.monthly_gift_id',
  ): Promise<number> {
    return throughAll<Row>(
      (after, size) =>
        this.database.rows(`${sql} AND ${key} > ?${grouped} ORDER BY ${key} LIMIT ?`, [
          ...parameters,
          after,
          size,
        ]),
      work,
      ({ monthlyGiftId, dueOn }, error) =>
        this.log.error(`monthly gift ${monthlyGiftId} ${dueOn}: ${String(error)}`),
    );
  }
}
