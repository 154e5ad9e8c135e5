import { Injectable } from '@nestjs/common';
import { Clock, dayIn } from '../kernel/clock.js';
import type { FieldProblem } from '../kernel/errors.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { Audit } from '../platform/audit/audit.js';
import { Config } from '../platform/config/config.js';
import { Database, type Tx } from '../platform/database/database.js';
import type { Donation } from './donation.entity.js';
import { KEY_VERSION } from './donation-keys.service.js';
import { DonorDetails } from './donor-details.service.js';
import { readGiftAmount } from './gift-form.js';
import { monthlyInvalid, monthlyNeedsMethod, monthlyNotFound, monthlyNotThere } from './monthly.errors.js';
import { MONTHLY_TRANSITIONS, type MonthlyReason, type MonthlyState } from './monthly.js';
import { endOpenMonths, lockMonthly } from './monthly.statements.js';
import { MonthlyDebit, MonthlyGift } from './monthly-gift.entity.js';
import { MonthlyMails } from './monthly-mails.service.js';
import { DAY_MAX, nextDebit } from './monthly-schedule.js';

/** How long the first month may wait for its donor. */
const FIRST_MS = 30 * 86_400_000;

/** The row of a monthly gift's name, to which it is sealed. */
export const monthlyNameRow = (monthlyGiftId: string): string => `monthly_gift:${monthlyGiftId}`;

/** What a donor does with a monthly gift, each time by its key alone. */
@Injectable()
export class MonthlyGifts {
  constructor(
    private readonly database: Database,
    private readonly organizations: OrganizationsQueries,
    private readonly details: DonorDetails,
    private readonly mails: MonthlyMails,
    private readonly audit: Audit,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** Writes the promise that a donation is the first month of; it begins when that donation is booked. */
  async promise(tx: Tx, id: string, first: Donation, name: string | null): Promise<void> {
    const { organizationId, projectId, channelId, donorId, amount, currency, publicity, donorKind, locale } =
      first;
    if (!donorId) throw new Error(`monthly gift ${id} has nobody to write to`);
    const day = await this.today(organizationId, tx);
    await tx.insert(MonthlyGift, {
      ...{ id, organizationId, projectId, channelId, donorId, amount, currency },
      ...{ publicity, donorKind, locale, state: 'pending', reason: null },
      ...{ dayOfMonth: Number(day.slice(8)), lastOn: day, nextOn: null, announcedFor: null },
      ...{ providerAccountId: null, customerId: null, methodId: null, methodLabel: null },
      nameEncrypted: name ? this.details.sealText(monthlyNameRow(id), name) : null,
      ...{ keyVersion: KEY_VERSION, version: 0, createdAt: this.clock.now(), endedAt: null },
    });
  }

  /** The first month: the donor pays it at the checkout. */
  async firstMonth(tx: Tx, monthlyGiftId: string, { id, organizationId }: Donation): Promise<void> {
    const day = await this.today(organizationId, tx);
    const now = this.clock.now();
    await tx.insert(MonthlyDebit, {
      ...{ monthlyGiftId, dueOn: day, chargeOn: day, organizationId, donationId: id, state: 'needs_donor' },
      ...{ attemptId: null, customerId: null, methodId: null, declines: 0, reason: null },
      ...{ nextTryAt: new Date(now.getTime() + FIRST_MS), triedAt: null, leaseUntil: null, problem: null },
      ...{ createdAt: now, settledAt: null },
    });
  }

  /**
   * Another sum or another day, from the next debit on that is not under way.
   * @throws Refusal invalid/monthly_invalid with its fields · conflict/monthly_not_there · not_found/monthly_not_found.
   */
  async change(id: string, input: { readonly amountText: string; readonly dayText: string }): Promise<void> {
    await this.database.inTransaction(async (tx) => {
      const gift = await this.existing(tx, id, ['active', 'paused']);
      const problems: FieldProblem[] = [];
      const asked = { amountText: input.amountText, currency: gift.currency };
      const limits = { min: this.config.GIFT_MIN, max: this.config.GIFT_MAX };
      const amount = readGiftAmount(asked, gift.currency, limits, problems);
      const day = /^\d{1,2}$/.test(input.dayText.trim()) ? Number(input.dayText) : 0;
      if (day < 1 || day > DAY_MAX) problems.push({ field: 'day', code: 'invalid' });
      if (problems.length > 0 || amount === null) throw monthlyInvalid(problems);
      if (amount === gift.amount && day === gift.dayOfMonth) return;
      const moved = { ...gift, amount, dayOfMonth: day };
      if (day !== gift.dayOfMonth && gift.state === 'active') {
        await this.dropNotice(tx, gift);
        moved.nextOn = nextDebit(moved, await this.today(gift.organizationId, tx));
      }
      const { nextOn } = moved;
      await this.write(tx, gift, { amount, dayOfMonth: day, nextOn }, 'changed', {
        before: { amount: gift.amount, day: gift.dayOfMonth },
        after: { amount, day },
      });
      if (nextOn) await this.tell(tx, { ...moved, version: gift.version + 1 }, 'changed', nextOn);
    });
  }

  /** Nothing is debited until it is resumed. A debit that the provider was asked for already goes its way. */
  async pause(id: string): Promise<void> {
    await this.move(id, 'paused', async (tx, gift) => {
      await endOpenMonths(tx, id, this.clock.now(), false);
      await this.tell(tx, gift, 'paused');
    });
  }

  /** Goes on, beginning with the next day that leaves time for a notice. @throws also conflict/monthly_needs_method. */
  async resume(id: string): Promise<void> {
    await this.move(id, 'active', async (tx, gift) => {
      if (gift.methodId === null) throw monthlyNeedsMethod();
      await this.tell(tx, gift, 'resumed', gift.nextOn ?? '');
    });
  }

  /** Ends it for good; the saved card is forgotten afterwards. */
  async cancel(id: string): Promise<void> {
    await this.move(id, 'cancelled', async (tx, gift) => {
      await endOpenMonths(tx, id, this.clock.now(), true);
      await this.tell(tx, gift, 'cancelled');
    });
  }

  /** Mails the donor of a month's gift the link to the promise, at most once an hour. Nothing for a gift made once. */
  async sendLink(donationId: string): Promise<void> {
    const [row] = await this.database.rows<{ id: string | null }>(
      'SELECT monthly_gift_id AS id FROM donation WHERE id = ?',
      [donationId],
    );
    const id = row?.id;
    if (!id) return;
    await this.database.inTransaction(async (tx) => {
      const gift = await lockMonthly(tx, id);
      const once = this.clock.now().toISOString().slice(0, 13);
      if (gift) await this.mails.tell(tx, gift, 'link', { once });
    });
  }

  /** Ends it because the project has: with a mail that says so. */
  async endWithProject(id: string): Promise<boolean> {
    return this.database.inTransaction(async (tx) => {
      const gift = await lockMonthly(tx, id);
      if (gift?.state !== 'active' && gift?.state !== 'paused') return false;
      await this.end(tx, gift, 'project_closed');
      await this.mails.tell(tx, gift, 'project_closed', { once: 'ended' });
      return true;
    });
  }

  /** Writes the end; the gift is locked. */
  async end(tx: Tx, gift: MonthlyGift, reason: MonthlyReason): Promise<void> {
    const now = this.clock.now();
    await endOpenMonths(tx, gift.id, now, true);
    await tx.update(MonthlyGift, { id: gift.id }, { state: 'ended', reason, nextOn: null, endedAt: now });
  }

  private async move(
    id: string,
    to: 'active' | 'paused' | 'cancelled',
    then: (tx: Tx, gift: MonthlyGift) => Promise<void>,
  ): Promise<void> {
    await this.database.inTransaction(async (tx) => {
      const from = (Object.keys(MONTHLY_TRANSITIONS) as MonthlyState[]).filter((state) =>
        MONTHLY_TRANSITIONS[state].includes(to),
      );
      // What was never paid for becomes active by its payment alone.
      const gift = await this.existing(
        tx,
        id,
        to === 'active' ? from.filter((state) => state !== 'pending') : from,
      );
      const today = await this.today(gift.organizationId, tx);
      const nextOn = to === 'active' ? nextDebit(gift, today) : null;
      const reason = to === 'active' ? null : ('donor' as const);
      const endedAt = to === 'cancelled' ? this.clock.now() : null;
      await this.write(tx, gift, { state: to, nextOn, reason, endedAt, announcedFor: null }, to, {
        before: { state: gift.state },
        after: { state: to },
      });
      await then(tx, { ...gift, state: to, nextOn, version: gift.version + 1 });
    });
  }

  private async write(
    tx: Tx,
    { id, organizationId, version }: MonthlyGift,
    members: Partial<MonthlyGift>,
    action: string,
    change: { before: Record<string, unknown>; after: Record<string, unknown> },
  ): Promise<void> {
    await tx.update(MonthlyGift, { id }, { ...members, version: version + 1 });
    const subject = { subjectType: 'monthly_gift', subjectId: id, staffId: null };
    await this.audit.record(tx, { organizationId, action: `monthly_gift.${action}`, ...subject, ...change });
  }

  /** A notice of a day that is no longer the day: the month is told anew. */
  private async dropNotice(tx: Tx, { id }: MonthlyGift): Promise<void> {
    await tx.query(
      "UPDATE monthly_debit SET state = 'withdrawn', settled_at = ? WHERE monthly_gift_id = ? AND state = 'announced'",
      [this.clock.now(), id],
    );
    await tx.update(MonthlyGift, { id }, { announcedFor: null });
  }

  private tell(
    tx: Tx,
    gift: MonthlyGift,
    news: 'paused' | 'resumed' | 'changed' | 'cancelled',
    day?: string,
  ) {
    return this.mails.tell(tx, gift, news, { once: String(gift.version), ...(day ? { day } : {}) });
  }

  private async existing(tx: Tx, id: string, states: readonly MonthlyState[]): Promise<MonthlyGift> {
    const gift = await lockMonthly(tx, id);
    if (!gift) throw monthlyNotFound();
    if (!states.includes(gift.state)) throw monthlyNotThere(gift.state);
    return gift;
  }

  private async today(organizationId: string, tx: Tx): Promise<string> {
    return dayIn(this.clock.now(), await this.organizations.timeZoneOf(organizationId, tx));
  }
}
