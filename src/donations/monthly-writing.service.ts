import { createHash } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { Clock, dayIn } from '../kernel/clock.js';
import { dayAfter } from '../kernel/days.js';
import { newId } from '../kernel/ids.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { Database, type Tx } from '../platform/database/database.js';
import { acceptsGifts, ProjectsQueries } from '../projects/projects.queries.js';
import { newAttempt } from './checkouts.service.js';
import { Donation } from './donation.entity.js';
import { DonorDetails } from './donor-details.service.js';
import { changeDebit, type DebitKey, debitOf, lockMonthly, throughAll } from './monthly.statements.js';
import { MonthlyGift } from './monthly-gift.entity.js';
import { MonthlyGifts, monthlyNameRow } from './monthly-gifts.service.js';
import { MonthlyMails } from './monthly-mails.service.js';
import { chargeOn, NOTICE_DAYS, nextDebit, noticeOn } from './monthly-schedule.js';
import { PaymentAttempt } from './payment-attempt.entity.js';
import { isWholeName, maskName } from './public-label.js';
import { PublicWord } from './public-word.entity.js';

/** A project that takes no gifts for a while is waited for so long; then the month is left out. */
const WAIT_DAYS = 14;

interface Due extends DebitKey {
  readonly organizationId: string;
  readonly projectId: string;
}

/** Tells donors of coming debits, and writes the gift and the try of each month when its day has come. */
@Injectable()
export class MonthlyWriting {
  private readonly log = new Logger(MonthlyWriting.name);

  constructor(
    private readonly database: Database,
    private readonly organizations: OrganizationsQueries,
    private readonly projects: ProjectsQueries,
    private readonly details: DonorDetails,
    private readonly gifts: MonthlyGifts,
    private readonly mails: MonthlyMails,
    private readonly clock: Clock,
  ) {}

  /** Ends monthly gifts to projects that take no gifts any more. @returns how many. */
  async endWithProjects(): Promise<number> {
    return this.through(
      `SELECT m.id AS monthlyGiftId, '' AS dueOn, m.organization_id AS organizationId, m.project_id AS projectId
         FROM monthly_gift m JOIN project p ON p.id = m.project_id
        WHERE m.state IN ('active', 'paused') AND (p.state = 'closed' OR p.ends_on <= ?)`,
      [dayAfter(this.utcDay(), 1)],
      async (row) => {
        if (!isOver(await this.obstacle(row))) return false;
        return this.gifts.endWithProject(row.monthlyGiftId);
      },
    );
  }

  /** Writes to the donors whose next debit is near. @returns how many. */
  async announce(): Promise<number> {
    return this.through(
      `SELECT m.id AS monthlyGiftId, m.next_on AS dueOn, m.organization_id AS organizationId,
              m.project_id AS projectId
         FROM monthly_gift m
        WHERE m.state = 'active' AND m.next_on <= ? AND (m.announced_for IS NULL OR m.announced_for < m.next_on)`,
      // Zones reach 14 hours beyond UTC.
      [dayAfter(this.utcDay(), NOTICE_DAYS + 1)],
      (row) => this.database.inTransaction((tx) => this.announceOne(tx, row)),
    );
  }

  private async announceOne(tx: Tx, { monthlyGiftId, organizationId }: Due): Promise<boolean> {
    const gift = await lockMonthly(tx, monthlyGiftId);
    const today = await this.today(organizationId, tx);
    if (gift?.state !== 'active' || gift.nextOn === null || gift.announcedFor === gift.nextOn) return false;
    const dueOn = gift.nextOn;
    if (today < noticeOn(dueOn)) return false;
    const charge = chargeOn(dueOn, today);
    const now = this.clock.now();
    await tx.query(
      `INSERT INTO monthly_debit (monthly_gift_id, due_on, organization_id, state, charge_on, created_at)
       VALUES (?, ?, ?, 'announced', ?, ?)
       ON DUPLICATE KEY UPDATE charge_on = IF(state = 'withdrawn', VALUES(charge_on), charge_on),
         settled_at = IF(state = 'withdrawn', NULL, settled_at), state = IF(state = 'withdrawn', 'announced', state)`,
      [gift.id, dueOn, organizationId, charge, now],
    );
    await tx.update(MonthlyGift, { id: gift.id }, { announcedFor: dueOn });
    await this.mails.tell(tx, gift, 'notice', { once: `${dueOn}:${gift.version}`, day: charge });
    return true;
  }

  /** Writes the gift and the try of every month whose day has come; nobody is asked for money yet. */
  async begin(): Promise<number> {
    return this.through(
      `SELECT d.monthly_gift_id AS monthlyGiftId, d.due_on AS dueOn, d.organization_id AS organizationId,
              m.project_id AS projectId
         FROM monthly_debit d JOIN monthly_gift m ON m.id = d.monthly_gift_id
        WHERE d.state = 'announced' AND d.charge_on <= ?`,
      [dayAfter(this.utcDay(), 1)],
      async (row) => {
        const obstacle = await this.obstacle(row);
        if (isOver(obstacle)) return this.gifts.endWithProject(row.monthlyGiftId);
        return this.database.inTransaction((tx) => this.beginOne(tx, row, obstacle !== null));
      },
    );
  }

  private async beginOne(tx: Tx, row: Due, waits: boolean): Promise<boolean> {
    const gift = await lockMonthly(tx, row.monthlyGiftId);
    const debit = await debitOf(tx, row);
    const today = await this.today(row.organizationId, tx);
    if (!gift || debit?.state !== 'announced' || today < debit.chargeOn) return false;
    const now = this.clock.now();
    const { methodId, customerId, providerAccountId } = gift;
    const late = today > dayAfter(debit.chargeOn, WAIT_DAYS);
    if (gift.state !== 'active' || methodId === null || providerAccountId === null || (waits && late)) {
      await changeDebit(tx, debit, { state: 'withdrawn', settledAt: now });
      if (gift.state === 'active')
        await tx.update(
          MonthlyGift,
          { id: gift.id },
          { lastOn: today, nextOn: this.next(gift, today, debit) },
        );
      return true;
    }
    if (waits) return false;
    const donation = this.donationOf(gift, debit.dueOn, now);
    await tx.insert(Donation, donation);
    await this.keepName(tx, donation);
    const attempt = { ...newAttempt(donation, providerAccountId, now), offSession: true };
    await tx.insert(PaymentAttempt, attempt);
    await changeDebit(tx, debit, {
      ...{ state: 'charging', donationId: donation.id, attemptId: attempt.id, methodId, customerId },
      ...{ nextTryAt: now, triedAt: null, leaseUntil: null },
    });
    const lastOn = today > debit.dueOn ? today : debit.dueOn;
    await tx.update(MonthlyGift, { id: gift.id }, { lastOn, nextOn: this.next(gift, today, debit) });
    return true;
  }

  /** Writes the next try of months that were declined and whose time has come. */
  async retry(): Promise<number> {
    return this.through(
      `SELECT d.monthly_gift_id AS monthlyGiftId, d.due_on AS dueOn, d.organization_id AS organizationId,
              m.project_id AS projectId
         FROM monthly_debit d JOIN monthly_gift m ON m.id = d.monthly_gift_id
        WHERE d.state = 'declined' AND d.next_try_at <= ?`,
      [this.clock.now()],
      (row) => this.database.inTransaction((tx) => this.retryOne(tx, row)),
    );
  }

  private async retryOne(tx: Tx, row: Due): Promise<boolean> {
    const gift = await lockMonthly(tx, row.monthlyGiftId);
    const debit = await debitOf(tx, row);
    const now = this.clock.now();
    if (!gift || debit?.state !== 'declined' || !debit.nextTryAt || debit.nextTryAt > now) return false;
    const { methodId, customerId, providerAccountId } = gift;
    if (gift.state !== 'active' || !methodId || !providerAccountId || !debit.donationId) {
      await changeDebit(tx, debit, { state: 'given_up', settledAt: now, nextTryAt: null });
      return true;
    }
    await tx.query('SELECT id FROM donation WHERE id = ? FOR UPDATE', [debit.donationId]);
    const donation = await tx.findOneByOrFail(Donation, { id: debit.donationId });
    if (donation.status === 'succeeded' || donation.status === 'refunded') return false;
    const open = await openCheckoutUntil(tx, donation.id, now);
    if (open) {
      // The donor may be paying this very gift by hand: two payments for one month help nobody.
      await changeDebit(tx, debit, { nextTryAt: open });
      return true;
    }
    const attempt = { ...newAttempt(donation, providerAccountId, now), offSession: true };
    await tx.insert(PaymentAttempt, attempt);
    await changeDebit(tx, debit, {
      ...{ state: 'charging', attemptId: attempt.id, methodId, customerId },
      ...{ nextTryAt: now, triedAt: null, leaseUntil: null },
    });
    return true;
  }

  private next(gift: MonthlyGift, today: string, { dueOn }: DebitKey): string {
    return nextDebit({ dayOfMonth: gift.dayOfMonth, lastOn: today > dueOn ? today : dueOn }, today);
  }

  private donationOf(gift: MonthlyGift, dueOn: string, now: Date): Donation {
    const { organizationId, projectId, donorId, channelId, amount, currency, publicity, donorKind } = gift;
    const id = newId();
    const name = gift.nameEncrypted && this.details.openText(monthlyNameRow(gift.id), gift.nameEncrypted);
    // The key is one more thing that keeps a month from being written twice.
    const formKey = `monthly-${gift.id}-${dueOn}`;
    return {
      ...{ id, organizationId, projectId, donorId, channelId, amount, currency, publicity, donorKind },
      ...{ status: 'pending', monthlyGiftId: gift.id, locale: gift.locale, formKey },
      nameEncrypted: name ? this.details.sealName(id, name) : null,
      publicLabel: maskName(name, donorKind, publicity),
      formSha256: createHash('sha256').update(formKey).digest(),
      ...{ keyVersion: gift.keyVersion, createdAt: now },
    };
  }

  /** A whole name waits for somebody of the society, for each gift. */
  private async keepName(tx: Tx, donation: Donation): Promise<void> {
    if (!isWholeName({ ...donation, label: donation.publicLabel })) return;
    const { id: donationId, organizationId, createdAt } = donation;
    const undecided = { textEncrypted: null, reason: null, decidedBy: null, decidedAt: null };
    await tx.insert(PublicWord, {
      ...{ donationId, organizationId, kind: 'name', state: 'waiting', createdAt },
      ...undecided,
    });
  }

  private async obstacle({ projectId, organizationId }: Due) {
    const project = await this.projects.byId(projectId);
    const zone = await this.organizations.timeZoneOf(organizationId);
    return project ? acceptsGifts(project, dayIn(this.clock.now(), zone), zone) : 'closed';
  }

  private through(sql: string, parameters: readonly unknown[], work: (row: Due) => Promise<boolean>) {
    return throughAll<Due>(
      (after, size) =>
        this.database.rows(`${sql} AND m.id > ? ORDER BY m.id LIMIT ?`, [...parameters, after, size]),
      work,
      ({ monthlyGiftId, dueOn }, error) =>
        this.log.error(`monthly gift ${monthlyGiftId} ${dueOn}: ${String(error)}`),
    );
  }

  private async today(organizationId: string, tx: Tx): Promise<string> {
    return dayIn(this.clock.now(), await this.organizations.timeZoneOf(organizationId, tx));
  }

  private utcDay(): string {
    return this.clock.now().toISOString().slice(0, 10);
  }
}

function isOver(obstacle: string | null): boolean {
  return obstacle === 'closed' || obstacle === 'ended';
}

/** Until when a checkout of the gift can still be paid, or null. */
async function openCheckoutUntil(tx: Tx, donationId: string, now: Date): Promise<Date | null> {
  const [open]: { until: Date | null }[] = await tx.query(
    `SELECT MAX(a.expires_at) AS until FROM payment_attempt a
      WHERE a.donation_id = ? AND a.expires_at > ? AND NOT EXISTS (
        SELECT 1 FROM fact f WHERE f.payment_attempt_id = a.id AND f.kind = 'payment_expired')`,
    [donationId, now],
  );
  return open?.until ?? null;
}
