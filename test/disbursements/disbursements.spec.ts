import { DisbursementPayments } from '../../src/disbursements/disbursement-payments.service.js';
import { DisbursementsQueries } from '../../src/disbursements/disbursements.queries.js';
import { type DisbursementForm, Disbursements } from '../../src/disbursements/disbursements.service.js';
import { newId } from '../../src/kernel/ids.js';
import { Approvals } from '../../src/platform/approvals/approvals.js';
import { buildOrganization } from '../support/builders.js';
import { SAID } from '../support/spending.js';
import { HOUR_MS, type OutflowKit, openOutflowKit, outcome } from './outflow-kit.js';

const TODAY = '2026-11-20';
let kit: OutflowKit;
let disbursements: Disbursements;
let payments: DisbursementPayments;

beforeAll(async () => {
  kit = await openOutflowKit({ worker: true });
  disbursements = kit.app.get(Disbursements);
  payments = kit.app.get(DisbursementPayments);
});
afterAll(() => kit.app.close());

const formOf = (project: { id: string }, more: Partial<DisbursementForm> = {}): DisbursementForm => ({
  projectId: project.id,
  accountCode: '510101',
  amountText: '100',
  payee: '李奶奶',
  purpose: '冬季取暖补助',
  ...SAID,
  formKey: `form-${newId()}`,
  ...more,
});
const request = (project: { id: string }, more: Partial<DisbursementForm> = {}) =>
  disbursements.request(kit.clerk, kit.society, formOf(project, more));
const approve = async (id: string, by = kit.approver) => {
  const { organizationId, approvalId, shown } = await kit.shown(id);
  return disbursements.approve({ ...by, organizationId }, approvalId, shown);
};
const reject = async (id: string) => {
  const { approvalId, organizationId } = await kit.shown(id);
  const { staffId } = kit.approver;
  await kit.app.database.inTransaction((tx) =>
    kit.app.get(Approvals).reject(tx, { approvalId, organizationId, staffId, reason: '重复申请' }),
  );
  await kit.app.settle();
};
const pay = (id: string, more: { day?: string; bankReference?: string } = {}) =>
  payments.pay(kit.clerk, kit.society, id, { day: TODAY, bankReference: `B${newId()}`, ...more });
const comeBack = (id: string, more: { day?: string; bankReference?: string; reason?: string } = {}) =>
  payments.bankReturned(kit.clerk, kit.society, id, {
    day: TODAY,
    bankReference: `R${newId()}`,
    reason: '户名不符',
    ...more,
  });
const stateOf = async (id: string) => (await kit.app.get(DisbursementsQueries).byId(kit.society, id))?.state;
const approved = async (project: { id: string }, more: Partial<DisbursementForm> = {}) => {
  const id = await request(project, more);
  await approve(id);
  return id;
};

test('request, approval, payment: money is kept back, then leaves the fund in one entry', async () => {
  const project = await kit.project(50_000n);
  const id = await request(project, { accountCode: '510103' });
  expect(await kit.standing(project)).toEqual({ balance: 50_000n, available: 40_000n });
  await approve(id);
  expect(await kit.entries(id)).toEqual([]);
  await pay(id);
  expect(await stateOf(id)).toBe('paid');
  expect(await kit.standing(project)).toEqual({ balance: 40_000n, available: 40_000n });
  expect(await kit.entries(id)).toEqual([`disbursement 510103 100201 10000 P001 ${TODAY}`]);
});

test('what the bank returns is reversed and free again; paying anew takes a new request', async () => {
  const project = await kit.project(10_000n);
  const id = await approved(project);
  await pay(id);
  const note = { bankReference: `R${newId()}` };
  await comeBack(id, note);
  await comeBack(id, note);
  expect(await stateOf(id)).toBe('returned');
  expect((await kit.entries(id)).map((line) => line.split(' ').slice(0, 4).join(' '))).toEqual([
    'disbursement 510101 100201 10000',
    'disbursement_returned 100201 510101 10000',
  ]);
  expect(await kit.standing(project)).toEqual({ balance: 10_000n, available: 10_000n });
  expect(await outcome(pay(id))).toBe('disbursement_moved_on');
  expect(await outcome(comeBack(id))).toBe('disbursement_moved_on');
  expect(await outcome(request(project))).toBe('done');
});

test('A30 of 100 requests at once on a fund that covers 10, exactly 10 stand', async () => {
  const project = await kit.project(100_000n);
  const outcomes = await Promise.all(Array.from({ length: 100 }, () => outcome(request(project))));
  expect(outcomes.filter((each) => each === 'done')).toHaveLength(10);
  expect(new Set(outcomes)).toEqual(new Set(['done', 'fund_insufficient']));
  expect(await kit.standing(project)).toEqual({ balance: 100_000n, available: 0n });
});

test('A33 who asks does not approve; a changed payload is refused and leaves no vote', async () => {
  const project = await kit.project(20_000n);
  const both = await kit.person(kit.society, 'clerk', 'approver');
  const id = await disbursements.request(both, kit.society, formOf(project));
  expect(await outcome(approve(id, both))).toBe('approval_own_vote');
  const shown = await kit.shown(id);
  const by = { ...kit.approver, organizationId: kit.society };
  expect(await outcome(disbursements.approve(by, shown.approvalId, 'a'.repeat(64)))).toBe('approval_changed');
  await kit.app.database.inTransaction((tx) =>
    tx.query('UPDATE disbursement SET amount = amount - 1 WHERE id = ?', [id]),
  );
  expect(await outcome(approve(id))).toBe('approval_changed');
  await kit.app.database.inTransaction((tx) =>
    tx.query('UPDATE disbursement SET amount = amount + 1 WHERE id = ?', [id]),
  );
  expect(await stateOf(id)).toBe('requested');
  expect(await outcome(approve(id))).toBe('done');
});

test('only an approver of the organization approves', async () => {
  const project = await kit.project(20_000n);
  const other = await buildOrganization(kit.app);
  const id = await request(project);
  const shown = await kit.shown(id);
  expect(await outcome(approve(id, await kit.person(kit.society, 'clerk')))).toBe('approval_not_entitled');
  expect(await outcome(approve(id, await kit.person(other, 'approver')))).toBe('approval_not_entitled');
  const stranger = await kit.person(other, 'approver', 'clerk');
  const there = { ...stranger, organizationId: other };
  expect(await outcome(disbursements.approve(there, shown.approvalId, shown.shown))).toBe(
    'approval_not_found',
  );
  const anyNote = { day: TODAY, bankReference: 'B1234567' };
  for (const work of [
    disbursements.cancel(stranger, other, id),
    payments.pay(stranger, other, id, anyNote),
    payments.bankReturned(stranger, other, id, { ...anyNote, reason: 'x' }),
  ])
    expect(await outcome(work)).toBe('disbursement_not_found');
  const foreign = disbursements.request(stranger, other, formOf(project));
  expect(await outcome(foreign)).toBe('disbursement_invalid project:invalid');
});

describe('the form', () => {
  test.each([
    ['0', 'amount_zero'],
    ['-5', 'negative'],
    ['1.001', 'too_many_decimals'],
    ['9007199254740993', 'too_large'],
    ['', 'empty'],
    ['1e3', 'not_a_number'],
  ])('amount %j is refused', async (amountText, code) => {
    const project = await kit.project(20_000n);
    expect(await outcome(request(project, { amountText }))).toBe(`disbursement_invalid amount:${code}`);
    expect((await kit.standing(project)).available).toBe(20_000n);
  });

  test('more than is available is refused with what is', async () => {
    const project = await kit.project(20_000n);
    await request(project, { amountText: '150' });
    await expect(request(project, { amountText: '50.01' })).rejects.toMatchObject({
      code: 'fund_insufficient',
      params: { available: '50.00', currency: 'CNY' },
    });
    expect(await outcome(request(project, { amountText: '50' }))).toBe('done');
  });

  test('says everything that is wrong at once', async () => {
    const project = await kit.project(20_000n);
    const form = { accountCode: '530101', payee: ' ', purpose: 'x'.repeat(301), formKey: 'short' };
    expect(await outcome(request(project, form))).toBe(
      'disbursement_invalid account_code:invalid payee:empty purpose:too_long form_key:invalid',
    );
  });

  test('sent twice, also at once, is one request; with other content it is refused', async () => {
    const project = await kit.project(10_000n);
    const form = formOf(project);
    const send = () => disbursements.request(kit.clerk, kit.society, form);
    const [one, two] = await Promise.all([send(), send()]);
    expect(two).toBe(one);
    expect(await send()).toBe(one);
    expect((await kit.standing(project)).available).toBe(0n);
    expect(await outcome(disbursements.request(kit.clerk, kit.society, { ...form, payee: '另一人' }))).toBe(
      'form_used',
    );
  });

  test('takes a closed project, whose money is spent after its appeal, and no draft', async () => {
    const closed = await kit.project(10_000n, { state: 'closed' });
    expect(await outcome(request(closed))).toBe('done');
    const draft = await kit.project(0n, { state: 'draft' });
    expect(await outcome(request(draft))).toBe('disbursement_invalid project:invalid');
  });
});

describe('paying', () => {
  test('twice at once books once; the same note again changes nothing, another one is refused', async () => {
    const project = await kit.project(10_000n);
    const id = await approved(project);
    const note = { bankReference: `B${newId()}` };
    await Promise.all([pay(id, note), pay(id, note)]);
    expect(await outcome(pay(id, note))).toBe('done');
    expect(await outcome(pay(id))).toBe('disbursement_moved_on');
    expect(await kit.entries(id)).toHaveLength(1);
  });

  test('two notes at once: one is recorded', async () => {
    const id = await approved(await kit.project(10_000n));
    const outcomes = await Promise.all([outcome(pay(id)), outcome(pay(id))]);
    expect(outcomes.sort()).toEqual(['disbursement_moved_on', 'done']);
    expect(await kit.entries(id)).toHaveLength(1);
  });

  test('not before approval', async () => {
    const id = await request(await kit.project(10_000n));
    expect(await outcome(pay(id))).toBe('disbursement_moved_on');
  });

  test('under a bank number that another payment has is refused', async () => {
    const project = await kit.project(20_000n);
    const [one, two] = [await approved(project), await approved(project)];
    const bankReference = `B${newId()}`;
    await pay(one, { bankReference });
    expect(await outcome(pay(two, { bankReference: bankReference.toUpperCase() }))).toBe(
      'bank_reference_used bank_reference:bank_reference_used',
    );
    expect(await stateOf(two)).toBe('approved');
    expect(await outcome(pay(two))).toBe('done');
  });

  test('on a day that is none, to come, or before the approval is refused', async () => {
    const id = await approved(await kit.project(10_000n));
    expect(await outcome(pay(id, { day: '2026-02-30' }))).toBe('day_invalid paid_on:invalid');
    expect(await outcome(pay(id, { day: '2026-11-21' }))).toBe('day_invalid paid_on:day_in_future');
    expect(await outcome(pay(id, { day: '2026-11-19' }))).toBe('day_invalid paid_on:day_too_early');
    expect(await outcome(pay(id, { bankReference: '' }))).toBe('payment_invalid bank_reference:empty');
    expect(await outcome(pay(id, { bankReference: "x' OR 1" }))).toBe(
      'payment_invalid bank_reference:invalid',
    );
    expect(await stateOf(id)).toBe('approved');
  });
});

describe('days that are closed', () => {
  let own: OutflowKit;
  beforeAll(async () => {
    own = await openOutflowKit();
  });
  afterAll(async () => {
    await own.setDay(TODAY, 'open');
    await own.app.close();
  });

  test('A37 a person’s own past-dated note is refused, the day stays as it was', async () => {
    const project = await own.project(10_000n);
    const rooms = [own.app.get(Disbursements), own.app.get(DisbursementPayments)] as const;
    const id = await rooms[0].request(own.clerk, own.society, formOf(project));
    const { organizationId, approvalId, shown } = await own.shown(id);
    await rooms[0].approve({ ...own.approver, organizationId }, approvalId, shown);
    await own.setDay(TODAY, 'closed');
    own.app.clock.advance(24 * HOUR_MS);
    const note = (day: string) =>
      outcome(rooms[1].pay(own.clerk, own.society, id, { day, bankReference: `B${newId()}` }));
    expect(await note(TODAY)).toBe('day_closed');
    expect(await own.entries(id)).toEqual([]);
    expect(await own.standing(project)).toEqual({ balance: 10_000n, available: 0n });
    expect(await note('2026-11-21')).toBe('done');
    expect(await own.entries(id)).toEqual(['disbursement 510101 100201 10000 P001 2026-11-21']);
  });
});

describe('requests that end', () => {
  test('rejected, taken back or given up after approval: the money is free again', async () => {
    const project = await kit.project(10_000n);
    const ends: ((id: string) => Promise<void>)[] = [
      reject,
      (id) => disbursements.cancel(kit.clerk, kit.society, id),
      async (id) => {
        await approve(id);
        await disbursements.cancel(await kit.person(kit.society, 'clerk'), kit.society, id);
      },
    ];
    for (const end of ends) {
      const id = await request(project);
      await end(id);
      expect(['rejected', 'cancelled']).toContain(await stateOf(id));
      expect((await kit.standing(project)).available).toBe(10_000n);
      expect(await outcome(pay(id))).toBe('disbursement_moved_on');
      expect(await outcome(approve(id))).toBe('approval_not_open');
      expect(await outcome(disbursements.cancel(kit.clerk, kit.society, id))).toBe('disbursement_moved_on');
    }
  });

  test('are taken back by who asked and by nobody else', async () => {
    const id = await request(await kit.project(10_000n));
    const colleague = await kit.person(kit.society, 'clerk');
    expect(await outcome(disbursements.cancel(colleague, kit.society, id))).toBe('approval_not_yours');
    expect(await stateOf(id)).toBe('requested');
  });

  test('approval and cancellation at once: one of them wins and the money is right', async () => {
    const project = await kit.project(10_000n);
    const id = await request(project);
    const outcomes = await Promise.all([
      outcome(approve(id)),
      outcome(disbursements.cancel(kit.clerk, kit.society, id)),
    ]);
    const state = await stateOf(id);
    expect(['approved', 'cancelled']).toContain(state);
    expect(outcomes).toContain('done');
    expect((await kit.standing(project)).available).toBe(state === 'approved' ? 0n : 10_000n);
  });

  test('expire after 72 hours, and the worker frees their money', async () => {
    const project = await kit.project(10_000n);
    const id = await request(project);
    const start = kit.app.clock.now();
    kit.app.clock.advance(72 * HOUR_MS);
    expect(await outcome(approve(id))).toBe('approval_expired');
    await kit.app.database.inTransaction((tx) => kit.app.get(Approvals).expire(tx, kit.app.clock.now()));
    await kit.app.settle();
    expect(await stateOf(id)).toBe('expired');
    expect((await kit.standing(project)).available).toBe(10_000n);
    expect(await outcome(approve(id))).toBe('approval_expired');
    kit.app.clock.set(start);
  });

  test('rejected on the page of all approvals: the worker follows', async () => {
    const project = await kit.project(10_000n);
    const id = await request(project);
    await reject(id);
    expect(await kit.app.get(DisbursementsQueries).byId(kit.society, id)).toMatchObject({
      reason: '重复申请',
    });
    expect(await stateOf(id)).toBe('rejected');
    expect((await kit.standing(project)).available).toBe(10_000n);
  });
});

test('a payee is nowhere in clear: not in the row, the approval, or the audit trail', async () => {
  const id = await request(await kit.project(10_000n), { payee: '赵六零零七' });
  const tables = ['disbursement', 'approval', 'audit_event'];
  for (const table of tables) {
    const rows = await kit.app.database.rows(`SELECT * FROM ${table}`);
    expect(JSON.stringify(rows)).not.toContain('赵六零零七');
  }
  const found = await kit.app.get(DisbursementsQueries).byId(kit.society, id);
  expect(found && disbursements.payeeOf(found)).toBe('赵六零零七');
});
