import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { RefundsQueries } from '../../src/donations/refunds.queries.js';
import { Refunds } from '../../src/donations/refunds.service.js';
import { newId } from '../../src/kernel/ids.js';
import { ApprovalsQueries } from '../../src/platform/approvals/approvals.queries.js';
import { StaffMembers } from '../../src/staff/staff.service.js';
import { type GiftKit, openGiftKit } from './gift-kit.js';
import { balanceOf } from './returns-kit.js';

let kit: GiftKit;

beforeAll(async () => {
  const port = await freePort();
  kit = await openGiftKit(
    {},
    { webhookUrl: `http://127.0.0.1:${port}/webhooks/stripe/main` },
    { worker: true },
  );
  await kit.app.listen(port);
});
afterAll(() => kit.close());
afterEach(() => kit.sandbox.control('PUT', '/faults', { duplicates: 0, disorder: 0 }));

async function paid() {
  const gift = await kit.give(await kit.project());
  kit.clock.set(new Date());
  await kit.sandbox.control('POST', '/pay', { session: gift.sessionId });
  await until(async () => (await kit.books(gift.donationId)).status === 'succeeded');
  const [attempt] = await kit.app.database.rows<{ payment: string }>(
    'SELECT provider_payment_id AS payment FROM payment_attempt WHERE id = ?',
    [gift.attemptId],
  );
  return { ...gift, paymentId: attempt?.payment ?? '' };
}

async function until(done: () => Promise<boolean>): Promise<void> {
  for (let look = 0; look < 600; look++) {
    kit.clock.set(new Date());
    if (await done()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it did not come to that');
}

const person = (role: 'clerk' | 'approver') => {
  const loginName = `person-${newId()}`;
  const roles = [{ organizationId: kit.organizationId, role }];
  return kit.app.get(StaffMembers).create({ loginName, displayName: loginName, roles });
};

it('the worker takes an approved refund to the provider, whose events, twice and out of order, confirm it', async () => {
  const gift = await paid();
  await kit.sandbox.control('PUT', '/faults', { duplicates: 1, disorder: 1 });
  const { refundId, approvalId } = await kit.app.get(Refunds).request(
    { staffId: await person('clerk') },
    {
      ...{
        organizationId: kit.organizationId,
        donationId: gift.donationId,
        amountText: '25',
        currency: 'CNY',
      },
      ...{ reason: 'WRONG_AMOUNT', note: '' },
    },
  );
  const shown = await kit.app.get(ApprovalsQueries).byId(kit.organizationId, approvalId);
  const approver = { staffId: await person('approver'), organizationId: kit.organizationId };
  await kit.app.get(Refunds).approve(approver, approvalId, shown?.payloadSha256 ?? '');
  const queries = kit.app.get(RefundsQueries);
  await until(async () => (await queries.byId(kit.organizationId, refundId))?.state === 'succeeded');
  for (const [code, balance] of [
    ['410102', -7_500],
    ['220902', 0],
    ['100903', 7_500],
  ] as const)
    expect([code, await balanceOf(kit, code, gift.donationId)]).toEqual([code, balance]);
  expect((await kit.books(gift.donationId)).cases).toEqual([]);
}, 60_000);

it('A13 a dispute at the provider, twice and out of order: lost, then won after all with the fee back', async () => {
  const gift = await paid();
  await kit.sandbox.control('PUT', '/faults', { duplicates: 1, disorder: 1 });
  const { id } = await kit.sandbox.control<{ id: string }>('POST', '/dispute', {
    payment_intent: gift.paymentId,
  });
  await kit.sandbox.control('POST', `/dispute/${id}`, { to: 'lost' });
  await until(async () => (await kit.books(gift.donationId)).status === 'refunded');
  expect(await balanceOf(kit, '112201', gift.donationId)).toBe(0);
  await kit.sandbox.control('POST', `/dispute/${id}`, { to: 'won', fee_returned: true });
  await until(async () => (await kit.books(gift.donationId)).status === 'succeeded');
  for (const [code, balance] of [
    ['410102', -10_000],
    ['112201', 0],
    ['530101', 0],
    ['100903', 10_000],
  ] as const)
    expect([code, await balanceOf(kit, code, gift.donationId)]).toEqual([code, balance]);
}, 60_000);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
