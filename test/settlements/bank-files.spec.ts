import { BankAccounts } from '../../src/organizations/bank-accounts.service.js';
import { Secrets } from '../../src/platform/secrets/secrets.js';
import { StatementLayouts } from '../../src/settlements/statement-layouts.service.js';
import { openBank } from '../reconciliation/bank-kit.js';
import { openStatementKit, type StatementKit } from './statement-kit.js';

const COLUMNS = {
  ...{ time: '交易日期', out: '借方', in: '贷方', balance: '余额', counterparty: '对方户名' },
  ...{ summary: '摘要', ownNumber: '账号' },
};
let kit: StatementKit;
let bankAccountId: string;
let number: string;
let layoutId: string;
beforeAll(async () => {
  kit = await openStatementKit();
  bankAccountId = (await openBank(kit.app, kit.organizationId)).id;
  number = (await kit.app.get(BankAccounts).numberOf(kit.organizationId, bankAccountId)) ?? '';
  const layout = { source: 'bank', name: '中国银行', columns: COLUMNS } as const;
  layoutId = await kit.app.get(StatementLayouts).create(kit.actor, layout);
});
afterAll(() => kit.app.close());

const rowsOf = (own: string, ...rows: string[]) =>
  ['账号,交易日期,借方,贷方,余额,对方户名,摘要', ...rows.map((row) => `${own},${row}`)].join('\n');
const upload = (text: string, more = {}) =>
  kit.upload('', 'bank', text, { providerAccountId: null, bankAccountId, layoutId, ...more });

it('a bank’s list becomes lines of the account, whose counterparties are sealed for their place', async () => {
  const rows = ['2026-01-15,,100.00,100.00,王小明,转账', '2026-01-15,40.00,,60.00,某医药公司,付款'];
  const file = await upload(rowsOf(number, ...rows));
  expect(file).toMatchObject({ state: 'read', lines: 2, problems: [] });
  const people = (await kit.queries.linesOf(file.id, { skip: 0, limit: 9 }, true)).map(
    (line) => line.counterparty,
  );
  expect(people).toEqual(['王小明', '某医药公司']);
  const hidden = await kit.queries.linesOf(file.id, { skip: 0, limit: 9 });
  expect(hidden.every(({ counterparty }) => counterparty === null)).toBe(true);
  expect(await kit.files.acceptAlone(kit.actor, file.id)).toEqual({
    added: 2,
    known: 0,
    changed: 0,
    gone: 0,
  });
  const lines = await kit.app.database.rows<{ amount: string; day: string; no: number; sealed: Buffer }>(
    `SELECT amount, day, line_no AS no, counterparty_encrypted AS sealed FROM bank_line WHERE file_id = ? ORDER BY id`,
    [file.id],
  );
  expect(lines.map(({ amount, day }) => [amount, day])).toEqual([
    ['10000', '2026-01-15'],
    ['-4000', '2026-01-15'],
  ]);
  const open = ({ sealed, no }: (typeof lines)[number]) =>
    kit.app.get(Secrets).decrypt('field', sealed, `statement_file:${file.id}:${no}`);
  expect(lines.map(open)).toEqual(people);
});

it('a month’s list over the same days adds only what is new', async () => {
  const rows = ['2026-01-15,,100.00,100.00,王小明,转账', '2026-01-16,,5.00,105.00,利息,利息'];
  const file = await upload(rowsOf(number, ...rows), { lastDay: '2026-01-31' });
  expect(await kit.files.acceptAlone(kit.actor, file.id)).toEqual({
    added: 1,
    known: 1,
    changed: 0,
    gone: 0,
  });
});

it('another account’s list is refused by its rows, and no number stands in the problem', async () => {
  const file = await upload(rowsOf('6222000011112222', '2026-01-15,,1.00,1.00,王小明,转账'));
  expect(file).toMatchObject({ state: 'invalid', lines: 0 });
  expect(file.problems).toMatchObject([{ line: 2, code: 'wrong_account', params: { found: '**** 2222' } }]);
  expect(JSON.stringify(file.problems)).not.toContain(number);
});
