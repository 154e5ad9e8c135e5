import { eventsOf, openGiftKit } from '../donations/gift-kit.js';

it('money in a currency that nobody expected is booked with the one connection that intake holds', async () => {
  const kit = await openGiftKit({ DATABASE_POOL: '2' });
  const gift = await kit.give(await kit.project());
  await kit.deliver(eventsOf(gift, kit.clock.now().getTime() / 1000).succeeded({ currency: 'usd' }));
  // One connection of the two is taken, as if by another loop.
  await kit.app.database.inTransaction(async (tx) => {
    await tx.query('SELECT 1');
    await kit.intake();
  });
  expect((await kit.books(gift.donationId)).entries).toEqual([
    'suspense_gift 10000 USD 100903 220901 suspense',
  ]);
  await kit.close();
}, 30_000);
