import { Recovery } from '../../src/intake/recovery.service.js';
import { ProviderAccounts } from '../../src/providers/provider-accounts.service.js';
import { SettlementsQueries } from '../../src/settlements/settlements.queries.js';
import { Settlements } from '../../src/settlements/settlements.service.js';
import { type GiftKit, openGiftKit } from '../donations/gift-kit.js';

let kit: GiftKit;
beforeAll(async () => {
  kit = await openGiftKit();
});
afterAll(() => kit.close());

async function importLines(): Promise<number> {
  const account = await kit.app.get(ProviderAccounts).ensureMain();
  return kit.app.get(Settlements).importRecent(account?.id ?? '');
}

it('a gift’s fee is not known until the provider states it, and is then booked once', async () => {
  const project = await kit.project();
  const gift = await kit.give(project);
  await kit.sandbox.control('POST', '/pay', { session: gift.sessionId });
  kit.clock.advance(60_000);
  await kit.app.get(Recovery).compareLastDays();
  await kit.intake();
  expect((await kit.books(gift.donationId)).status).toBe('succeeded');
  const fees = kit.app.get(SettlementsQueries);
  expect(await fees.feeOfDonation(gift.donationId)).toBeNull();

  expect(await importLines()).toBe(1);
  const fee = await fees.feeOfDonation(gift.donationId);
  expect(fee?.currency).toBe('CNY');
  expect(fee?.amount).toBeGreaterThan(0n);
  expect((await kit.books(gift.donationId)).entries).toEqual([
    'gift 10000 CNY 100903 410102 restricted',
    `provider_fee ${fee?.amount} CNY 530101 100903 unrestricted`,
  ]);

  expect(await importLines()).toBe(0);
  expect((await kit.books(gift.donationId)).entries).toHaveLength(2);
});

it('two imports at once book every fee once', async () => {
  const project = await kit.project();
  const gifts = [await kit.give(project), await kit.give(project), await kit.give(project)];
  for (const { sessionId } of gifts) await kit.sandbox.control('POST', '/pay', { session: sessionId });
  kit.clock.advance(60_000);
  await Promise.all([importLines(), importLines()]);
  await kit.app.get(Recovery).compareLastDays();
  await kit.intake();
  for (const { donationId } of gifts)
    expect((await kit.books(donationId)).entries.filter((line) => line.startsWith('gift'))).toHaveLength(1);
});
