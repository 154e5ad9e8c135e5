import { Donations } from '../../src/donations/donations.service.js';
import { MonthlyJobs } from '../../src/donations/monthly.jobs.js';
import { MonthlyQueries } from '../../src/donations/monthly.queries.js';
import { MonthlyGifts } from '../../src/donations/monthly-gifts.service.js';
import type { BuiltProject } from '../support/builders.js';
import { form, type GiftKit, openGiftKit } from './gift-kit.js';

const HOUR_MS = 3_600_000;

/** A society whose time is set by hand, with a sandbox that lives in the same time. */
export interface MonthlyKit extends GiftKit {
  /** Puts everybody's clock there. */
  at(instant: string | Date): Promise<void>;
  /** Goes on hour by hour, or in other steps, with the worker at work at each, as far as that. */
  until(instant: string, stepHours?: number): Promise<void>;
  /** Lets the worker work and delivers what the sandbox has to say, until nothing happens. */
  work(): Promise<void>;
  /** Delivers what the sandbox has said since the last time. */
  pump(): Promise<number>;
  /** Promises monthly and pays the first month with a card of that way. */
  begin(
    project: BuiltProject,
    card?: string,
    more?: object,
  ): Promise<{ monthlyId: string; donationId: string }>;
  months(monthlyId: string): Promise<string[]>;
  gift(
    monthlyId: string,
  ): Promise<{ state: string; reason: string | null; nextOn: string | null; methodId: string | null }>;
  /** Subjects and texts of the mails asked for, the oldest first. */
  mails(): Promise<{ key: string; subject: string; text: string }[]>;
  /** Turns the saved card. */
  turn(monthlyId: string, card: string, times?: number): Promise<void>;
}

export async function openMonthlyKit(start: string): Promise<MonthlyKit> {
  const kit = await openGiftKit({ GIFT_MAX: '100000' });
  const { app, sandbox, clock } = kit;
  const delivered = new Set<string>();
  const at = async (instant: string | Date) => {
    clock.set(new Date(instant));
    await sandbox.control('PUT', '/clock', { at: Math.trunc(clock.now().getTime() / 1000) });
  };
  const pump = async () => {
    const { store } = sandbox.running.sandbox;
    const fresh = [...store.objects.values()].filter(
      ({ object, id }) => object === 'event' && !delivered.has(id),
    );
    for (const event of fresh) delivered.add(event.id);
    await kit.deliver(...fresh);
    await kit.intake();
    return fresh.length;
  };
  const work = async () => {
    for (let round = 0; round < 10; round++)
      if ((await pump()) + (await app.get(MonthlyJobs).runOnce()) === 0) return;
    throw new Error('the worker never comes to rest');
  };
  await at(start);
  const find = async (monthlyId: string) => {
    const gift = await app.get(MonthlyQueries).byId(monthlyId);
    if (!gift) throw new Error('no monthly gift');
    return gift;
  };
  return {
    ...kit,
    at,
    pump,
    work,
    async until(instant, stepHours = 6) {
      const end = new Date(instant).getTime();
      while (clock.now().getTime() < end) {
        await at(new Date(Math.min(end, clock.now().getTime() + stepHours * HOUR_MS)));
        await work();
      }
    },
    async begin(project, card = 'pays', more = {}) {
      const { donationId } = await app.get(Donations).give({
        ...form(project.slug),
        ...{ frequency: 'monthly', mail: 'lin@example.org', name: '林晓' },
        ...more,
      });
      const [row] = await app.database.rows<{ session: string; monthly: string }>(
        `SELECT a.provider_session_id AS session, g.monthly_gift_id AS monthly FROM payment_attempt a
           JOIN donation g ON g.id = a.donation_id WHERE g.id = ?`,
        [donationId],
      );
      await sandbox.control('POST', '/pay', { session: row?.session, card });
      await work();
      return { monthlyId: row?.monthly ?? '', donationId };
    },
    async months(monthlyId) {
      const months = await app.get(MonthlyQueries).monthsOf(monthlyId);
      return months.reverse().map(({ dueOn, state, status }) => `${dueOn} ${state} ${status ?? '-'}`);
    },
    gift: find,
    mails: () =>
      app.database.rows(
        'SELECT dedupe_key AS `key`, subject, text_body AS text FROM mail_message ORDER BY created_at, id',
      ),
    async turn(monthlyId, card, times) {
      const { methodId } = await find(monthlyId);
      await sandbox.control('POST', `/card/${methodId}`, { card, ...(times === undefined ? {} : { times }) });
    },
  };
}

/** The donor's verbs. */
export const donorOf = (kit: MonthlyKit) => kit.app.get(MonthlyGifts);
