import { type FundTransferForm, FundTransfers } from '../../src/disbursements/fund-transfers.service.js';
import { newId } from '../../src/kernel/ids.js';
import { Funds } from '../../src/ledger/funds.service.js';
import { Approvals } from '../../src/platform/approvals/approvals.js';
import { HOUR_MS, type OutflowKit, openOutflowKit, outcome } from './outflow-kit.js';

let kit: OutflowKit;
let transfers: FundTransfers;

beforeAll(async () => {
  kit = await openOutflowKit({ worker: true });
  transfers = kit.app.get(FundTransfers);
});
afterAll(() => kit.app.close());

type Fund = { readonly fundId: string };
const formOf = (from: Fund, to: Fund, more: Partial<FundTransferForm> = {}): FundTransferForm => ({
  fromFundId: from.fundId,
  toFundId: to.fundId,
  amountText: '100',
  purpose: '募捐方案约定的结余去向',
  formKey: `form-${newId()}`,
  ...more,
});
const request = (from: Fund, to: Fund, more: Partial<FundTransferForm> = {}) =>
  transfers.request(kit.clerk, kit.society, formOf(from, to, more));
const approve = async (id: string, by = kit.approver) => {
  const { organizationId, approvalId, shown } = await kit.shown(id);
  return transfers.approve({ ...by, organizationId }, approvalId, shown);
};
const stateOf = async (id: string) => {
  const [row] = await kit.app.database.rows<{ state: string }>(
    'SELECT state FROM fund_transfer WHERE id = ?',
    [id],
  );
  return row?.state;
};

test('leaves one fund and enters the other through net assets; the bank’s total stays', async () => {
  const [one, two] = [await kit.project(10_000n), await kit.project()];
  const id = await request(one, two);
  expect([await kit.standing(one), await kit.standing(two)]).toEqual([
    { balance: 10_000n, available: 0n },
    { balance: 0n, available: 0n },
  ]);
  await approve(id);
  expect(await kit.standing(one)).toEqual({ balance: 0n, available: 0n });
  expect(await kit.standing(two)).toEqual({ balance: 10_000n, available: 10_000n });
  expect(await kit.entries(id)).toEqual([
    expect.stringMatching(/^fund_transfer 3102 100201 10000 P/),
    expect.stringMatching(/^fund_transfer 100201 3102 10000 P/),
  ]);
});

test('to the general fund it enters unrestricted net assets', async () => {
  const one = await kit.project(10_000n);
  const general = { fundId: await kit.app.get(Funds).technical(kit.society, 'GEN', 'CNY') };
  const id = await request(one, general);
  await approve(id);
  expect((await kit.entries(id)).map((line) => line.split(' ').slice(0, 4).join(' '))).toEqual([
    'fund_transfer 3102 100201 10000',
    'fund_transfer 100201 3101 10000',
  ]);
});

test('A30 of many requests at once, as many as the fund covers stand; both ways at once nobody waits for ever', async () => {
  const [one, two] = [await kit.project(50_000n), await kit.project(50_000n)];
  const wishes = Array.from({ length: 20 }, (_, i) =>
    i % 2 ? { from: one, to: two } : { from: two, to: one },
  );
  const outcomes = await Promise.all(wishes.map(({ from, to }) => outcome(request(from, to))));
  expect(outcomes.filter((each) => each === 'done')).toHaveLength(10);
  const asked = await kit.app.database.rows<{ id: string }>(
    "SELECT id FROM fund_transfer WHERE from_fund_id IN (?) AND state = 'requested'",
    [[one.fundId, two.fundId]],
  );
  await Promise.all(asked.map(({ id }) => approve(id)));
  expect(await kit.standing(one)).toEqual({ balance: 50_000n, available: 50_000n });
  expect(await kit.standing(two)).toEqual({ balance: 50_000n, available: 50_000n });
});

test('A33 never by who asked, and never as something else than was shown', async () => {
  const [one, two] = [await kit.project(10_000n), await kit.project()];
  const both = await kit.person(kit.society, 'clerk', 'approver');
  const id = await transfers.request(both, kit.society, formOf(one, two));
  expect(await outcome(approve(id, both))).toBe('approval_own_vote');
  const other = await kit.project();
  await kit.app.database.inTransaction((tx) =>
    tx.query('UPDATE fund_transfer SET to_fund_id = ? WHERE id = ?', [other.fundId, id]),
  );
  expect(await outcome(approve(id))).toBe('approval_changed');
  expect(await kit.entries(id)).toEqual([]);
});

test('stays inside one organization, and takes funds of a purpose only', async () => {
  const one = await kit.project(10_000n);
  const stranger = await kit.project(10_000n, { organizationId: undefined });
  const treasury = { fundId: await kit.app.get(Funds).technical(kit.society, 'TREASURY', 'CNY') };
  const suspense = { fundId: await kit.app.get(Funds).technical(kit.society, 'SUSP', 'CNY') };
  const dollars = await kit.project(0n, { currency: 'USD' });
  for (const [from, to, code] of [
    [one, stranger, 'to:invalid'],
    [stranger, one, 'from:invalid'],
    [one, one, 'to:same_fund'],
    [one, treasury, 'to:invalid'],
    [suspense, one, 'from:invalid'],
    [one, dollars, 'to:other_currency'],
    [one, { fundId: newId() }, 'to:invalid'],
  ] as const)
    expect(await outcome(request(from, to))).toBe(`fund_transfer_invalid ${code}`);
  const shown = await kit.shown(await request(one, await kit.project()));
  const there = { ...kit.approver, organizationId: stranger.organizationId };
  expect(await outcome(transfers.approve(there, shown.approvalId, shown.shown))).toBe(
    'fund_transfer_not_found',
  );
});

test.each([
  ['0', 'amount_zero'],
  ['-1', 'negative'],
  ['9007199254740993', 'too_large'],
])('amount %j is refused', async (amountText, code) => {
  const [one, two] = [await kit.project(10_000n), await kit.project()];
  expect(await outcome(request(one, two, { amountText }))).toBe(`fund_transfer_invalid amount:${code}`);
  expect(await outcome(request(one, two, { amountText: '100.01' }))).toBe('fund_insufficient');
});

test('a form that is sent twice at once is one request', async () => {
  const [one, two] = [await kit.project(10_000n), await kit.project()];
  const form = formOf(one, two);
  const send = () => transfers.request(kit.clerk, kit.society, form);
  const [first, second] = await Promise.all([send(), send()]);
  expect(second).toBe(first);
  expect(await outcome(transfers.request(kit.clerk, kit.society, { ...form, amountText: '1' }))).toBe(
    'form_used',
  );
});

test('taken back or expired, its money is free again', async () => {
  const [one, two] = [await kit.project(10_000n), await kit.project()];
  const first = await request(one, two);
  expect(await outcome(transfers.cancel(await kit.person(kit.society, 'clerk'), kit.society, first))).toBe(
    'approval_not_yours',
  );
  await transfers.cancel(kit.clerk, kit.society, first);
  expect(await stateOf(first)).toBe('cancelled');
  expect(await outcome(transfers.cancel(kit.clerk, kit.society, first))).toBe('fund_transfer_moved_on');
  const second = await request(one, two);
  kit.app.clock.advance(72 * HOUR_MS);
  await kit.app.database.inTransaction((tx) => kit.app.get(Approvals).expire(tx, kit.app.clock.now()));
  await kit.app.settle();
  expect(await stateOf(second)).toBe('expired');
  expect(await kit.standing(one)).toEqual({ balance: 10_000n, available: 10_000n });
});
