import { bankAccountProblems, bareNumber } from '../../src/organizations/bank-account.js';
import { BankAccountsQueries } from '../../src/organizations/bank-accounts.queries.js';
import { BankAccounts, type TypedBankAccount } from '../../src/organizations/bank-accounts.service.js';
import { Approvals } from '../../src/platform/approvals/approvals.js';
import { ApprovalsQueries } from '../../src/platform/approvals/approvals.queries.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { buildOrganization } from '../support/builders.js';
import { buildPerson, shownHash } from '../support/two-people.js';

const typed: TypedBankAccount = {
  ...{ bank: '中国银行', branch: '解放碑支行', holder: '测试市红十字会', reason: 'first entry' },
  number: '1100 2233-4455 6677',
};
let made = 0;
/** A number that no other test uses. */
const fresh = () => `62280000${String(++made).padStart(8, '0')}`;

describe('rules about bank accounts', () => {
  const fieldsOf = (change: Partial<TypedBankAccount>) =>
    bankAccountProblems({ ...typed, ...change }).map(({ field }) => field);
  test('what is typed is refused field by field; the branch may be missing', () => {
    expect(fieldsOf({ branch: '' })).toEqual([]);
    expect(fieldsOf({ bank: ' ', holder: '', number: '', reason: '' })).toEqual([
      'bank',
      'holder',
      'reason',
      'number',
    ]);
    expect(fieldsOf({ holder: 'x'.repeat(121) })).toEqual(['holder']);
  });
  test.each(['1234567', '1'.repeat(33), '12345678a', '-', '１２３'])('%s is no number', (number) => {
    expect(fieldsOf({ number })).toEqual(['number']);
  });
  test('blanks, hyphens and full-width digits are how people write', () => {
    expect(bareNumber(' ６２２８ 0000-0000 1234 ')).toBe('6228000000001234');
  });
});

describe('the dedicated donation account', () => {
  let app: TestApp;
  let organizationId: string;
  let administrator: string;
  let approver: string;
  beforeAll(async () => {
    app = await openTestApp({ worker: true });
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    organizationId = await buildOrganization(app);
    administrator = await buildPerson(app, organizationId, 'administrator');
    approver = await buildPerson(app, organizationId, 'approver');
  });

  const by = (staffId: string, where = organizationId) => ({ staffId, organizationId: where });
  const ask = (change: Partial<TypedBankAccount> = {}, where = by(administrator)) =>
    app.get(BankAccounts).request(where, { ...typed, number: fresh(), ...change });
  const agree = async (approvalId: string, staffId = approver) =>
    app.get(BankAccounts).approve(by(staffId), approvalId, await shownHash(app, organizationId, approvalId));
  const present = () => app.get(BankAccountsQueries).present(organizationId);
  const states = async () =>
    (await app.get(BankAccountsQueries).ofOrganization(organizationId)).map(({ state }) => state);

  test('is the organization’s once another person agreed; a change replaces it', async () => {
    const first = await ask({ number: '1100 2233-4455 6677' });
    expect(await present()).toBeNull();
    expect(await agree(first)).toBe('done');
    expect(await present()).toMatchObject({ bank: '中国银行', number: '**** 6677', state: 'active' });
    app.clock.advance(1_000);
    await agree(await ask({ bank: '工商银行', reason: 'new bank' }));
    expect(await present()).toMatchObject({ bank: '工商银行' });
    expect(await states()).toEqual(['active', 'replaced']);
    const approval = await app.get(ApprovalsQueries).byId(organizationId, first);
    expect(approval?.payload).toMatchObject({ ownName: true, after: { number: '**** 6677' } });
  });

  test('the number stands nowhere in clear; whoever compares it sees it while it waits, and only here', async () => {
    const number = fresh();
    const approvalId = await ask({ number });
    const payload = (await app.get(ApprovalsQueries).byId(organizationId, approvalId))?.payload;
    const { fingerprint } = (payload?.after ?? {}) as { fingerprint: string };
    const compare = (where = organizationId) => app.get(BankAccounts).numberToCompare(where, fingerprint);
    expect(await compare()).toBe(number);
    expect(await compare(await buildOrganization(app))).toBeNull();
    for (const table of ['bank_account', 'approval', 'audit_event'])
      for (const row of await app.database.rows<Record<string, unknown>>(`SELECT * FROM ${table}`))
        for (const value of Object.values(row))
          expect(Buffer.isBuffer(value) ? value.toString('latin1') : JSON.stringify(value)).not.toContain(
            number,
          );
    expect(app.lines.join('')).not.toContain(number);
    await agree(approvalId);
    expect(await compare()).toBeNull();
  });

  test('another number with the same last digits is another thing to agree to', async () => {
    const [one, two] = ['11110000000099', '22220000000099'];
    const first = await ask({ number: one });
    const hash = await shownHash(app, organizationId, first);
    await app.database.inTransaction((tx) =>
      app.get(Approvals).withdraw(tx, { approvalId: first, organizationId, staffId: administrator }),
    );
    const second = await ask({ number: two });
    await expect(app.get(BankAccounts).approve(by(approver), second, hash)).rejects.toMatchObject({
      code: 'approval_changed',
    });
  });

  test('refused: the same again, two at once, one’s own, and an account of another organization', async () => {
    const number = fresh();
    await agree(await ask({ number }));
    await expect(ask({ number })).rejects.toMatchObject({ code: 'bank_account_unchanged' });
    await expect(ask({ number: 'x' })).rejects.toMatchObject({ code: 'bank_account_invalid' });
    const both = await buildPerson(app, organizationId, 'administrator', 'approver');
    const own = await ask({}, by(both));
    await expect(ask()).rejects.toMatchObject({ code: 'approval_open' });
    await expect(agree(own, both)).rejects.toMatchObject({ code: 'approval_own_vote' });
    const second = await buildPerson(app, organizationId, 'approver');
    const outcomes = await Promise.allSettled([agree(own), agree(own, second)]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await states()).toEqual(expect.arrayContaining(['active', 'replaced']));

    const taken = (await app.get(BankAccountsQueries).present(organizationId))?.id;
    const strange = await buildOrganization(app);
    const theirs = await buildPerson(app, strange, 'approver');
    const waiting = await ask();
    const hash = await shownHash(app, organizationId, waiting);
    await expect(app.get(BankAccounts).approve(by(theirs, strange), waiting, hash)).rejects.toMatchObject({
      kind: 'not_found',
    });
    expect((await present())?.id).toBe(taken);
  });

  test('no two organizations take gifts into one account', async () => {
    const number = fresh();
    const other = await buildOrganization(app);
    const [asks, agrees] = [
      await buildPerson(app, other, 'administrator'),
      await buildPerson(app, other, 'approver'),
    ];
    await agree(await ask({ number }));
    const theirs = await ask({ number }, by(asks, other));
    await expect(
      app.get(BankAccounts).approve(by(agrees, other), theirs, await shownHash(app, other, theirs)),
    ).rejects.toMatchObject({ code: 'bank_account_taken' });
  });

  test('what lapsed or was taken back is marked so and cannot be agreed to', async () => {
    const late = await ask();
    app.clock.advance(72 * 3_600_000);
    await expect(agree(late)).rejects.toMatchObject({ code: 'approval_expired' });
    await app.database.inTransaction((tx) => app.get(Approvals).expire(tx, app.clock.now()));
    await app.settle();
    expect(await states()).toEqual(['withdrawn']);
    expect(await present()).toBeNull();
  });
});
