import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Donations } from '../donations/donations.service.js';
import type { SetClock } from '../kernel/clock.js';
import { Database } from '../platform/database/database.js';
import { InboxQueries } from '../providers/inbox.queries.js';
import { ProviderAccounts } from '../providers/provider-accounts.service.js';
import { Settlements } from '../settlements/settlements.service.js';
import { DemoCheckout } from './demo-checkout.js';
import { DemoDays } from './demo-days.service.js';
import { type DemoGift, PLANNED_DAYS, planDemoGifts } from './demo-gifts.js';
import { DemoHouse } from './demo-house.service.js';
import { DemoSpending } from './demo-spending.service.js';
import { DemoWords } from './demo-words.service.js';

/** Told after each gift, for the progress bar of `npm start`. */
export type DemoProgress = (done: number, of: number) => void;

const DAY_MS = 86_400_000;
/** The houses are built before the first gift. */
const BUILT_DAYS_AGO = 61;
/** How long a donor of the demonstration takes at the checkout. */
const CHECKOUT_MS = 45_000;
const BOOKED_WITHIN_MS = 60_000;

/**
 * Fills an empty database with the demonstration. Every gift takes the donor's own path: the donate use case,
 * the sandbox's checkout, its signed events. Only the clocks stand in the past.
 */
@Injectable()
export class Demo {
  constructor(
    private readonly database: Database,
    private readonly house: DemoHouse,
    private readonly accounts: ProviderAccounts,
    private readonly donations: Donations,
    private readonly checkout: DemoCheckout,
    private readonly inbox: InboxQueries,
    private readonly settlements: Settlements,
    private readonly days: DemoDays,
    private readonly words: DemoWords,
    private readonly spending: DemoSpending,
  ) {}

  /** Whether nobody has used this database yet. */
  async isEmpty(): Promise<boolean> {
    const [row] = await this.database.rows<{ found: string }>('SELECT COUNT(*) AS found FROM organization');
    return row?.found === '0';
  }

  /**
   * @param clock the clock of this process, standing at the present; it is moved to each gift's moment and back.
   * @param most gifts at most, the latest ones; 0 for societies and projects alone.
   * @returns how many gifts were made.
   */
  async seed(clock: SetClock, progress: DemoProgress, most = Number.POSITIVE_INFINITY): Promise<number> {
    const present = clock.now();
    try {
      clock.set(new Date(present.getTime() - BUILT_DAYS_AGO * DAY_MS));
      const ids = await this.house.build(present);
      await this.accounts.ensureMain();
      const planned = planDemoGifts(present);
      const gifts = planned.slice(Math.max(0, planned.length - most));
      for (const [index, gift] of gifts.entries()) {
        await this.give(clock, gift, index);
        progress(index + 1, gifts.length + PLANNED_DAYS);
      }
      await this.words.publish(clock, present);
      clock.set(new Date());
      await this.house.closeFinished(ids);
      await this.bookFees(present);
      await this.spending.spend(clock, present);
      clock.set(new Date());
      await this.closeDays(present, (closed) => progress(gifts.length + closed, gifts.length + PLANNED_DAYS));
      return gifts.length;
    } finally {
      await this.checkout.liveAt(null);
    }
  }

  /** The worker reads statements from where it last stood; the lines of these gifts lie before that. */
  private async bookFees(present: Date): Promise<void> {
    await this.checkout.delivered();
    const since = new Date(present.getTime() - BUILT_DAYS_AGO * DAY_MS);
    for (const { id, organizationId } of await this.accounts.all()) {
      await this.booked(organizationId);
      await this.words.approve(organizationId);
      await this.settlements.importSince(id, since);
    }
  }

  private async closeDays(present: Date, progress: (closed: number) => void): Promise<void> {
    const books = new Set((await this.accounts.all()).map(({ organizationId }) => organizationId));
    for (const organizationId of books) await this.days.closeBefore(organizationId, present, progress);
  }

  /** Waits until the worker has booked what arrived: only then a fee finds its gift. */
  private async booked(organizationId: string): Promise<void> {
    const until = Date.now() + BOOKED_WITHIN_MS;
    while ((await this.inbox.counts(organizationId)).NEW > 0) {
      if (Date.now() > until) throw new Error('the worker does not book what arrives: is it running?');
      await sleep(200);
    }
  }

  private async give(clock: SetClock, gift: DemoGift, index: number): Promise<void> {
    const { at, outcome, ...donor } = gift;
    clock.set(at);
    await this.checkout.liveAt(at);
    const formKey = `demo-${String(index).padStart(5, '0')}-${at.getTime().toString(36)}`;
    const { checkoutUrl } = await this.donations.give({ ...donor, currency: 'CNY', formKey });
    await this.checkout.finish(checkoutUrl, outcome, new Date(at.getTime() + CHECKOUT_MS));
  }
}
