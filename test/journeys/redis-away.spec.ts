import { eventsOf, type GiftKit, openGiftKit } from '../donations/gift-kit.js';
import { type OwnRedis, openOwnRedis } from '../support/own-redis.js';

let redis: OwnRedis;
let kit: GiftKit;

beforeAll(async () => {
  redis = await openOwnRedis();
  kit = await openGiftKit({ REDIS_URL: redis.url }, {}, { worker: true });
}, 60_000);
afterAll(async () => {
  await kit.close();
  await redis.remove();
});

it('A24 Redis is down: the webhook answers 200 and the gift is booked within 5 s, without a doorbell', async () => {
  const gift = await kit.give(await kit.project());
  await redis.stop();
  await kit.deliver(eventsOf(gift, kit.clock.now().getTime() / 1000).succeeded());
  const accepted = Date.now();
  let status = '';
  while (status !== 'succeeded' && Date.now() - accepted < 5_000) {
    await new Promise((done) => setTimeout(done, 50));
    ({ status } = await kit.books(gift.donationId));
  }
  expect(status).toBe('succeeded');
  expect((await kit.books(gift.donationId)).entries).toEqual(['gift 10000 CNY 100903 410102 restricted']);
});
