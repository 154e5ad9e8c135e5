import { newId } from '../../src/kernel/ids.js';
import { Ledger } from '../../src/ledger/ledger.service.js';
import { openDataSource } from '../../src/platform/database/data-source.js';
import { DaySheets } from '../../src/reconciliation/day-sheets.service.js';
import { giftEntry } from '../support/books.js';
import { buildPurse } from './closing-desk.js';
import { type DayKit, openDayKit } from './day-kit.js';

let kit: DayKit;
beforeEach(async () => {
  kit = await openDayKit();
});
afterEach(() => kit.end());

const failing = async (of?: string) =>
  (await kit.controls(of))
    .filter(({ state }) => state === 'fails')
    .map(({ code, difference }) => [code, difference]);
const stateOf = async (code: string) => (await kit.controls()).find((each) => each.code === code)?.state;

/** A line that the provider states and that nobody has read yet: planted past the import. */
async function plant(type: string, amount: bigint, fee = 0n): Promise<void> {
  const [last] = await kit.app.database.rows<{ at: Date }>(
    'SELECT MAX(occurred_at) AS at FROM statement_line WHERE provider_account_id = ?',
    [kit.account],
  );
  await kit.app.database.inTransaction((tx) =>
    tx.query(
      `INSERT INTO statement_line (organization_id, provider_account_id, line_key, type, amount, fee, net, currency,
         occurred_at, raw, imported_at) VALUES (?, ?, ?, ?, ?, ?, ?, 'CNY', ?, '{}', ?)`,
      [
        ...[kit.organizationId, kit.account, `txn_${newId()}`, type, amount.toString(), fee.toString()],
        ...[(amount - fee).toString(), last?.at, kit.clock.now()],
      ],
    ),
  );
}

/** Takes the planted lines out again, with the owner's password: nobody else can. */
async function uproot(): Promise<void> {
  const owner = await openDataSource(kit.app.server.ownerUrl, [], 1);
  await owner.query("DELETE FROM statement_line WHERE raw = '{}'").finally(() => owner.destroy());
}

it('a day of gifts, a refund, fees and a payout: every control compares two places and agrees', async () => {
  const gift = await kit.pay('158.88');
  await kit.pay('50');
  await kit.control('/refund', { session: gift.sessionId, amount: 5_000 });
  kit.clock.advance(60_000);
  await kit.hear();
  await kit.control('/payout', { early: true });
  expect(await stateOf('C1')).toBe('needs_statement');
  kit.tomorrow();
  await kit.importLines();
  expect(await failing()).toEqual([]);
  const found = await kit.controls();
  const figures = Object.fromEntries(found.map(({ code, left, right }) => [code, [left, right]]));
  expect(figures).toMatchObject({
    C1: [20_888n, 20_888n],
    C2: [5_000n, 5_000n],
    C4: [0n, 0n],
    C6: [0n, 0n],
    C8: [2n, 2n],
  });
  expect(figures.C7).toEqual([15_888n, 15_888n]);
  expect(figures.C10).toEqual([15_888n, 15_888n]);
  const [fee] = found.filter(({ code }) => code === 'C3');
  expect([fee?.left === fee?.right, (fee?.left ?? 0n) > 0n]).toEqual([true, true]);
  const [payout] = found.filter(({ code }) => code === 'C5');
  expect(payout).toMatchObject({ state: 'ok', left: 20_888n - 5_000n - (fee?.left ?? 0n) });
});

it.each([
  ['charge', 1n, 0n, ['C1', 'C4', 'C6']],
  ['refund', -1n, 0n, ['C2', 'C4', 'C6']],
  ['stripe_fee', -1n, 0n, ['C3', 'C4', 'C6']],
  ['payout', -1n, 0n, ['C4', 'C5', 'C6']],
])(
  'one fen more of %s in the statement fails %s and is healed without it',
  async (type, amount, fee, codes) => {
    await kit.pay();
    kit.clock.advance(60_000);
    await kit.hear();
    kit.tomorrow();
    await kit.importLines();
    expect(await failing()).toEqual([]);
    await plant(type, amount, fee);
    expect((await failing()).map(([code]) => code)).toEqual(codes);
    expect(await kit.obstacles()).toContainEqual(expect.stringContaining('day_control_fails'));
    await uproot();
    expect(await failing()).toEqual([]);
  },
);

it('C10 one fen of a difference between the published total and the ledger', async () => {
  await kit.pay();
  kit.clock.advance(60_000);
  await kit.hear();
  const set = (change: string) =>
    kit.app.database.inTransaction((tx) =>
      tx.query(`UPDATE project_progress SET raised = raised ${change} WHERE project_id = ?`, [kit.into.id]),
    );
  expect(await failing()).toEqual([]);
  await set('+ 1');
  expect(await failing()).toEqual([['C10', 1n]]);
  await set('- 1');
  expect(await failing()).toEqual([]);
});

it('C8 a gift whose receipt is neither issued nor under way', async () => {
  await kit.pay();
  kit.clock.advance(60_000);
  await kit.hear();
  const say = (state: string) =>
    kit.app.database.inTransaction((tx) =>
      tx.query("UPDATE outbox_event SET state = ? WHERE kind = 'donation.booked'", [state]),
    );
  expect(await failing()).toEqual([]);
  await say('RELAYED');
  expect(await failing()).toEqual([['C8', -1n]]);
  await say('PENDING');
  expect(await failing()).toEqual([]);
});

it('C7 income without a gift behind it is named with its fund', async () => {
  const purse = await buildPurse(kit.app, kit.organizationId);
  const entry = giftEntry(purse, 1n, { projectId: kit.into.id, occurredAt: kit.clock.now() });
  await kit.app.database.inTransaction((tx) => kit.app.get(Ledger).post(tx, [entry]));
  expect((await failing()).map(([code, difference]) => [code, difference])).toContainEqual(['C7', -1n]);
  const back = { ...entry, id: newId(), kind: 'dispute_lost' as const, sourceId: newId() };
  const [transfer] = entry.transfers;
  if (!transfer) throw new Error('an entry without a transfer');
  const transfers = [{ ...transfer, debit: transfer.credit, credit: transfer.debit }];
  await kit.app.database.inTransaction((tx) => kit.app.get(Ledger).post(tx, [{ ...back, transfers }]));
  expect((await failing()).filter(([code]) => code === 'C7')).toEqual([]);
  await kit.hear();
});

it('C9 the general fund that carries fees is shown with what it needs, one case for all days, and the day closes', async () => {
  await kit.pay();
  kit.clock.advance(60_000);
  await kit.hear();
  kit.tomorrow();
  await kit.importLines();
  await kit.hear();
  const [fund] = (await kit.controls()).filter(({ code }) => code === 'C9');
  expect(fund).toMatchObject({ state: 'ok', note: 'to_cover' });
  const { toCover } = await kit.app.get(DaySheets).live(kit.organizationId, kit.day);
  expect(toCover).toMatchObject([{ amount: String(-(fund?.left ?? 0n)), currency: 'CNY' }]);
});
