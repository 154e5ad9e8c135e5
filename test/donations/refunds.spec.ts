import { RefundSending } from '../../src/donations/refund-sending.service.js';
import { RefundsJobs } from '../../src/donations/refunds.jobs.js';
import { RefundsQueries } from '../../src/donations/refunds.queries.js';
import { type RefundInput, Refunds } from '../../src/donations/refunds.service.js';
import { Recovery } from '../../src/intake/recovery.service.js';
import { newId } from '../../src/kernel/ids.js';
import { Approvals } from '../../src/platform/approvals/approvals.js';
import { ApprovalsQueries } from '../../src/platform/approvals/approvals.queries.js';
import type { Role } from '../../src/staff/roles.js';
import { StaffMembers } from '../../src/staff/staff.service.js';
import type { BuiltProject } from '../support/builders.js';
import { buildOrganization } from '../support/builders.js';
import { type GiftKit, type OpenGift, openGiftKit } from './gift-kit.js';
import { balanceOf, disputeEvent, disputeOf, lineOf, refundEvents, refundOf } from './returns-kit.js';

let kit: GiftKit;
let project: BuiltProject;
let clerk: string;
let approver: string;

beforeAll(async () => {
  kit = await openGiftKit({}, { webhookUrl: 'http://127.0.0.1:9/webhooks/stripe/main', retryMs: 600_000 });
  project = await kit.project();
  clerk = await person('clerk');
  approver = await person('approver');
});
afterAll(() => kit.close());

async function person(role: Role, organizationId = kit.organizationId): Promise<string> {
  const loginName = `person-${newId()}`;
  return kit.app
    .get(StaffMembers)
    .create({ loginName, displayName: loginName, roles: [{ organizationId, role }] });
}

/** Takes everything that happened at the provider since. */
async function hear(): Promise<void> {
  kit.clock.set(new Date(Math.max(Date.now() + 5_000, kit.clock.now().getTime() + 1_000)));
  await kit.app.get(Recovery).compareLastDays();
  await kit.intake();
}

/** A gift that was paid at the sandbox. */
async function paid(into = project): Promise<OpenGift> {
  const gift = await kit.give(into);
  await kit.sandbox.control('POST', '/pay', { session: gift.sessionId });
  await hear();
  const [attempt] = await kit.app.database.rows<{ payment: string }>(
    'SELECT provider_payment_id AS payment FROM payment_attempt WHERE id = ?',
    [gift.attemptId],
  );
  return { ...gift, paymentId: attempt?.payment ?? '' };
}

const input = (gift: OpenGift, amountText: string, more: Partial<RefundInput> = {}): RefundInput => ({
  ...{ organizationId: kit.organizationId, donationId: gift.donationId, amountText, currency: 'CNY' },
  ...{ reason: 'DUPLICATE', note: '', ...more },
});
const refunds = () => kit.app.get(Refunds);
const ask = (gift: OpenGift, amountText: string, more: Partial<RefundInput> = {}) =>
  refunds().request({ staffId: clerk }, input(gift, amountText, more));
async function agree(approvalId: string, staffId = approver, organizationId = kit.organizationId) {
  const shown = await kit.app.get(ApprovalsQueries).byId(kit.organizationId, approvalId);
  return refunds().approve({ staffId, organizationId }, approvalId, shown?.payloadSha256 ?? '');
}
async function send(refundId: string): Promise<void> {
  const effect = await kit.app.get(RefundSending).send(refundId);
  await kit.app.database.inTransaction(effect);
}
const line = async (refundId: string) => {
  const found = await kit.app.get(RefundsQueries).byId(kit.organizationId, refundId);
  if (!found) throw new Error('no refund');
  return found;
};
const calls = () =>
  kit.sandbox.calls.filter(({ method, path }) => method === 'POST' && path === '/v1/refunds').length;
const faults = (body: object) => kit.sandbox.control('PUT', '/faults', body);

it('a refund goes its whole way: asked for, agreed to, owed, sent, confirmed', async () => {
  const gift = await paid();
  const { refundId, approvalId } = await ask(gift, '40');
  expect(await line(refundId)).toMatchObject({ state: 'requested', amount: 4000n });
  expect(await balanceOf(kit, '220902', gift.donationId)).toBe(0);
  expect(await agree(approvalId)).toBe('approved');
  expect(await line(refundId)).toMatchObject({ state: 'approved' });
  expect(await balanceOf(kit, '410102', gift.donationId)).toBe(-6000);
  expect(await balanceOf(kit, '220902', gift.donationId)).toBe(-4000);
  await send(refundId);
  expect(await line(refundId)).toMatchObject({ state: 'sent' });
  await hear();
  const done = await line(refundId);
  expect(done).toMatchObject({ state: 'succeeded', origin: 'staff' });
  const books = await kit.books(gift.donationId);
  expect(books).toMatchObject({ status: 'succeeded', cases: [] });
  expect(books.entries).toEqual([
    'gift 10000 CNY 100903 410102 restricted',
    'refund_approved 4000 CNY 410102 220902 restricted',
    'refund_succeeded 4000 CNY 220902 100903 restricted',
  ]);
  const atProvider = await kit.sandbox.stripe().refunds.retrieve(done.providerRefundId ?? '');
  expect(atProvider).toMatchObject({ amount: 4000, metadata: { refund: refundId }, reason: 'duplicate' });
  const changed = await kit.app.database.rows(
    "SELECT ref FROM outbox_event WHERE kind = 'donation.changed' AND ref = ?",
    [gift.donationId],
  );
  expect(changed).toHaveLength(1);
});

it('A33 nobody agrees to their own request, nor to anything else than what they saw', async () => {
  const gift = await paid();
  const both = newId();
  const { approvalId } = await ask(gift, '10');
  await expect(agree(approvalId, clerk)).rejects.toMatchObject({ code: 'approval_own_vote' });
  await expect(
    refunds().approve({ staffId: approver, organizationId: kit.organizationId }, approvalId, both),
  ).rejects.toMatchObject({
    code: 'approval_changed',
  });
  await kit.app.database.inTransaction((tx) =>
    tx.query('UPDATE refund SET amount = 1001 WHERE approval_id = ?', [approvalId]),
  );
  await expect(agree(approvalId)).rejects.toMatchObject({ code: 'approval_changed' });
  const votes = await kit.app.database.rows('SELECT staff_id FROM approval_vote WHERE approval_id = ?', [
    approvalId,
  ]);
  expect(votes).toEqual([]);
  await kit.app.database.inTransaction((tx) =>
    tx.query('UPDATE refund SET amount = 1000 WHERE approval_id = ?', [approvalId]),
  );
});

it('never more than is left: requests, refunds and disputes count', async () => {
  const gift = await paid();
  await ask(gift, '60');
  await expect(ask(gift, '40.01')).rejects.toMatchObject({
    code: 'refund_too_much',
    params: { left: '40.00' },
  });
  const { approvalId } = await ask(gift, '40');
  const at = Math.floor(kit.clock.now().getTime() / 1000);
  await kit.deliver(refundEvents(refundOf(gift, 1000, at)).created());
  await kit.intake();
  await expect(agree(approvalId)).rejects.toMatchObject({
    code: 'refund_too_much',
    params: { left: '30.00' },
  });
  expect(await kit.app.get(RefundsQueries).mostOf(kit.organizationId, gift.donationId)).toBe(0n);
});

it('money that a bank disputes is not refunded as well', async () => {
  const gift = await paid();
  const at = Math.floor(kit.clock.now().getTime() / 1000);
  const dispute = disputeOf(gift, at);
  await kit.deliver(disputeEvent(dispute, 'created', 'needs_response', [lineOf(-10_000, 1500, at)], at));
  await kit.intake();
  await expect(ask(gift, '1')).rejects.toMatchObject({ code: 'refund_too_much' });
});

it('two requests for everything at once: one is taken', async () => {
  const gift = await paid();
  const outcomes = await Promise.allSettled([ask(gift, '100'), ask(gift, '100'), ask(gift, '100')]);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

it('two people who agree at once: booked once', async () => {
  const gift = await paid();
  const { approvalId } = await ask(gift, '100');
  const other = await person('approver');
  const outcomes = await Promise.allSettled([agree(approvalId), agree(approvalId, other)]);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(await balanceOf(kit, '220902', gift.donationId)).toBe(-10_000);
});

it('what the fund has spent is not given back from it', async () => {
  const poor = await kit.project();
  const gift = await paid(poor);
  const { refundId, approvalId } = await ask(gift, '100');
  await kit.app.database.inTransaction((tx) =>
    tx.query(
      `INSERT INTO fund_reservation (source_type, source_id, organization_id, fund_id, amount, currency, reserved_at)
       VALUES ('test', ?, ?, ?, 1, 'CNY', UTC_TIMESTAMP(6))`,
      [newId(), kit.organizationId, poor.fundId],
    ),
  );
  await expect(agree(approvalId)).rejects.toMatchObject({ code: 'fund_insufficient' });
  expect(await line(refundId)).toMatchObject({ state: 'requested' });
  expect(await balanceOf(kit, '220902', gift.donationId)).toBe(0);
});

it('a refund at the provider of spent money: the fund is overdrawn, with a case', async () => {
  const poor = await kit.project();
  const gift = await paid(poor);
  await kit.app.database.inTransaction((tx) =>
    tx.query(
      `INSERT INTO fund_reservation (source_type, source_id, organization_id, fund_id, amount, currency, reserved_at)
       VALUES ('test', ?, ?, ?, 2500, 'CNY', UTC_TIMESTAMP(6))`,
      [newId(), kit.organizationId, poor.fundId],
    ),
  );
  const at = Math.floor(kit.clock.now().getTime() / 1000);
  await kit.deliver(refundEvents(refundOf(gift, 10_000, at)).created());
  await kit.intake();
  const cases = await kit.app.database.rows('SELECT kind, amount FROM work_case WHERE subject_id = ?', [
    poor.fundId,
  ]);
  expect(cases).toEqual([{ kind: 'FUND_OVERDRAWN', amount: '2500' }]);
});

it('two refunds at the provider that both claim to be ours: one is, the other is the provider’s', async () => {
  const gift = await paid();
  const { refundId, approvalId } = await ask(gift, '30');
  await agree(approvalId);
  const at = Math.floor(kit.clock.now().getTime() / 1000);
  const claims = [1, 2].map(() => refundEvents(refundOf(gift, 3_000, at, { refund: refundId })).created());
  await kit.deliver(...claims);
  await kit.intake();
  const origins = await kit.app.database.rows(
    'SELECT origin, state FROM refund WHERE donation_id = ? ORDER BY origin',
    [gift.donationId],
  );
  expect(origins).toEqual([
    { origin: 'staff', state: 'succeeded' },
    { origin: 'provider', state: 'succeeded' },
  ]);
  expect(await balanceOf(kit, '100903', gift.donationId)).toBe(4_000);
  expect(await balanceOf(kit, '220902', gift.donationId)).toBe(0);
});

it('another organization’s clerk and approver find nothing', async () => {
  const gift = await paid();
  const elsewhere = await buildOrganization(kit.app);
  const stranger = await person('approver', elsewhere);
  await expect(
    refunds().request({ staffId: stranger }, input(gift, '1', { organizationId: elsewhere })),
  ).rejects.toMatchObject({ kind: 'not_found' });
  const { refundId, approvalId } = await ask(gift, '1');
  await expect(agree(approvalId, stranger, elsewhere)).rejects.toMatchObject({ kind: 'not_found' });
  const sending = kit.app.get(RefundSending);
  await expect(
    sending.giveUp({ staffId: stranger, organizationId: elsewhere }, refundId),
  ).rejects.toMatchObject({
    kind: 'not_found',
  });
});

it.each([
  ['no amount', '', {}, 'amount'],
  ['three decimals', '1.234', {}, 'amount'],
  ['less than nothing', '-5', {}, 'amount'],
  ['no reason', '5', { reason: 'BECAUSE' }, 'reason'],
  ['another reason without a word', '5', { reason: 'OTHER' }, 'note'],
  ['a novel', '5', { note: 'x'.repeat(501) }, 'note'],
] as const)('%s is refused beside its field', async (_name, amount, more, field) => {
  const gift = await paid();
  await expect(ask(gift, amount, more)).rejects.toMatchObject({
    code: 'refund_invalid',
    fields: [{ field }],
  });
});

it('a request that is taken back frees what it claimed', async () => {
  const gift = await paid();
  const { refundId, approvalId } = await ask(gift, '100');
  await kit.app.database.inTransaction((tx) =>
    kit.app.get(Approvals).withdraw(tx, { approvalId, organizationId: kit.organizationId, staffId: clerk }),
  );
  const withdraw = kit.app.get(RefundsJobs).subscribers.find(({ name }) => name === 'refunds.withdraw');
  if (withdraw?.mode !== 'each') throw new Error('no subscriber');
  const task = {
    id: '1',
    eventId: '1',
    kind: withdraw.on,
    organizationId: null,
    ref: approvalId,
    dedupeKey: '',
    attempts: 0,
  };
  await kit.app.database.inTransaction((tx) => withdraw.handle(tx, task));
  expect(await line(refundId)).toMatchObject({ state: 'withdrawn' });
  await ask(gift, '100');
});

describe('a provider that does not answer', () => {
  it('the call is made again with the same key: one refund', async () => {
    const gift = await paid();
    const { refundId, approvalId } = await ask(gift, '100');
    await agree(approvalId);
    await faults({ api_down: true });
    await expect(send(refundId)).rejects.toMatchObject({ code: 'provider_down' });
    expect(await line(refundId)).toMatchObject({ state: 'approved' });
    await faults({ api_down: false });
    await send(refundId);
    await hear();
    expect(await line(refundId)).toMatchObject({ state: 'succeeded' });
    const listed = await kit.sandbox.stripe().refunds.list({ payment_intent: gift.paymentId });
    expect(listed.data).toHaveLength(1);
    expect(await balanceOf(kit, '100903', gift.donationId)).toBe(0);
  }, 60_000);

  it('an answer that was lost: the refund is found instead of made again', async () => {
    const gift = await paid();
    const { refundId, approvalId } = await ask(gift, '100');
    await agree(approvalId);
    await kit.app.get(RefundSending).send(refundId);
    const before = calls();
    await send(refundId);
    expect(calls()).toBe(before);
    expect(await line(refundId)).toMatchObject({ state: 'sent' });
    await hear();
    expect(await line(refundId)).toMatchObject({ state: 'succeeded' });
  });

  it('the event comes before the answer: succeeded stays succeeded', async () => {
    const gift = await paid();
    const { refundId, approvalId } = await ask(gift, '100');
    await agree(approvalId);
    const effect = await kit.app.get(RefundSending).send(refundId);
    await hear();
    expect(await line(refundId)).toMatchObject({ state: 'succeeded' });
    await kit.app.database.inTransaction(effect);
    expect(await line(refundId)).toMatchObject({ state: 'succeeded' });
    expect((await kit.books(gift.donationId)).cases).toEqual([]);
  });

  it('what has not left after a day is shown to a person and put on its way again', async () => {
    const gift = await paid();
    const { refundId, approvalId } = await ask(gift, '100');
    await agree(approvalId);
    kit.clock.advance(25 * 3_600_000);
    expect(await kit.app.get(RefundSending).showOverdue()).toBeGreaterThan(0);
    expect((await kit.books(gift.donationId)).cases).toEqual(['REFUND_UNSENT']);
    const again = await kit.app.database.rows(
      "SELECT id FROM outbox_event WHERE kind = 'refund.approved' AND ref = ?",
      [refundId],
    );
    expect(again).toHaveLength(2);
    kit.clock.set(new Date());
  });
});

describe('a provider that says no', () => {
  it('the refund fails with a case; giving it up makes the money the gift’s again, once', async () => {
    const gift = await paid();
    const { refundId, approvalId } = await ask(gift, '100');
    await agree(approvalId);
    await kit.sandbox.stripe().refunds.create({ payment_intent: gift.paymentId });
    await send(refundId);
    const refused = await line(refundId);
    expect(refused).toMatchObject({ state: 'failed' });
    expect(refused.problem).toContain('refunded');
    expect((await kit.books(gift.donationId)).cases).toEqual(['REFUND_FAILED']);
    const sending = kit.app.get(RefundSending);
    const actor = { staffId: approver, organizationId: kit.organizationId };
    const outcomes = await Promise.allSettled([
      sending.giveUp(actor, refundId),
      sending.giveUp(actor, refundId),
    ]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await line(refundId)).toMatchObject({ state: 'undone' });
    expect(await balanceOf(kit, '410102', gift.donationId)).toBe(-10_000);
    await hear();
    expect(await kit.books(gift.donationId)).toMatchObject({ status: 'refunded' });
    expect(await balanceOf(kit, '410102', gift.donationId)).toBe(0);
    expect(await balanceOf(kit, '100903', gift.donationId)).toBe(0);
  });

  it('A12 a refund of ours that fails after it had succeeded: reversed, a case, given up', async () => {
    const gift = await paid();
    const { refundId, approvalId } = await ask(gift, '100');
    await agree(approvalId);
    await send(refundId);
    await hear();
    const { providerRefundId } = await line(refundId);
    const at = Math.floor(kit.clock.now().getTime() / 1000);
    const played = {
      id: providerRefundId ?? '',
      amount: 10_000,
      created: at - 60,
      paymentId: gift.paymentId,
    };
    await kit.deliver(refundEvents({ ...played, metadata: { refund: refundId } }).failed(at));
    await kit.intake();
    expect(await line(refundId)).toMatchObject({ state: 'failed', problem: 'expired_or_canceled_card' });
    expect(await kit.books(gift.donationId)).toMatchObject({ status: 'succeeded', cases: ['REFUND_FAILED'] });
    expect(await balanceOf(kit, '220902', gift.donationId)).toBe(-10_000);
    await kit.app
      .get(RefundSending)
      .giveUp({ staffId: approver, organizationId: kit.organizationId }, refundId);
    for (const [code, balance] of [
      ['220902', 0],
      ['410102', -10_000],
      ['100903', 10_000],
    ] as const)
      expect([code, await balanceOf(kit, code, gift.donationId)]).toEqual([code, balance]);
  });

  it('what was given up and went out after all is booked as the provider’s own', async () => {
    const gift = await paid();
    const { refundId, approvalId } = await ask(gift, '100');
    await agree(approvalId);
    const at = Math.floor(kit.clock.now().getTime() / 1000);
    const of = refundEvents(refundOf(gift, 10_000, at, { refund: refundId }));
    await kit.deliver(of.created('canceled'));
    await kit.intake();
    expect((await kit.books(gift.donationId)).cases).toEqual(['REFUND_CANCELED']);
    await kit.app
      .get(RefundSending)
      .giveUp({ staffId: approver, organizationId: kit.organizationId }, refundId);
    await kit.deliver(of.updated('succeeded'));
    await kit.intake();
    expect(await line(refundId)).toMatchObject({ state: 'succeeded' });
    for (const [code, balance] of [
      ['220902', 0],
      ['410102', 0],
      ['100903', 0],
    ] as const)
      expect([code, await balanceOf(kit, code, gift.donationId)]).toEqual([code, balance]);
    expect((await kit.books(gift.donationId)).cases).toContain('REFUND_BY_PROVIDER');
  });
});
