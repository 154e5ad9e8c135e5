import { Redis } from 'ioredis';
import { Readiness } from '../../src/platform/health/readiness.js';
import { Poller } from '../../src/platform/jobs/poller.js';
import { Outbox } from '../../src/platform/outbox/outbox.js';
import { OutboxRelay } from '../../src/platform/outbox/outbox-relay.js';
import type { Subscriber } from '../../src/platform/outbox/subscriber.js';
import { type OwnRedis, openOwnRedis } from '../support/own-redis.js';
import { openPlatform, type Platform, until } from './platform-app.js';

const subscribers: Subscriber[] = [
  {
    name: 'test.batch',
    on: 'test.happened',
    mode: 'batch',
    batch: 20,
    handle: (tx, tasks) =>
      tx.query(
        `INSERT INTO effect (name) VALUES ${tasks.map(() => '(?)').join(', ')}`,
        tasks.map(({ ref }) => `batch ${ref}`),
      ),
  },
  {
    name: 'test.each',
    on: 'test.happened',
    mode: 'each',
    handle: (tx, { ref }) => tx.query('INSERT INTO effect (name) VALUES (?)', [`each ${ref}`]),
  },
];

describe('without Redis', () => {
  let redis: OwnRedis;
  let platform: Platform;

  beforeEach(async () => {
    redis = await openOwnRedis();
  });
  afterEach(async () => {
    await platform.close();
    await redis.remove();
  });

  const announce = (count: number) =>
    platform.database.inTransaction((tx) =>
      platform.get(Outbox).announce(
        tx,
        Array.from({ length: count }, (_, i) => ({
          kind: 'test.happened',
          organizationId: null,
          ref: `r${i}`,
        })),
      ),
    );

  async function doneOnce(count: number): Promise<void> {
    await until(async () => (await platform.effects()).length >= 2 * count, 60_000);
    const names = (await platform.effects()).map(({ name }) => name);
    expect(new Set(names).size).toBe(2 * count);
    expect(names).toHaveLength(2 * count);
    await until(async () => (await platform.tasks()).every(({ state }) => state === 'DONE'));
  }

  it('A24: a worker starts, its pollers work, tasks wait; when Redis comes back everything is done once', async () => {
    await redis.stop();
    platform = await openPlatform({ REDIS_URL: redis.url });
    let polled = 0;
    const poller = new Poller('test', 20, async () => {
      polled++;
      return 0;
    });
    let scheduled = 0;
    await platform.work({
      kinds: ['test.happened'],
      subscribers,
      pollers: [poller],
      schedules: [
        {
          name: 'test.schedule',
          everySeconds: 3600,
          run: async () => {
            scheduled++;
          },
        },
      ],
    });
    await announce(30);
    await until(async () => (await platform.tasks()).length === 60);
    await until(() => polled > 5);
    expect(await platform.effects()).toEqual([]);
    expect(scheduled).toBe(0);
    const { ready, report } = await platform.get(Readiness).check();
    expect(ready).toBe(true);
    expect(report).toMatchObject({ status: 'degraded', details: { redis: { status: 'degraded' } } });
    await redis.start();
    await doneOnce(30);
    await until(() => scheduled === 1);
  }, 60_000);

  it('A24: Redis going away in the middle delays and loses nothing', async () => {
    platform = await openPlatform({ REDIS_URL: redis.url });
    await platform.work({ kinds: ['test.happened'], subscribers });
    await announce(300);
    await until(async () => (await platform.effects()).length > 20);
    await redis.stop();
    await new Promise((resolve) => setTimeout(resolve, 500));
    await redis.start();
    // An empty Redis, as after a failover.
    await doneOnce(300);
  }, 60_000);

  it('A25: FLUSHALL with 1,000 tasks queued: all done, none twice', async () => {
    platform = await openPlatform({ REDIS_URL: redis.url });
    const relay = platform.get(OutboxRelay);
    relay.use(subscribers);
    await announce(500);
    const direct = new Redis(redis.url);
    try {
      await until(async () => (await relay.relayOnce()) > 0);
      await until(
        async () =>
          (await platform.tasks()).some(({ state }) => state === 'ENQUEUED') || (await relay.relayOnce()) < 0,
      );
      await direct.flushall();
      await platform.work({ kinds: ['test.happened'], subscribers });
      await until(async () => (await platform.effects()).length > 200, 60_000);
      await direct.flushall();
      await doneOnce(500);
    } finally {
      direct.disconnect();
    }
  }, 90_000);
});
