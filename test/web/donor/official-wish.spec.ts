import { DonationKeys } from '../../../src/donations/donation-keys.service.js';
import { withPrefix } from '../../../src/kernel/ids.js';
import { OfficialQueries } from '../../../src/receipts/official.queries.js';
import { ReceiptsQueries } from '../../../src/receipts/receipts.queries.js';
import { type GiftsInApp, giftsOf } from '../../receipts/gifts-in-app.js';
import { openTestApp, type TestApp } from '../../support/app.js';

describe('a donor and the receipts of their gift', () => {
  let app: TestApp;
  let kit: GiftsInApp;
  beforeAll(async () => {
    app = await openTestApp();
    kit = giftsOf(app);
  });
  afterAll(() => app.close());

  const get = (url: string) => app.inject({ method: 'GET', url });

  async function gift() {
    const place = await kit.gifts.place();
    const donation = await kit.gifts.give(place, { name: '张三' });
    await kit.drain();
    const key = encodeURIComponent(app.get(DonationKeys).keyOf(donation));
    const path = `/donations/${withPrefix('don', donation)}`;
    const official = () => app.get(OfficialQueries).byDonation(donation);
    const send = (fields: Record<string, string>, by = key) =>
      app.inject({
        method: 'POST',
        url: `${path}/official-receipt?key=${by}`,
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'http://127.0.0.1:3000' },
        payload: new URLSearchParams(fields).toString(),
      });
    const page = async (lang = 'zh-CN') =>
      (await app.inject({ method: 'GET', url: `${path}?key=${key}&lang=${lang}` })).body;
    return { place, donation, key, path, official, send, page };
  }

  test('asks for the official receipt with the company’s code; a wrong one comes back as it was typed', async () => {
    const one = await gift();
    expect(await one.page()).toContain('申请财政票据');
    const wrong = await one.send({
      wish: 'wanted',
      kind: 'organization',
      name: '某某<公司>',
      payerNo: '91310000',
    });
    expect(wrong.statusCode).toBe(422);
    expect(wrong.body).toContain('value="某某&lt;公司');
    expect(wrong.body).toContain('18 位统一社会信用代码');
    expect(await one.official()).toBeNull();
    const right = { wish: 'wanted', kind: 'organization', name: '某某公司', payerNo: '91310000MA1FL8TQ36' };
    const asked = await one.send(right);
    expect(asked.statusCode).toBe(303);
    expect(asked.headers.location).toContain('#official');
    expect(await one.official()).toMatchObject({
      state: 'requested',
      askedBy: 'donor',
      donorKind: 'organization',
    });
    const page = await one.page('en');
    expect(page).toContain('Asked for; it will be issued.');
    expect(page).not.toContain('91310000MA1FL8TQ36');
    expect((await one.send(right)).statusCode).toBe(409);
  });

  test('says that none is needed, and may change their mind', async () => {
    const one = await gift();
    expect((await one.send({ wish: 'waived' })).statusCode).toBe(303);
    expect(await one.official()).toMatchObject({ state: 'waived', wish: 'waived', askedBy: 'donor' });
    expect((await one.send({ wish: 'wanted', kind: 'person', name: '张三', payerNo: '' })).statusCode).toBe(
      303,
    );
    expect(await one.official()).toMatchObject({ state: 'requested' });
  });

  test('the key of another gift, or none, opens nothing', async () => {
    const [one, other] = [await gift(), await gift()];
    expect((await one.send({ wish: 'waived' }, other.key)).statusCode).toBe(404);
    expect((await one.send({ wish: 'waived' }, '')).statusCode).toBe(404);
    expect(await one.official()).toBeNull();
    expect((await get(`${one.path}/receipt.pdf?key=${other.key}`)).statusCode).toBe(404);
  });

  test('sees what became of earlier receipts, and the paper’s code leads to the one that stands', async () => {
    const one = await gift();
    const first = await app.get(ReceiptsQueries).byDonation(one.donation);
    await kit.gifts.takeBack(one.place, one.donation, 4_000n);
    await kit.drain();
    const second = await app.get(ReceiptsQueries).byDonation(one.donation);
    const page = await one.page();
    expect(page).toContain('2026-00000001 已被替换');
    expect(page).toContain('2026-00000002');
    const verified = (await get(`/receipts/verify?code=${first?.code}`)).body;
    expect(verified).toContain('现由 2026-00000002 替代');
    expect(verified).toContain(`code=${second?.code}`);
    await kit.gifts.takeBack(one.place, one.donation, 6_000n);
    await kit.drain();
    expect(await one.page()).toContain('目前没有有效的确认书');
    expect((await get(`/receipts/verify?code=${second?.code}&lang=en`)).body).toContain(
      'All of the money went back',
    );
    expect((await one.send({ wish: 'wanted', kind: 'person', name: '张三' })).statusCode).toBe(404);
  });
});
