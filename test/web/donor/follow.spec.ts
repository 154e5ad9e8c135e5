import { DonationKeys } from '../../../src/donations/donation-keys.service.js';
import { UpdateSubscriptions } from '../../../src/donations/update-subscriptions.service.js';
import { withPrefix } from '../../../src/kernel/ids.js';
import { eventsOf, type GiftKit, openGiftKit } from '../../donations/gift-kit.js';
import { axeViolations, openBrowser, overflow } from '../../support/browser.js';
import type { BuiltProject } from '../../support/builders.js';

/** A browser on a busy machine takes its time. */
jest.setTimeout(120_000);

let kit: GiftKit;
let project: BuiltProject;
let url: string;
beforeAll(async () => {
  kit = await openGiftKit();
  project = await kit.project();
  url = await kit.app.listen();
});
afterAll(() => kit.close());

const form = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  kit.app.inject({
    method: 'POST',
    url: path,
    headers: {
      ...{ accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
      ...{ origin: 'http://127.0.0.1:3000', ...headers },
    },
    payload: new URLSearchParams(fields).toString(),
  });
async function paid(mail: string | null, follow = false): Promise<{ id: string; path: string; key: string }> {
  const gift = await kit.give(project, { mail, follow });
  await kit.deliver(eventsOf(gift, Math.floor(kit.clock.now().getTime() / 1000)).succeeded());
  await kit.intake();
  const key = kit.app.get(DonationKeys).keyOf(gift.donationId);
  const path = `/donations/${withPrefix('don', gift.donationId)}`;
  return { id: gift.donationId, path, key };
}
const following = async (id: string) => (await kit.app.get(UpdateSubscriptions).ofGift(id)).follows;

it('the choice on the form is not ticked; refused, the form keeps tick and message, and names the missing address', async () => {
  const { body } = await kit.app.inject({ url: `/projects/${project.slug}` });
  expect(body).toMatch(/<input type="checkbox" id="follow" name="follow" value="1"(?! checked)[^>]*>/);
  const form_key = /name="form_key" value="([^"]+)"/.exec(body)?.[1] ?? '';
  const fields = { ...{ amount: '66', currency: 'CNY', form_key, follow: '1' }, message: '愿孩子们平安<b>' };
  const refused = await form(`/projects/${project.slug}/donations`, fields);
  expect(refused.statusCode).toBe(422);
  expect(refused.body).toMatch(/id="mail-problem"[^>]*>[^<]*要接收项目动态，请填写邮箱/);
  expect(refused.body).toMatch(/id="follow" name="follow" value="1" checked/);
  expect(refused.body).toContain('愿孩子们平安&lt;b>');
  const english = await form(`/projects/${project.slug}/donations`, fields, { 'accept-language': 'en' });
  expect(english.body).toContain('enter your e-mail address, or untick the box');
  const given = await form(`/projects/${project.slug}/donations`, { ...fields, mail: 'a@example.org' });
  expect(given.statusCode).toBe(303);
  const consents = await kit.app.database.rows(
    'SELECT given_in, locale FROM update_consent WHERE project_id = ?',
    [project.id],
  );
  expect(consents).toEqual([{ given_in: 'give_form', locale: 'zh-CN' }]);
});

it('on the gift’s page it begins and ends with one button; without an address one is asked for', async () => {
  const { id, path, key } = await paid('b@example.org');
  const choose = (fields: Record<string, string>, secret = key) =>
    form(`${path}/follow?key=${secret}`, fields);
  expect((await choose({ follow: '1' })).statusCode).toBe(303);
  expect(await following(id)).toBe(true);
  expect((await kit.app.inject({ url: `${path}?key=${key}` })).body).toContain('停止接收');
  kit.clock.advance(1_000);
  expect((await choose({ follow: '0' })).statusCode).toBe(303);
  expect(await following(id)).toBe(false);
  kit.clock.advance(1_000);
  expect((await choose({ follow: '1' })).statusCode).toBe(303);
  expect(await following(id)).toBe(true);
  const guest = await paid(null);
  const ask = (fields: Record<string, string>) => form(`${guest.path}/follow?key=${guest.key}`, fields);
  const refused = await ask({ follow: '1', mail: 'no address' });
  expect(refused.statusCode).toBe(422);
  expect(refused.body).toMatch(/id="mail-problem"/);
  expect(refused.body).toContain('value="no address"');
  expect((await ask({ follow: '1', mail: 'guest@example.org' })).statusCode).toBe(303);
  expect(await following(guest.id)).toBe(true);
  // The gift itself stays a guest's: who gave it is not told by who reads about it.
  const [gift] = await kit.app.database.rows('SELECT donor_id FROM donation WHERE id = ?', [guest.id]);
  expect(gift).toEqual({ donor_id: null });
});

it('without the gift’s key nothing is changed, and nothing is told', async () => {
  const { id, path } = await paid('c@example.org');
  const other = await paid('d@example.org');
  for (const secret of ['', 'x', other.key])
    expect((await form(`${path}/follow?key=${secret}`, { follow: '1' })).statusCode).toBe(404);
  expect(await following(id)).toBe(false);
});

it('pages of following fit 360 pixels in both languages, and axe finds nothing', async () => {
  const gift = await paid('e@example.org', true);
  const guest = await paid(null);
  const [reader] = await kit.app.database.rows<{ donorId: string }>(
    'SELECT donor_id AS donorId FROM update_consent WHERE donation_id = ?',
    [gift.id],
  );
  const token = kit.app
    .get(UpdateSubscriptions)
    .tokenOf({ donorId: reader?.donorId ?? '', projectId: project.id });
  const browser = await openBrowser();
  try {
    const page = await browser.context.newPage();
    for (const [width, lang] of [
      [360, 'zh-CN'],
      [1440, 'en'],
    ] as const) {
      await page.setViewportSize({ width, height: 800 });
      for (const path of [
        `${gift.path}?key=${gift.key}&lang=${lang}`,
        `${guest.path}?key=${guest.key}&lang=${lang}`,
        `/unsubscribe?token=${token}&lang=${lang}`,
        `/unsubscribe?token=broken&lang=${lang}`,
      ]) {
        await page.goto(`${url}${path}`);
        expect([path, await overflow(page), await axeViolations(page)]).toEqual([path, 0, []]);
      }
      // By keyboard alone: the page's first button stops the mails.
      await page.goto(`${url}/unsubscribe?token=${token}&lang=${lang}`);
      await page.locator('main button').first().focus();
      await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
      expect([await overflow(page), await axeViolations(page)]).toEqual([0, []]);
      await page.locator('main button').first().focus();
      await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')]);
      expect(await following(gift.id)).toBe(true);
    }
  } finally {
    await browser.close();
  }
});
