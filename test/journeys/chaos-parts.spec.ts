import Stripe from 'stripe';
import { CommitProxy, commits, type Fate } from '../../load/chaos/proxy.mjs';
import { Random } from '../../load/chaos/random.mjs';
import { Intake } from '../../src/intake/intake.service.js';
import { Config } from '../../src/platform/config/config.js';
import { connectionLost } from '../../src/platform/database/database-errors.js';
import { openLog } from '../../src/platform/http/log.js';
import { createWebApp } from '../../src/web-app.js';
import { eventsOf, type GiftKit, openGiftKit } from '../donations/gift-kit.js';
import type { BuiltProject } from '../support/builders.js';
import { SANDBOX_WEBHOOK_SECRET } from '../support/sandbox.js';

const command = (text: string, tail = '') =>
  Buffer.concat([Buffer.from([text.length + 1, 0, 0, 0, 3]), Buffer.from(text + tail)]);

it('the proxy knows what makes something durable', () => {
  expect(commits(command('COMMIT'))).toBe(true);
  expect(commits(command('INSERT IGNORE INTO provider_event (provider) VALUES (1)'))).toBe(true);
  expect(commits(command("SELECT 'COMMIT'"))).toBe(false);
  expect(commits(command('COMMIT AND CHAIN'))).toBe(false);
  // The middle of a long statement that holds the word.
  expect(commits(Buffer.from('COMMIT'))).toBe(false);
  expect(commits(Buffer.alloc(0))).toBe(false);
});

it('a seed gives the same run again, and each actor a stream of its own', () => {
  const drawn = (seed: number) => {
    const random = new Random(seed);
    const [one, other] = [random.fork(), random.fork()];
    return Array.from({ length: 20 }, () => [
      one.between(1, 6),
      other.chance(0.5),
      random.pick('abc'.split('')),
    ]);
  };
  expect(drawn(7)).toEqual(drawn(7));
  expect(drawn(7)).not.toEqual(drawn(8));
});

describe('a connection that is cut at COMMIT', () => {
  let kit: GiftKit;
  let project: BuiltProject;
  let proxy: CommitProxy;
  let behind: Awaited<ReturnType<typeof createWebApp>>;

  beforeAll(async () => {
    kit = await openGiftKit();
    project = await kit.project();
    const url = new URL(kit.app.config.DATABASE_URL);
    proxy = new CommitProxy(Number(url.port));
    url.port = String(await proxy.listen());
    const config = Object.assign(new Config(), kit.app.config, { DATABASE_URL: url.href });
    const log = openLog(config, 'test', { write: () => undefined });
    behind = await createWebApp({ config, clock: kit.clock }, log);
  });
  afterAll(async () => {
    await behind.app.close();
    await proxy.close();
    await kit.close();
  });
  beforeEach(() => kit.clock.set(new Date(Math.floor(Date.now() / 1000) * 1000)));
  afterEach(() => proxy.disarm());

  const post = async (event: object) => {
    const payload = JSON.stringify(event);
    const timestamp = Math.floor(kit.clock.now().getTime() / 1000);
    const signature = Stripe.webhooks.generateTestHeaderString({
      payload,
      secret: SANDBOX_WEBHOOK_SECRET,
      timestamp,
    });
    const url = '/webhooks/stripe/main';
    const headers = { 'content-type': 'application/json', 'stripe-signature': signature };
    return (await behind.answering(url, 'POST').inject({ url, method: 'POST', payload, headers })).statusCode;
  };
  const seen = async (id: string) =>
    Number(
      (
        await kit.app.database.rows<{ n: string }>(
          'SELECT COUNT(*) AS n FROM provider_event WHERE event_id = ?',
          [id],
        )
      )[0]?.n,
    );

  it.each<[Fate, number]>([
    ['unanswered', 1],
    ['lost', 0],
  ])(
    'while an event is accepted (%s): no 2xx, and sent again it stands in the inbox once',
    async (fate, kept) => {
      const gift = await kit.give(project);
      const event = eventsOf(gift, kit.clock.now().getTime() / 1000).succeeded();
      // The door may try once more by itself: it must not find the second way open either.
      proxy.arm(fate, fate, fate);
      expect(await post(event)).toBe(503);
      expect(await seen(event.id)).toBe(kept);
      proxy.disarm();
      expect(await post(event)).toBe(200);
      expect(await seen(event.id)).toBe(1);
    },
  );

  it.each<Fate>(['unanswered', 'lost'])(
    'while a gift is booked (%s): booked once in the end',
    async (fate) => {
      const gift = await kit.give(project);
      const intake = behind.app.get(Intake, { strict: false });
      // What intake prepares once, in database transactions of its own, is done before.
      while ((await intake.runOnce()) > 0);
      await kit.deliver(eventsOf(gift, kit.clock.now().getTime() / 1000).succeeded());
      proxy.arm(fate);
      const error: unknown = await intake.runOnce().catch((thrown: unknown) => thrown);
      expect(connectionLost(error)).toBe(true);
      expect((await kit.books(gift.donationId)).entries).toHaveLength(fate === 'unanswered' ? 1 : 0);
      while ((await intake.runOnce()) > 0);
      expect(await kit.books(gift.donationId)).toMatchObject({
        status: 'succeeded',
        entries: ['gift 10000 CNY 100903 410102 restricted'],
        announced: 1,
      });
    },
  );
});
