import fc from 'fast-check';
import { newId, withPrefix } from '../../../src/kernel/ids.js';
import { WebhookEndpoints } from '../../../src/partner-feed/webhook-endpoints.service.js';
import { TestGifts } from '../../../src/partners/test-gifts.service.js';
import { axeViolations, openBrowser, overflow } from '../../support/browser.js';
import { openPartnerWork, type PartnerWorkKit, type TestDonor } from './work-kit.js';

/** A browser on a busy machine takes its time. */
jest.setTimeout(180_000);

let kit: PartnerWorkKit;
let pages: string[];

beforeAll(async () => {
  kit = await openPartnerWork();
  const { app, partner, channel, project1 } = kit;
  await kit.came(Array.from({ length: 12 }, () => ({})));
  const { id } = await app
    .get(WebhookEndpoints)
    .add({}, partner.partnerId, { url: 'https://1.1.1.1/', kinds: ['channel.settled'], livemode: true });
  await app
    .get(TestGifts)
    .give(partner.partnerId, { channelId: channel.id, projectId: project1.id, amount: 500n });
  pages = [
    ...['/partner', '/partner/channels', `/partner/channels/${channel.key}`, '/partner/embeds'],
    ...['/partner/figures', `/partner/figures?channel=${channel.key}`, '/partner/figures?mode=test'],
    ...['/partner/statements', '/partner/statement', '/partner/test', '/partner/endpoints'],
    `/partner/endpoints/${withPrefix('whk', id)}`,
  ];
});
afterAll(() => kit.close());

it('a partner reaches no field of a donor: no name, no address, no message, no gift', async () => {
  const donor: fc.Arbitrary<TestDonor> = fc.record({
    name: fc.integer({ min: 0, max: 99 }).map((n) => `欧阳霜华${n}`),
    mail: fc.constant(0).map(() => `donor-${newId()}@example.net`),
    message: fc.constant(0).map(() => `愿平安${newId().slice(-8)}`),
    amount: fc.integer({ min: 1, max: 99_999 }).map((n) => `${n}.37`),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(donor, { minLength: 5, maxLength: 7 }), async (donors) => {
      const gifts = await kit.came(donors);
      for (const url of [...pages, '/partner/figures.csv']) {
        const { status, body } = await kit.page(url);
        expect([url, status]).toEqual([url, 200]);
        for (const { name, mail, message } of donors)
          for (const text of [name, mail, message, '欧阳'])
            expect([url, body.includes(text)]).toEqual([url, false]);
        for (const { donationId, paymentId } of gifts)
          for (const id of [donationId, paymentId]) expect([url, body.includes(id)]).toEqual([url, false]);
      }
    }),
    { numRuns: 3 },
  );
});

it('all pages are free of faults of access and of sideways scroll, on phone and desktop, in both languages', async () => {
  const url = await kit.app.listen();
  const [name = '', value = ''] = kit.partner.cookie.split('=');
  const browser = await openBrowser({ viewport: { width: 360, height: 740 } });
  try {
    await browser.context.addCookies([{ name, value, url }]);
    const page = await browser.context.newPage();
    for (const width of [360, 1440]) {
      await page.setViewportSize({ width, height: 800 });
      for (const path of pages) {
        const lang = width === 360 ? 'zh-CN' : 'en';
        await page.goto(`${url}${path}${path.includes('?') ? '&' : '?'}lang=${lang}`);
        expect([path, width, await overflow(page)]).toEqual([path, width, 0]);
        expect([path, width, await axeViolations(page)]).toEqual([path, width, []]);
      }
    }
  } finally {
    await browser.close();
  }
});
