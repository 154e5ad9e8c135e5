import { Donations } from '../../src/donations/donations.service.js';
import { MonthlyJobs } from '../../src/donations/monthly.jobs.js';
import { dayAfter } from '../../src/kernel/days.js';
import { Refusal } from '../../src/kernel/errors.js';
import { Projects } from '../../src/projects/projects.service.js';
import { form } from './gift-kit.js';
import { donorOf, type MonthlyKit, openMonthlyKit } from './monthly-kit.js';

let kit: MonthlyKit;
beforeAll(async () => {
  kit = await openMonthlyKit('2025-03-10T04:00:00Z');
});
afterAll(() => kit.close());
// What one test began is not to be debited in the next.
afterEach(async () => {
  const rows = await kit.app.database.rows<{ id: string }>(
    "SELECT id FROM monthly_gift WHERE state NOT IN ('cancelled', 'ended')",
  );
  for (const { id } of rows) await donorOf(kit).cancel(id);
  await kit.work();
});

const refusal = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: unknown) =>
      error instanceof Refusal
        ? `${error.code} ${error.fields.map(({ field, code }) => `${field}:${code}`).join()}`.trim()
        : String(error),
  );
const newsOf = async (monthlyId: string) =>
  (await kit.mails()).filter(({ key }) => key.includes(monthlyId)).map(({ key }) => key.split(':')[2]);
/** Noon in Shanghai on the day the next debit is told, and on the day it is due. */
const tell = (due: string) => kit.until(`${dayAfter(due, -3)}T04:00:00Z`, 24 * 40);
const due = (day: string) => kit.until(`${day}T04:00:00Z`, 24 * 40);
/** A monthly gift whose second month is due today; the worker has not looked yet. */
async function dueToday(card = 'pays') {
  const begun = await kit.begin(await kit.project(), card);
  const { nextOn } = await kit.gift(begun.monthlyId);
  await tell(nextOn ?? '');
  await kit.at(`${nextOn}T04:00:00Z`);
  return { ...begun, nextOn: nextOn ?? '' };
}
const payments = async () =>
  (await kit.sandbox.control<{ payments: { payment_attempt: string; amount: number }[] }>('GET', '/money'))
    .payments;
const attemptsOf = (monthlyId: string, dueOn: string) =>
  kit.app.database.rows<{ id: string; off: number }>(
    `SELECT a.id, a.off_session AS off FROM payment_attempt a JOIN monthly_debit d ON d.donation_id = a.donation_id
      WHERE d.monthly_gift_id = ? AND d.due_on = ? ORDER BY a.created_at, a.id`,
    [monthlyId, dueOn],
  );

it('is a choice of its own: once unless said otherwise, with an address to write to, and for adults', async () => {
  const project = await kit.project();
  const give = (more: object) => refusal(kit.app.get(Donations).give({ ...form(project.slug), ...more }));
  expect(await give({})).toBe('done');
  expect(await give({ frequency: 'once' })).toBe('done');
  expect(await give({ frequency: 'monthly' })).toBe('donation_invalid mail:needed_monthly');
  expect(await give({ frequency: 'weekly' })).toBe('donation_invalid frequency:invalid');
  expect(await give({ frequency: 'monthly', mail: 'a@example.org', age: 'minor_with_guardian' })).toContain(
    'frequency:not_for_minors',
  );
  expect(await kit.app.database.rows('SELECT id FROM monthly_gift')).toEqual([]);
  expect(kit.sandbox.calls.filter(({ source }) => source.includes('setup_future_usage'))).toEqual([]);
  // The same form as a monthly one is another gift.
  const same = form(project.slug);
  await kit.app.get(Donations).give({ ...same, mail: 'a@example.org' });
  expect(
    await refusal(kit.app.get(Donations).give({ ...same, mail: 'a@example.org', frequency: 'monthly' })),
  ).toBe('form_already_used');
});

it('begins only when its first gift is booked, and not at all when that never comes', async () => {
  const project = await kit.project();
  const given = { ...form(project.slug), frequency: 'monthly', mail: 'lin@example.org' };
  await kit.app.get(Donations).give(given);
  await kit.app.get(Donations).give(given);
  const [row, ...more] = await kit.app.database.rows<{ id: string }>(
    "SELECT id FROM monthly_gift WHERE state = 'pending'",
  );
  expect(more).toEqual([]);
  expect(kit.sandbox.calls.at(-1)?.source).toContain('setup_future_usage');
  await kit.until(new Date(kit.clock.now().getTime() + 31 * 86_400_000).toISOString(), 24 * 40);
  expect(await kit.gift(row?.id ?? '')).toMatchObject({
    state: 'ended',
    reason: 'never_begun',
    nextOn: null,
  });
  expect(await newsOf(row?.id ?? '')).toEqual([]);
});

it('a declined debit is explained and tried again after 1, 3 and 7 days as the same gift', async () => {
  const { monthlyId, nextOn } = await dueToday();
  await kit.turn(monthlyId, 'insufficient_funds', 3);
  await kit.work();
  for (const [days, state] of [
    [0, 'declined'],
    [1, 'declined'],
    [4, 'declined'],
    [11, 'paid'],
  ] as const) {
    await due(dayAfter(nextOn, days));
    expect((await kit.months(monthlyId)).at(-1)).toBe(
      `${nextOn} ${state} ${state === 'paid' ? 'succeeded' : 'failed'}`,
    );
  }
  expect(await attemptsOf(monthlyId, nextOn)).toHaveLength(4);
  expect(await newsOf(monthlyId)).toEqual(['begun', 'notice', 'declined', 'declined', 'declined']);
  const told = (await kit.mails()).find(({ key }) => key.includes(monthlyId) && key.includes('declined'));
  expect(told?.text).toContain('卡内余额不足');
  expect(told?.text).toContain(dayAfter(nextOn, 1));
  expect(await kit.gift(monthlyId)).toMatchObject({ state: 'active' });
});

it('after the last refusal it is paused with a mail; paying the month at the checkout brings a new card and goes on', async () => {
  const { monthlyId, nextOn } = await dueToday('generic_decline');
  await kit.work();
  for (const days of [1, 4, 11]) await due(dayAfter(nextOn, days));
  expect(await kit.gift(monthlyId)).toMatchObject({ state: 'paused', reason: 'declined', nextOn: null });
  expect((await newsOf(monthlyId)).at(-1)).toBe('paused_declined');
  const before = (await kit.gift(monthlyId)).methodId;
  const [month] = await kit.app.database.rows<{ id: string }>(
    'SELECT donation_id AS id FROM monthly_debit WHERE monthly_gift_id = ? AND due_on = ?',
    [monthlyId, nextOn],
  );
  const { checkoutUrl } = await kit.app.get(Donations).resume(month?.id ?? '');
  await kit.sandbox.control('POST', '/pay', { session: checkoutUrl.split('/').at(-1) });
  await kit.work();
  expect((await kit.months(monthlyId)).at(-1)).toBe(`${nextOn} paid succeeded`);
  const after = await kit.gift(monthlyId);
  expect(after).toMatchObject({ state: 'active', reason: null });
  expect(after.methodId).not.toBe(before);
  expect((await newsOf(monthlyId)).at(-1)).toBe('resumed');
});

it('a card that is gone is not tried again; one that the provider has forgotten neither', async () => {
  const one = await dueToday('expired_card');
  await kit.work();
  expect(await kit.gift(one.monthlyId)).toMatchObject({ state: 'paused', reason: 'declined' });
  expect(await attemptsOf(one.monthlyId, one.nextOn)).toHaveLength(1);
  const other = await dueToday();
  await kit.sandbox.stripe().paymentMethods.detach((await kit.gift(other.monthlyId)).methodId ?? '');
  await kit.work();
  expect(await kit.gift(other.monthlyId)).toMatchObject({ state: 'paused', reason: 'declined' });
  expect((await kit.mails()).at(-1)?.text).toContain('该卡已不能再扣款');
});

it('authentication required: a mail leads to the checkout of that very gift; nobody is charged meanwhile', async () => {
  const { monthlyId, nextOn } = await dueToday('authentication_required');
  await kit.work();
  expect((await kit.months(monthlyId)).at(-1)).toBe(`${nextOn} needs_donor failed`);
  const mail = (await kit.mails()).at(-1);
  const id = /donations\/don_(\w+)\?key=/.exec(mail?.text ?? '')?.[1] ?? '';
  const { donationId, checkoutUrl } = await kit.app.get(Donations).resume(id);
  await due(dayAfter(nextOn, 3));
  expect(await attemptsOf(monthlyId, nextOn)).toMatchObject([{ off: 1 }, { off: 0 }]);
  await kit.sandbox.control('POST', '/pay', { session: checkoutUrl.split('/').at(-1) });
  await kit.work();
  expect((await kit.months(monthlyId)).at(-1)).toBe(`${nextOn} paid succeeded`);
  expect((await kit.books(donationId)).entries).toHaveLength(1);
  expect(await kit.gift(monthlyId)).toMatchObject({ state: 'active' });
  // Without the donor it is paused after a week.
  const second = await dueToday('authentication_required');
  await kit.work();
  await due(dayAfter(second.nextOn, 8));
  expect(await kit.gift(second.monthlyId)).toMatchObject({ state: 'paused', reason: 'declined' });
});

it('a retry waits while the donor has that gift’s checkout open, and the checkout waits while the provider is asked', async () => {
  const { monthlyId, nextOn } = await dueToday();
  await kit.turn(monthlyId, 'insufficient_funds', 1);
  await kit.work();
  const [month] = await kit.app.database.rows<{ id: string }>(
    "SELECT donation_id AS id FROM monthly_debit WHERE monthly_gift_id = ? AND state = 'declined'",
    [monthlyId],
  );
  await kit.at(`${dayAfter(nextOn, 1)}T03:00:00Z`);
  await kit.app.get(Donations).resume(month?.id ?? '');
  await kit.at(`${dayAfter(nextOn, 1)}T04:30:00Z`);
  await kit.work();
  expect(await attemptsOf(monthlyId, nextOn)).toHaveLength(2);
  await kit.at(`${dayAfter(nextOn, 1)}T05:30:00Z`);
  // Taken to the provider, whose events are still on their way.
  await kit.app.get(MonthlyJobs).runOnce();
  expect(await refusal(kit.app.get(Donations).resume(month?.id ?? ''))).toBe('monthly_under_way');
  await kit.work();
  expect((await kit.months(monthlyId)).at(-1)).toBe(`${nextOn} paid succeeded`);
});

it('pause, resume, change and cancel do what they say, once, and never to a debit that is under way', async () => {
  const project = await kit.project();
  const { monthlyId } = await kit.begin(project);
  const donor = donorOf(kit);
  const first = await kit.gift(monthlyId);
  await tell(first.nextOn ?? '');
  await donor.pause(monthlyId);
  expect(await refusal(donor.pause(monthlyId))).toBe('monthly_not_there');
  await due(dayAfter(first.nextOn ?? '', 10));
  expect(await kit.months(monthlyId)).toHaveLength(1);
  await donor.resume(monthlyId);
  const resumed = (await kit.gift(monthlyId)).nextOn ?? '';
  expect(resumed > dayAfter(first.nextOn ?? '', 10)).toBe(true);
  expect(await refusal(donor.change(monthlyId, { amountText: '0.001', dayText: '32' }))).toBe(
    'monthly_invalid amount:too_many_decimals,day:invalid',
  );
  await tell(resumed);
  await donor.change(monthlyId, {
    amountText: '66.60',
    dayText: String(Math.min(28, Number(resumed.slice(8)) + 5)),
  });
  await kit.work();
  const changed = (await kit.gift(monthlyId)).nextOn ?? '';
  expect(changed.slice(0, 7)).toBe(resumed.slice(0, 7));
  await tell(changed);
  await due(changed);
  expect((await payments()).at(-1)).toMatchObject({ amount: 6_660 });
  expect((await kit.months(monthlyId)).at(-1)).toBe(`${changed} paid succeeded`);
  await donor.cancel(monthlyId);
  for (const verb of ['pause', 'resume', 'cancel'] as const)
    expect(await refusal(donor[verb](monthlyId))).toBe('monthly_not_there');
  await kit.work();
  expect(await kit.gift(monthlyId)).toMatchObject({ state: 'cancelled', methodId: null, nextOn: null });
  const count = (await payments()).length;
  await due(dayAfter(changed, 40));
  expect((await payments()).length).toBe(count);
  expect(new Set(await newsOf(monthlyId))).toEqual(
    new Set(['begun', 'notice', 'paused', 'resumed', 'changed', 'cancelled']),
  );
});

it('a project that closes ends it with a mail that explains, also on the day of the debit', async () => {
  const project = await kit.project();
  const { monthlyId } = await kit.begin(project);
  const { nextOn } = await kit.gift(monthlyId);
  await tell(nextOn ?? '');
  await kit.at(`${nextOn}T04:00:00Z`);
  await kit.app.get(Projects).close({ staffId: null }, project.id);
  const before = (await payments()).length;
  await kit.work();
  expect(await kit.gift(monthlyId)).toMatchObject({
    state: 'ended',
    reason: 'project_closed',
    methodId: null,
  });
  expect((await payments()).length).toBe(before);
  expect((await kit.mails()).at(-1)?.subject).toContain('已结束');
});

describe('A26 whatever is killed', () => {
  const debit = (monthlyId: string, set: string) =>
    kit.app.database.inTransaction((tx) =>
      tx.query(
        `UPDATE monthly_debit SET ${set} WHERE monthly_gift_id = ? AND state IN ('charging', 'sent')`,
        [monthlyId],
      ),
    );

  it('after the provider’s answer, before it was noted: the same try is the same payment', async () => {
    const { monthlyId, nextOn } = await dueToday();
    const jobs = kit.app.get(MonthlyJobs);
    await jobs.runOnce();
    await debit(
      monthlyId,
      `state = 'charging', next_try_at = tried_at, lease_until = tried_at + INTERVAL 5 MINUTE`,
    );
    const before = (await payments()).length;
    await jobs.runOnce();
    expect((await payments()).length).toBe(before);
    await kit.at(new Date(kit.clock.now().getTime() + 26 * 3_600_000));
    // A day later the provider has forgotten the key: the payment is found by what it carries.
    kit.sandbox.running.sandbox.store.answers.clear();
    await jobs.runOnce();
    expect((await payments()).length).toBe(before);
    await kit.work();
    expect((await kit.months(monthlyId)).at(-1)).toBe(`${nextOn} paid succeeded`);
    expect(await attemptsOf(monthlyId, nextOn)).toHaveLength(1);
  });

  it('between claim and call, and with the provider down: unknown is never failed', async () => {
    const { monthlyId, nextOn } = await dueToday();
    await kit.sandbox.control('PUT', '/faults', { api_down: true });
    await kit.app.get(MonthlyJobs).runOnce();
    expect((await kit.months(monthlyId)).at(-1)).toBe(`${nextOn} charging pending`);
    await debit(monthlyId, 'lease_until = tried_at + INTERVAL 5 MINUTE, next_try_at = tried_at');
    await kit.sandbox.control('PUT', '/faults', { api_down: false });
    // What was asked for may have been heard: a pause now does not take it back.
    await donorOf(kit).pause(monthlyId);
    await kit.at(new Date(kit.clock.now().getTime() + 6 * 60_000));
    await kit.work();
    expect((await kit.months(monthlyId)).at(-1)).toBe(`${nextOn} paid succeeded`);
    expect(await kit.gift(monthlyId)).toMatchObject({ state: 'paused', reason: 'donor' });
  }, 90_000);

  it('before anybody was asked: a pause takes the month back, and it is never charged', async () => {
    const { monthlyId, nextOn } = await dueToday();
    await kit.sandbox.control('PUT', '/faults', { api_down: true });
    await kit.app.get(MonthlyJobs).runOnce();
    await debit(monthlyId, 'lease_until = NULL, tried_at = NULL, next_try_at = created_at');
    await kit.sandbox.control('PUT', '/faults', { api_down: false });
    await donorOf(kit).pause(monthlyId);
    await kit.work();
    expect((await kit.months(monthlyId)).filter((month) => month.startsWith(nextOn))).toEqual([]);
  }, 90_000);

  it('several workers at once, at every step: one notice, one gift, one payment', async () => {
    const { monthlyId } = await kit.begin(await kit.project());
    const { nextOn } = await kit.gift(monthlyId);
    const before = (await payments()).length;
    const together = () => Promise.all([1, 2, 3, 4].map(() => kit.app.get(MonthlyJobs).runOnce()));
    await kit.at(`${dayAfter(nextOn ?? '', -3)}T04:00:00Z`);
    await together();
    await kit.at(`${nextOn}T04:00:00Z`);
    await together();
    await kit.pump();
    await together();
    await kit.work();
    expect((await kit.months(monthlyId)).at(-1)).toBe(`${nextOn} paid succeeded`);
    expect((await payments()).length).toBe(before + 1);
    expect(await newsOf(monthlyId)).toEqual(['begun', 'notice']);
  });

  it('a month that cannot be dealt with stands in nobody’s way', async () => {
    const project = await kit.project();
    const gifts: { monthlyId: string }[] = [];
    for (let each = 0; each < 3; each++) gifts.push(await kit.begin(project));
    // A name that cannot be read: writing this one fails every time.
    await kit.app.database.inTransaction((tx) =>
      tx.query("UPDATE monthly_gift SET name_encrypted = 'broken' WHERE id = ?", [gifts[0]?.monthlyId]),
    );
    const { nextOn } = await kit.gift(gifts[0]?.monthlyId ?? '');
    await tell(nextOn ?? '');
    await due(nextOn ?? '');
    const last = await Promise.all(gifts.map(async ({ monthlyId }) => (await kit.months(monthlyId)).at(-1)));
    expect(last).toEqual([`${nextOn} announced -`, `${nextOn} paid succeeded`, `${nextOn} paid succeeded`]);
  });
});
