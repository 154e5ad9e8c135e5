import { DonationKeys } from '../../../src/donations/donation-keys.service.js';
import { Recovery } from '../../../src/intake/recovery.service.js';
import { dayIn } from '../../../src/kernel/clock.js';
import { newId } from '../../../src/kernel/ids.js';
import { ProviderAccounts } from '../../../src/providers/provider-accounts.service.js';
import { ReceiptIssuing } from '../../../src/receipts/receipt-issuing.service.js';
import { SettlementsQueries } from '../../../src/settlements/settlements.queries.js';
import { Settlements } from '../../../src/settlements/settlements.service.js';
import { DayQueries } from '../../../src/web/console/day/day.queries.js';
import { controlsOf } from '../../../src/web/console/day/day-totals.page.js';
import { GiftViews } from '../../../src/web/donor/gift-views.service.js';
import { eventsOf, type GiftKit, type OpenGift, openGiftKit } from '../../donations/gift-kit.js';

const EVERYTHING = { projectId: null, lacking: null, text: null };

let kit: GiftKit;
beforeAll(async () => {
  kit = await openGiftKit();
});
afterAll(() => kit.close());

async function importLines(): Promise<void> {
  const account = await kit.app.get(ProviderAccounts).ensureMain();
  await kit.app.get(Settlements).importRecent(account?.id ?? '');
}

async function pay(gift: OpenGift): Promise<void> {
  await kit.sandbox.control('POST', '/pay', { session: gift.sessionId });
  kit.clock.advance(60_000);
}

async function book(): Promise<void> {
  await kit.app.get(Recovery).compareLastDays();
  await kit.intake();
}

async function feesOfDay(gift: OpenGift): Promise<(bigint | null)[]> {
  const today = dayIn(kit.clock.now(), 'Asia/Shanghai');
  const page = { skip: 0, limit: 100 };
  const gifts = await kit.app.get(DayQueries).gifts(kit.organizationId, today, EVERYTHING, page);
  return gifts.filter(({ donationId }) => donationId === gift.donationId).map(({ fee }) => fee);
}

it('a fee that was stated before the payment’s event came is known all the same', async () => {
  const gift = await kit.give(await kit.project());
  await pay(gift);
  await importLines();
  await book();
  const fee = await kit.app.get(SettlementsQueries).feeOfDonation(gift.donationId);
  expect(fee?.amount).toBeGreaterThan(0n);
  expect(await feesOfDay(gift)).toEqual([fee?.amount]);
  const key = kit.app.get(DonationKeys).keyOf(gift.donationId);
  expect((await kit.app.get(GiftViews).view(gift.donationId, key, 'en'))?.fee).toEqual(fee);
});

it('of a gift that was paid twice each payment has its own fee, and none is counted twice', async () => {
  const gift = await kit.give(await kit.project());
  await pay(gift);
  await book();
  await importLines();
  const fee = await kit.app.get(SettlementsQueries).feeOfDonation(gift.donationId);
  const now = Math.floor(kit.clock.now().getTime() / 1000);
  await kit.deliver(eventsOf({ ...gift, paymentId: `pi_${newId()}` }, now).succeeded());
  await kit.intake();
  expect((await feesOfDay(gift)).sort()).toEqual([fee?.amount, null]);
});

it('of a gift that was paid twice the one receipt is due once and counted once', async () => {
  const gift = await kit.give(await kit.project());
  const now = Math.floor(kit.clock.now().getTime() / 1000);
  await kit.deliver(eventsOf(gift, now).succeeded());
  await kit.intake();
  await kit.deliver(eventsOf({ ...gift, paymentId: `pi_${newId()}` }, now).succeeded());
  await kit.deliver(eventsOf({ ...gift, paymentId: `pi_${newId()}` }, now).succeeded({ amount_received: 1 }));
  await kit.intake();
  const [row] = await kit.app.database.rows<{ projectId: string }>(
    'SELECT project_id AS projectId FROM donation WHERE id = ?',
    [gift.donationId],
  );
  const ofProject = { ...EVERYTHING, projectId: row?.projectId ?? null };
  const today = dayIn(kit.clock.now(), 'Asia/Shanghai');
  const totals = () => kit.app.get(DayQueries).totals(kit.organizationId, today, ofProject);
  const due = { gifts: 3, amount: 20_001n, receiptsDue: 1, receiptsDueAmount: 10_000n };
  expect(await totals()).toMatchObject([{ ...due, receipts: 0, receipted: 0n }]);
  await kit.app.database.inTransaction((tx) =>
    kit.app.get(ReceiptIssuing).follow(tx, kit.organizationId, [gift.donationId]),
  );
  const after = await totals();
  expect(after).toMatchObject([{ ...due, receipts: 1, receipted: 10_000n }]);
  expect(controlsOf(after, 0).find(({ key }) => key === 'receipts')?.holds).toBe(true);
});
