import { Redis } from 'ioredis';
import { SetClock } from '../../src/kernel/clock.js';
import { withPrefix } from '../../src/kernel/ids.js';
import { WebhookEndpointsQueries } from '../../src/partner-feed/webhook-endpoints.queries.js';
import { WebhookEndpoints } from '../../src/partner-feed/webhook-endpoints.service.js';
import { Channels } from '../../src/partners/channels.service.js';
import { TestGifts } from '../../src/partners/test-gifts.service.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { type BuiltProject, buildOrganization, buildProject } from '../support/builders.js';
import { until } from '../support/sandbox.js';
import { activePartner, dataOf, eventsOf, giveTo } from './feed-kit.js';
import { openReceiver, type Receiver } from './receiver.js';

const clock = new SetClock(new Date('2026-11-20T04:00:00Z'));
let app: TestApp;
let receiver: Receiver;

beforeAll(async () => {
  app = await openTestApp({ clock, worker: true, settings: { WEBHOOK_PRIVATE_TARGETS: '1' } });
  receiver = await openReceiver();
});
afterAll(async () => {
  await receiver.close();
  await app.close();
});
beforeEach(() => {
  receiver.received.length = 0;
});

async function scene(livemode = true) {
  const organizationId = await buildOrganization(app);
  const { partnerId } = await activePartner(app, [organizationId]);
  const kinds = ['project.published', 'project.progress.updated', 'channel.figures.updated'];
  await app.get(WebhookEndpoints).add({}, partnerId, { url: receiver.url, kinds, livemode });
  const project = await buildProject(app, { organizationId });
  const channelId = await app.get(Channels).create({ nameZh: '公众号', nameEn: 'Account', partnerId });
  const events = () => eventsOf(app, partnerId, livemode);
  const all = async () => {
    await until('everything is delivered', async () => {
      const [endpoint] = await app.get(WebhookEndpointsQueries).ofPartner(partnerId, livemode);
      return endpoint?.waiting === 0;
    });
    return (await events()).map(({ id }) => withPrefix('evt', id));
  };
  return { organizationId, partnerId, project, channelId, events, all };
}

/** Gives through a channel, and lets the worker do the rest. */
async function give(project: BuiltProject, amount: bigint, channelId: string): Promise<void> {
  await giveTo(app, project, amount, channelId);
  await app.settle();
}

test('X9 what happens reaches the partner by itself, figures once a minute and the last state always', async () => {
  const { project, channelId, events, all } = await scene();
  await app.settle();
  for (const amount of [100n, 200n, 300n]) await give(project, amount, channelId);
  expect((await events()).map(({ kind }) => kind)).toEqual([
    ...['project.published', 'project.progress.updated', 'channel.figures.updated'],
  ]);
  clock.advance(60_000);
  await app.settle();
  const [, , , progress, channel] = await events();
  expect(dataOf(channel)).toMatchObject({
    figures: [{ currency: 'CNY', gross: '600', net: '600', gifts: 3 }],
  });
  expect(dataOf(progress)).toMatchObject({ project: project.slug, raised: '600', ledger_seq: 3 });
  const ids = await all();
  expect(receiver.ids()).toEqual(ids);
});

test('X9 Redis wiped in between: deliveries only come later', async () => {
  const { project, channelId, all } = await scene();
  receiver.answer = (response) => void setTimeout(() => response.writeHead(200).end(), 100);
  await give(project, 100n, channelId);
  const redis = new Redis(app.config.REDIS_URL);
  const keys = await redis.keys(`${app.config.REDIS_PREFIX.replace(/[{}]/g, '?')}*`);
  if (keys.length > 0) await redis.del(keys);
  redis.disconnect();
  await app.settle();
  const ids = await all();
  expect(ids).toHaveLength(3);
  expect([...new Set(receiver.ids())]).toEqual(ids);
});

test('test mode: its own numbers and figures, and nothing real moves', async () => {
  const { partnerId, project, channelId, events, all, organizationId } = await scene(false);
  const gifts = app.get(TestGifts);
  const first = await gifts.give(partnerId, { channelId, projectId: project.id, amount: 500n });
  await gifts.give(partnerId, { channelId, projectId: project.id, amount: 700n });
  await app.settle();
  clock.advance(61_000);
  await gifts.refund(partnerId, first);
  await until('the refund is told', async () => {
    await app.settle();
    return (await events()).length === 4;
  });
  const told = await events();
  expect(told.map(({ seq, livemode }) => [seq, livemode])).toEqual(
    told.map((_, n) => [BigInt(n + 1), false]),
  );
  const last = (kind: string) => dataOf(told.filter((event) => event.kind === kind).at(-1));
  expect(last('channel.figures.updated')).toMatchObject({
    figures: [{ gross: '1200', refunded: '500', net: '700', gifts: 2 }],
  });
  expect(last('project.progress.updated')).toMatchObject({ raised: '700', refunded: '500', donations: 1 });
  const ids = await all();
  expect(receiver.ids()).toEqual(ids);
  const real = await eventsOf(app, partnerId, true);
  expect(real.map(({ kind }) => kind)).toEqual(['project.published']);
  expect(await app.database.rows('SELECT 1 FROM entry WHERE organization_id = ?', [organizationId])).toEqual(
    [],
  );
});
