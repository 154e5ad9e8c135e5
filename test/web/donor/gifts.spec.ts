import { unzipSync } from 'fflate';
import { GiftLinks } from '../../../src/disclosure/gift-links.service.js';
import { DonorDetails } from '../../../src/donations/donor-details.service.js';
import { SetClock } from '../../../src/kernel/clock.js';
import { withPrefix } from '../../../src/kernel/ids.js';
import { ReceiptsQueries } from '../../../src/receipts/receipts.queries.js';
import { Receipts } from '../../../src/receipts/receipts.service.js';
import { type GiftsInApp, giftsOf } from '../../receipts/gifts-in-app.js';
import { openTestApp, type TestApp } from '../../support/app.js';

const clock = new SetClock(new Date('2026-11-20T04:00:00Z'));
const MINE = 'li.na@example.org';
let app: TestApp;
let kit: GiftsInApp;
beforeAll(async () => {
  app = await openTestApp({ clock, worker: true });
  kit = giftsOf(app);
});
afterAll(() => app.close());

const ask = (mail: string, lang = 'zh-CN') =>
  app.inject({
    method: 'POST',
    url: `/gifts?lang=${lang}`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ mail }).toString(),
  });
const get = (url: string) => app.inject({ method: 'GET', url });
const mine = (token: string, more = '') =>
  get(`/gifts/mine${more}?token=${encodeURIComponent(token)}&lang=en`);
const tokenFor = (mail: string) => app.get(GiftLinks).tokenFor(mail);
const links = () =>
  app.database.rows<{ text: string; sealed: Buffer; id: string }>(
    "SELECT id, text_body AS text, recipient_encrypted AS sealed FROM mail_message WHERE dedupe_key LIKE 'gift-link:%' ORDER BY id",
  );

/** A gift with its receipt, by the donor with this address. */
async function gift(mail: string, amount = 10_000n): Promise<string> {
  const place = await kit.gifts.place();
  const donation = await kit.gifts.give(place, { name: '李娜', amount, mail });
  await kit.drain();
  return donation;
}

test('finds a gift: the link comes by mail, opens the list, and each gift leads to its own page', async () => {
  const [one, other] = [await gift(MINE), await gift(MINE, 5_000n)];
  const foreign = await gift('somebody@example.org', 77_700n);
  expect((await get('/gifts?lang=en')).body).toContain('Find my gifts');
  expect((await ask(MINE.toUpperCase(), 'en')).statusCode).toBe(303);
  await app.settle();
  const [mail] = await links();
  const url = /http\S+/.exec(mail?.text ?? '')?.[0] ?? '';
  expect(url).not.toContain('li.na');
  const page = await get(url.replace(app.config.PUBLIC_URL, ''));
  expect(page.statusCode).toBe(200);
  expect(page.headers['cache-control']).toBe('private, no-store');
  expect(page.headers['referrer-policy']).toBe('same-origin');
  for (const text of ['100.00', '50.00']) expect(page.body).toContain(text);
  for (const id of [one, other]) expect(page.body).toContain(withPrefix('don', id));
  expect(page.body).not.toContain(withPrefix('don', foreign));
  expect(page.body).not.toContain('777.00');
  const href = /\/donations\/don_[^"]+/.exec(page.body)?.[0]?.replaceAll('&amp;', '&') ?? '';
  expect((await get(href)).statusCode).toBe(200);
  const logged = app.lines.filter((line) => line.includes('/gifts/mine'));
  expect(logged.length).toBeGreaterThan(0);
  for (const line of logged) expect(line).not.toContain(url.split('token=')[1]?.slice(0, 40));
});

test('the answer is the same whether the address is known or not, and only a known one gets mail', async () => {
  await gift('known@example.org');
  const before = (await links()).length;
  const answers = [await ask('known@example.org'), await ask('unknown@example.org')];
  const seen = answers.map(({ statusCode, headers, body }) => ({
    statusCode,
    location: headers.location,
    body,
  }));
  expect(seen[0]).toEqual(seen[1]);
  const waiting = await app.database.rows<{ n: number }>('SELECT COUNT(*) AS n FROM gift_link_request');
  expect(waiting).toHaveLength(1);
  await app.settle();
  expect((await links()).length).toBe(before + 1);
  expect(await app.database.rows('SELECT id FROM gift_link_request')).toEqual([]);
});

test('no address, half an address, or one with a line break is refused beside its field', async () => {
  for (const mail of ['', 'x', 'a@b', 'a@example.org\nbcc: b@example.org']) {
    const answer = await ask(mail);
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('id="mail-problem"');
  }
});

test('one address is asked for three times a quarter of an hour, known or not', async () => {
  for (const mail of ['often@example.org', MINE.replace('li', 'lo')]) {
    const codes = [];
    for (let i = 0; i < 4; i++) codes.push((await ask(mail)).statusCode);
    expect(codes).toEqual([303, 303, 303, 429]);
  }
  await app.settle();
});

test('expired, cut, forged and foreign links open nothing, all alike', async () => {
  await gift(MINE);
  const good = tokenFor(MINE);
  expect((await mine(good)).statusCode).toBe(200);
  const sealedForAnother = app
    .get(DonorDetails)
    .sealText('elsewhere', JSON.stringify({ m: MINE, u: 9e15 }))
    .toString('base64url');
  const flipped = Buffer.from(good, 'base64url');
  flipped[20] = (flipped[20] ?? 0) ^ 1;
  const bad = [
    '',
    'x',
    good.slice(0, -4),
    flipped.toString('base64url'),
    sealedForAnother,
    'A'.repeat(5_000),
  ];
  const answers = await Promise.all(bad.map((token) => mine(token)));
  clock.advance(61 * 60_000);
  answers.push(await mine(good));
  expect(answers.map(({ statusCode }) => statusCode)).toEqual(answers.map(() => 404));
  expect(new Set(answers.map(({ body }) => body.replace(/\/gifts\/mine\?[^"]*/g, ''))).size).toBe(1);
  expect((await mine(good, '/receipts/2026.zip')).statusCode).toBe(404);
});

test('a year’s receipts come in one file, each as it was frozen, and nobody else’s', async () => {
  const address = 'bundle@example.org';
  const [one, other] = [await gift(address), await gift(address, 5_000n)];
  await gift('not.me@example.org');
  const receipts = await app.get(ReceiptsQueries).byDonations([one, other]);
  const frozen = await Promise.all([...receipts.values()].map(({ id }) => app.get(Receipts).pdf(id)));
  const token = tokenFor(address);
  const year = /\/gifts\/mine\/receipts\/(20\d\d)\.zip/.exec((await mine(token)).body)?.[1] ?? '';
  const zip = await mine(token, `/receipts/${year}.zip`);
  expect(zip.headers['content-type']).toBe('application/zip');
  const files = unzipSync(zip.rawPayload);
  // Two societies may have given the same number.
  const [{ number } = { number: '' }] = receipts.values();
  expect(Object.keys(files)).toEqual([`receipt-${number}.pdf`, `receipt-${number}-2.pdf`]);
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  expect(Object.values(files).map(hex).sort()).toEqual(frozen.map(hex).sort());
  for (const file of ['2019.zip', '1.zip', `${year}.pdf`])
    expect((await mine(token, `/receipts/${file}`)).statusCode).toBe(404);
});
