import { setTimeout } from 'node:timers/promises';
import { ServiceStanding } from '../../src/web/ui/standing/service-standing.service.js';
import { eventsOf, form, type GiftKit, openGiftKit } from '../donations/gift-kit.js';
import { type BuiltProject } from '../support/builders.js';
import { openMailServer } from '../support/mail-server.js';
import { type OwnDatabase, openOwnDatabase } from '../support/own-database.js';
import { type OwnRedis, openOwnRedis } from '../support/own-redis.js';
import { startSandbox } from '../support/sandbox.js';

// Features X18: whatever is away, the pages say since when and what is delayed, and a paid gift never shows as nothing.

jest.setTimeout(90_000);

let redis: OwnRedis;
let database: OwnDatabase;
let mail: Awaited<ReturnType<typeof openMailServer>>;
let kit: GiftKit;
let project: BuiltProject;

beforeAll(async () => {
  [redis, database, mail] = await Promise.all([openOwnRedis(), openOwnDatabase(), openMailServer()]);
  kit = await openGiftKit(
    {
      REDIS_URL: redis.url,
      DATABASE_URL: database.appUrl,
      DATABASE_OWNER_URL: database.ownerUrl,
      SMTP_URL: mail.url,
    },
    {},
    { worker: true },
  );
  project = await kit.project();
  await kit.app.settle();
}, 90_000);

afterAll(async () => {
  await database.start();
  await redis.start();
  await kit.close();
  await Promise.all([redis.remove(), database.remove(), mail.close().catch(() => undefined)]);
});

const page = (url: string, lang = 'en') =>
  kit.app.inject({
    url: `${url}${url.includes('?') ? '&' : '?'}lang=${lang}`,
    headers: { accept: 'text/html' },
  });

/** Waits until the pages say, or no longer say, that a service is away. */
async function standing(service: string, away: boolean): Promise<void> {
  const end = Date.now() + 20_000;
  const told = () => kit.app.get(ServiceStanding).troubles.some((trouble) => trouble.service === service);
  while (told() !== away && Date.now() < end) {
    // Events carry whole seconds.
    kit.clock.set(new Date(Math.floor(Date.now() / 1000) * 1000));
    await setTimeout(100);
  }
  expect([service, told()]).toEqual([service, away]);
}

/** A gift that a donor has started; `back` is the address to which the provider sends them when they have paid. */
async function started(overrides = {}) {
  const gift = await kit.give(project, overrides);
  const { success_url: back } = await kit.sandbox.stripe().checkout.sessions.retrieve(gift.sessionId);
  const { pathname, search } = new URL(back ?? '');
  return { gift, back: pathname + search };
}

test('with all well nothing is said', async () => {
  await kit.app.get(ServiceStanding).look();
  for (const url of ['/', '/projects', `/projects/${project.slug}`, '/receipts/verify'])
    expect((await page(url)).body).not.toContain('What is delayed now');
});

test('the mail server is away: pages say that receipts stand on the gift’s page meanwhile', async () => {
  await mail.close();
  const { gift } = await started({ mail: 'donor@example.org', name: '王小明' });
  await kit.deliver(eventsOf(gift, kit.clock.now().getTime() / 1000).succeeded());
  await standing('mail', true);
  const { body } = await page('/');
  expect(body).toMatch(/Since <time datetime="20[^"]+">[^<]+<\/time>:<\/strong> mails leave late/i);
  expect((await page(`/projects/${project.slug}`, 'zh-CN')).body).toContain('邮件发送延迟');
  expect((await kit.books(gift.donationId)).status).toBe('succeeded');
  mail = await openMailServer(mail.port);
  await kit.app.database.rows(
    "UPDATE outbox_task SET due_at = UTC_TIMESTAMP(6) WHERE subscriber = 'mail.send'",
  );
  await standing('mail', false);
  expect(mail.mails.length).toBeGreaterThan(0);
});

test('Redis is away: gifts are booked, and pages say that receipts and mails come later', async () => {
  await redis.stop();
  await standing('queue', true);
  expect((await page('/projects')).body).toContain('work in the background is slower');
  const { gift } = await started();
  await kit.deliver(eventsOf(gift, kit.clock.now().getTime() / 1000).succeeded());
  const end = Date.now() + 10_000;
  while ((await kit.books(gift.donationId)).status !== 'succeeded' && Date.now() < end) await setTimeout(100);
  expect((await kit.books(gift.donationId)).status).toBe('succeeded');
  await redis.start();
  await standing('queue', false);
});

test('the provider is away: the form comes back with what was typed, and pages say since when', async () => {
  const { url, data } = kit.sandbox;
  await kit.sandbox.running.stop();
  const key = form(project.slug).formKey;
  const post = () =>
    kit.app.inject({
      method: 'POST',
      url: `/projects/${project.slug}/donations?lang=en`,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
      payload: new URLSearchParams({ amount: '77', currency: 'CNY', form_key: key, name: '李四' }).toString(),
    });
  const refused = await post();
  expect(refused.statusCode).toBe(503);
  expect(refused.body).toContain(key);
  expect(refused.body).toContain('李四');
  await standing('provider', true);
  expect((await page('/')).body).toContain('the payment provider does not answer');
  const again = await startSandbox({ data, port: Number(new URL(url).port) });
  // The same form again is the same gift, and its answer ends the trouble.
  expect((await post()).statusCode).toBe(303);
  await standing('provider', false);
  Object.assign(kit.sandbox, { running: again.running });
});

test('the worker is behind: back from the checkout, the gift is “received”, never nothing', async () => {
  const { gift, back } = await started();
  expect(decodeURI(back)).toContain('&session={CHECKOUT_SESSION_ID}');
  const path = decodeURI(back).replace('{CHECKOUT_SESSION_ID}', gift.sessionId);
  const returned = (await page(path)).body;
  expect(returned).toContain('Received by the payment provider, not yet booked');
  expect(returned).toContain('do not pay again');
  expect(returned).toContain(`session=${gift.sessionId}`);
  expect((await page(path, 'zh-CN')).body).toContain('支付机构已受理，尚未入账');
  // Another checkout's number says nothing about this gift.
  const other = (await page(path.replace(gift.sessionId, 'cs_test_other'))).body;
  expect(other).toContain('Waiting for your payment');
  await kit.deliver(eventsOf(gift, kit.clock.now().getTime() / 1000).succeeded());
  await kit.app.settle();
  expect((await page(path)).body).toContain('data-state="booked');
});

test('the database is away: pages answer from memory, forms keep what was typed, and all is back by itself', async () => {
  const { gift, back } = await started();
  const own = back;
  const paths = ['/', '/projects', `/projects/${project.slug}`];
  for (const path of paths) expect((await page(path)).statusCode).toBe(200);
  const raised = /class="raised[^"]*"[^>]*>\s*([^<]+?)\s*</.exec(
    (await page(`/projects/${project.slug}`)).body,
  )?.[1];
  expect(raised).toMatch(/\d/);
  await database.stop();
  await standing('database', true);
  for (const path of paths) {
    const answer = await page(path);
    expect([path, answer.statusCode]).toEqual([path, 200]);
    expect(answer.body).toContain('our database cannot be reached');
  }
  const zh = (await page(`/projects/${project.slug}?ch=AbC12`, 'zh-CN')).body;
  expect(zh).toContain('我们的数据库暂时连不上');
  expect((await page(`/projects/${project.slug}`)).body).toContain(raised);
  const key = form(project.slug).formKey;
  const post = await kit.app.inject({
    method: 'POST',
    url: `/projects/${project.slug}/donations?lang=en`,
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
    payload: new URLSearchParams({ amount: '77', currency: 'CNY', form_key: key, name: '李四' }).toString(),
  });
  expect([post.statusCode, post.headers['retry-after']]).toEqual([503, '5']);
  expect(post.body).toContain(key);
  expect(post.body).toContain('nothing was charged');
  const away = await page(own);
  expect([away.statusCode, away.headers['retry-after']]).toEqual([503, '5']);
  expect(away.body).toContain('We cannot look your gift up right now');
  expect(away.body).toContain('do not pay again');
  expect(away.body).not.toMatch(/ECONN|127\.0\.0\.1:\d+\/|mysql/i);
  await database.start();
  await standing('database', false);
  expect((await page(own)).statusCode).toBe(200);
  // What the provider could not deliver it delivers again; then the gift is booked.
  await kit.deliver(eventsOf(gift, kit.clock.now().getTime() / 1000).succeeded());
  await kit.app.settle();
  expect((await page(own)).body).toContain('data-state="booked');
});
