import type { Page } from 'playwright-core';
import { DonationKeys } from '../../../src/donations/donation-keys.service.js';
import { MonthlyKeys } from '../../../src/donations/monthly-keys.service.js';
import { dayAfter } from '../../../src/kernel/days.js';
import { withPrefix } from '../../../src/kernel/ids.js';
import { type MonthlyKit, openMonthlyKit } from '../../donations/monthly-kit.js';
import { axeViolations, openBrowser, overflow, type TestBrowser } from '../../support/browser.js';
import type { BuiltProject } from '../../support/builders.js';

let kit: MonthlyKit;
let project: BuiltProject;
beforeAll(async () => {
  kit = await openMonthlyKit('2026-01-31T04:00:00Z');
  project = await kit.project();
});
afterAll(() => kit.close());

const pathOf = (monthlyId: string) => kit.app.get(MonthlyKeys).pathOf(monthlyId);
const origin = { origin: 'http://127.0.0.1:3000', host: '127.0.0.1:3000' };
const get = (url: string, headers = {}) =>
  kit.app.inject({ url, headers: { 'accept-language': 'en', ...headers } });
const post = (url: string, fields: Record<string, string> = {}) =>
  kit.app.inject({
    url,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', 'accept-language': 'en', ...origin },
    payload: new URLSearchParams(fields).toString(),
  });
/** A monthly gift's path for one of its verbs. */
const verb = (monthlyId: string, name: string) => pathOf(monthlyId).replace('?', `/${name}?`);

it('the form asks once or monthly, once first and chosen, and says what is agreed to', async () => {
  const page = (await get(`/projects/${project.slug}`)).body;
  expect(page).toMatch(/name="frequency" value="once" checked/);
  expect(page).toMatch(/name="frequency" value="monthly"\/>/);
  expect(page).toContain('three days before each debit');
  const form = { form_key: 'k'.repeat(24), currency: 'CNY', preset: '50', frequency: 'monthly' };
  const refused = await post(`/projects/${project.slug}/donations`, form);
  expect(refused.statusCode).toBe(422);
  expect(refused.body).toMatch(/value="monthly" checked/);
  expect(refused.body).toContain('Monthly giving needs your e-mail address');
  const taken = await post(`/projects/${project.slug}/donations`, { ...form, mail: 'lin@example.org' });
  expect(taken.statusCode).toBe(303);
  expect((await get('/privacy')).body).toContain('Monthly giving');
});

it('only its own key opens it, and no other key any of its verbs', async () => {
  const [mine, other] = [await kit.begin(project), await kit.begin(project)];
  const id = withPrefix('mon', mine.monthlyId);
  const keys = kit.app.get(MonthlyKeys);
  const wrong = [
    '',
    `?key=${keys.keyOf(other.monthlyId)}`,
    `?key=${kit.app.get(DonationKeys).keyOf(mine.monthlyId)}`,
    `?key=${kit.app.get(DonationKeys).keyOf(mine.donationId)}`,
    `?key=${keys.keyOf(mine.monthlyId, 2)}`,
    `?key=${keys.keyOf(mine.monthlyId).slice(0, -1)}`,
    `?key=${keys.keyOf(mine.monthlyId)}&key=x`,
  ];
  for (const key of wrong) {
    expect((await get(`/monthly/${id}${key}`)).statusCode).toBe(404);
    for (const name of ['change', 'pause', 'resume', 'cancel'])
      expect((await post(`/monthly/${id}/${name}${key}`, { amount: '5', day: '1' })).statusCode).toBe(404);
  }
  expect(await kit.gift(mine.monthlyId)).toMatchObject({ state: 'active' });
  expect((await post(verb(mine.monthlyId, 'end'))).statusCode).toBe(404);
  // A GET, as a mail scanner makes it, changes nothing.
  expect((await get(verb(mine.monthlyId, 'cancel'))).statusCode).toBe(404);
  const shown = await get(pathOf(mine.monthlyId));
  expect(shown.statusCode).toBe(200);
  expect(shown.headers['cache-control']).toBe('private, no-store');
  for (const secret of ['lin@example.org', '林晓', 'cus_', 'pm_1']) expect(shown.body).not.toContain(secret);
});

it('changes, pauses, resumes and ends without login; a second press says how it stands', async () => {
  const { monthlyId } = await kit.begin(project);
  const refused = await post(verb(monthlyId, 'change'), { amount: 'much', day: '40' });
  expect(refused.statusCode).toBe(422);
  expect(refused.body).toContain('value="much"');
  expect(refused.body).toContain('Choose a day from 1 to 31.');
  const changed = await post(verb(monthlyId, 'change'), { amount: '30', day: '15' });
  expect(changed.headers.location).toBe(`${pathOf(monthlyId)}&done=changed`);
  expect(await kit.gift(monthlyId)).toMatchObject({ amount: 3_000n, dayOfMonth: 15, nextOn: '2026-02-15' });
  for (const [name, state, done] of [
    ['pause', 'paused', 'done=paused'],
    ['resume', 'active', 'done=resumed'],
    ['cancel', 'cancelled', 'done=cancelled'],
  ] as const) {
    const answer = await post(verb(monthlyId, name));
    expect([answer.statusCode, answer.headers.location]).toEqual([303, expect.stringContaining(done)]);
    expect(await kit.gift(monthlyId)).toMatchObject({ state });
    const again = await post(verb(monthlyId, name));
    expect([again.statusCode, again.headers.location]).toEqual([303, pathOf(monthlyId)]);
  }
  expect((await get(`${pathOf(monthlyId)}&done=cancelled`)).body).toContain('Your monthly gift has ended.');
});

it('a gift’s page says of which promise it is a month, and mails the link to it instead of showing it', async () => {
  const { monthlyId, donationId } = await kit.begin(project);
  const key = kit.app.get(DonationKeys).keyOf(donationId);
  const page = `/donations/${withPrefix('don', donationId)}`;
  const shown = (await get(`${page}?key=${key}`)).body;
  expect(shown).toContain('A month of your monthly gift');
  expect(shown).not.toContain('/monthly/mon_');
  expect((await post(`${page}/monthly-link?key=wrong`)).statusCode).toBe(404);
  const before = (await kit.mails()).length;
  for (const _ of [1, 2]) expect((await post(`${page}/monthly-link?key=${key}`)).statusCode).toBe(303);
  const mails = (await kit.mails()).slice(before);
  expect(mails.map(({ text }) => text.includes(pathOf(monthlyId)))).toEqual([true]);
});

describe('in a browser', () => {
  let browser: TestBrowser;
  let base: string;
  beforeAll(async () => {
    base = await kit.app.listen();
    browser = await openBrowser({ javaScriptEnabled: true });
  });
  afterAll(() => browser.close());

  it.each([
    [360, 'zh-CN'],
    [360, 'en'],
    [1440, 'zh-CN'],
    [1440, 'en'],
  ] as const)(
    'at %i px in %s its page fits and is accessible, in each state',
    async (width, locale) => {
      const active = await kit.begin(project);
      const declined = await kit.begin(project, 'expired_card');
      const { nextOn } = await kit.gift(declined.monthlyId);
      await kit.until(`${dayAfter(nextOn ?? '', -3)}T04:00:00Z`, 24 * 40);
      await kit.until(`${nextOn}T04:00:00Z`, 24 * 40);
      expect(await kit.gift(declined.monthlyId)).toMatchObject({ state: 'paused', reason: 'declined' });
      const page: Page = await browser.context.newPage();
      await page.setViewportSize({ width, height: 900 });
      for (const [name, path] of [
        ['active', pathOf(active.monthlyId)],
        ['declined', pathOf(declined.monthlyId)],
        ['form', `/projects/${project.slug}?`],
      ] as const) {
        await page.goto(`${base}${path}${path.endsWith('?') ? '' : '&'}lang=${locale}`);
        expect([name, await axeViolations(page)]).toEqual([name, []]);
        expect(await overflow(page)).toBe(0);
      }
      await page.close();
    },
    60_000,
  );
});
