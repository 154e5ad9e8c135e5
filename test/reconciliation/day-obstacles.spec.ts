import { newId } from '../../src/kernel/ids.js';
import { AccountingDaysQueries } from '../../src/ledger/accounting-days.queries.js';
import { DayControls } from '../../src/reconciliation/day-controls.service.js';
import { DaySheets } from '../../src/reconciliation/day-sheets.service.js';
import { buildOrganization } from '../support/builders.js';
import { buildPerson } from '../support/two-people.js';
import { type DayKit, openDayKit } from './day-kit.js';

let kit: DayKit;
beforeAll(async () => {
  kit = await openDayKit();
  await kit.pay('158.88');
  kit.clock.advance(60_000);
  await kit.hear();
});
afterAll(() => kit.end());

/** What the request for the closing is refused for. */
const refusedFor = async (): Promise<string[]> => {
  const refused = await kit.ask().catch((error: unknown) => error);
  return ((refused as { fields?: { code: string; params: { names: string } }[] }).fields ?? []).map(
    ({ code, params }) => `${code} ${params.names}`.trim(),
  );
};

it('an account with money whose statement is not there yet, and only then', async () => {
  kit.tomorrow();
  expect(await kit.obstacles()).toEqual(['day_statement_missing main']);
  expect(await kit.obstacles('2026-01-05')).toEqual([]);
  await kit.importLines();
  await kit.hear();
});

it('an account that is not reconciled: asking for the closing does it', async () => {
  expect(await kit.obstacles()).toEqual(['day_unreconciled main']);
  await expect(kit.ask()).resolves.toEqual(expect.any(String));
  expect(await kit.obstacles()).toEqual([]);
});

it('a line that comes afterwards makes the run old; its difference and the controls name it until a person has explained it', async () => {
  await kit.app.database.inTransaction((tx) =>
    tx.query(
      `INSERT INTO statement_line (organization_id, provider_account_id, line_key, type, amount, fee, net, currency,
         provider_payment_id, occurred_at, raw, imported_at)
       SELECT organization_id, provider_account_id, ?, type, 1, 0, 1, currency, ?, occurred_at, '{}', imported_at
         FROM statement_line WHERE provider_account_id = ? LIMIT 1`,
      [`txn_${newId()}`, `pi_${newId()}`, kit.account],
    ),
  );
  expect(await kit.obstacles()).toEqual([
    'day_unreconciled main',
    'day_control_fails C1 main C4 main C6 main',
  ]);
  expect(await refusedFor()).toEqual([
    'day_discrepancies_open D01',
    'day_control_fails C1 main, C4 main, C6 main',
  ]);
  expect(await kit.explain('D01')).toBe(1);
  expect(await kit.obstacles()).toEqual([]);
  const explained = (await kit.controls()).filter(({ note }) => note === 'explained');
  expect(explained.map(({ code, difference, state }) => [code, difference, state])).toEqual([
    ['C1', -1n, 'ok'],
    ['C4', 1n, 'ok'],
    ['C6', -1n, 'ok'],
  ]);
});

it('two who agree at once close it once, with its sheet, its movements, and one case for the general fund', async () => {
  const second = await buildPerson(kit.app, kit.organizationId, 'approver');
  const [waiting] = await kit.app.database.rows<{ id: string }>(
    "SELECT id FROM approval WHERE operation = 'day_close' AND state = 'waiting'",
  );
  const id = waiting?.id ?? '';
  const results = await Promise.allSettled([kit.agree(id), kit.agree(id, second)]);
  const outcomes = results.map((each) => (each.status === 'fulfilled' ? each.value : each.reason.code));
  expect(outcomes.sort()).toEqual(['approval_not_open', 'closed']);
  expect(await kit.app.get(AccountingDaysQueries).sealsOf(kit.organizationId, kit.day)).toHaveLength(1);
  const sheet = await kit.app.get(DaySheets).kept(kit.organizationId, kit.day, 1);
  expect(sheet?.discrepancies).toMatchObject([
    { code: 'D01', outcome: 'FALSE_POSITIVE', ours: null, theirs: '1' },
  ]);
  const cases = await kit.app.database.rows<{ state: string }>(
    "SELECT state FROM work_case WHERE kind = 'FUND_TO_COVER'",
  );
  expect(cases).toEqual([{ state: 'open' }]);
});

it('balances after a closed day are added up from what was kept of it, and are the same', async () => {
  const next = '2099-01-01';
  const { accounts } = await kit.app.get(DayControls).ofDay(kit.organizationId, next);
  const [trial] = await kit.app.database.rows<{ balance: string }>(
    `SELECT SUM(IF(d.code = '100903', t.amount, 0)) - SUM(IF(c.code = '100903', t.amount, 0)) AS balance
       FROM transfer t JOIN account d ON d.id = t.debit_account_id JOIN account c ON c.id = t.credit_account_id`,
  );
  expect(accounts.map(({ opening }) => opening)).toEqual([BigInt(trial?.balance ?? 0)]);
  const kept = await kit.app.database.rows('SELECT 1 FROM day_movement');
  expect(kept.length).toBeGreaterThan(0);
});

it('another organization’s day knows nothing of it', async () => {
  const other = await buildOrganization(kit.app);
  const { accounts, controls } = await kit.app.get(DayControls).ofDay(other, kit.day);
  expect(accounts).toEqual([]);
  expect(controls.every(({ left }) => left === null || left === 0n)).toBe(true);
});
