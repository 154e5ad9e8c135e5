import { Disbursements } from '../../src/disbursements/disbursements.service.js';
import { CashDeposits } from '../../src/donations/cash-deposits.service.js';
import { DonationsQueries } from '../../src/donations/donations.queries.js';
import { OfflineQueries } from '../../src/donations/offline.queries.js';
import { OfflineAnnulments } from '../../src/donations/offline-annulments.service.js';
import { OfflineApprovals } from '../../src/donations/offline-approvals.service.js';
import { type OfflineGiftForm, OfflineGifts } from '../../src/donations/offline-gifts.service.js';
import { type PledgeForm, Pledges } from '../../src/donations/pledges.service.js';
import { newId } from '../../src/kernel/ids.js';
import { Approvals } from '../../src/platform/approvals/approvals.js';
import { ProgressQueries } from '../../src/progress/progress.queries.js';
import { PublicGiftsQueries } from '../../src/progress/public-gifts.queries.js';
import { HOUR_MS, type OutflowKit, openOutflowKit, outcome } from '../disbursements/outflow-kit.js';
import { buildChannel, buildOrganization } from '../support/builders.js';
import { SAID } from '../support/spending.js';

const TODAY = '2026-11-20';
let kit: OutflowKit;
let gifts: OfflineGifts;

beforeAll(async () => {
  kit = await openOutflowKit({ worker: true });
  gifts = kit.app.get(OfflineGifts);
});
afterAll(() => kit.app.close());

const bank = (project: { id: string }, more: Partial<OfflineGiftForm> = {}): OfflineGiftForm => ({
  projectId: project.id,
  way: 'bank_transfer',
  amountText: '500',
  receivedOn: TODAY,
  name: '张三丰',
  bankReference: `B${newId()}`,
  payer: '张三丰',
  formKey: `form-${newId()}`,
  ...more,
});
const cash = (project: { id: string }, more: Partial<OfflineGiftForm> = {}): OfflineGiftForm => ({
  projectId: project.id,
  way: 'cash',
  amountText: '266.50',
  receivedOn: TODAY,
  countedBy: '王芳',
  countedWith: '李强',
  counts: { '10000': '2', '5000': '1', '1000': '1', '100': '6', '50': '1' },
  formKey: `form-${newId()}`,
  ...more,
});
const request = (form: OfflineGiftForm, by = kit.clerk) => gifts.request(by, kit.society, form);
const approve = async (subjectId: string, by = kit.approver) => {
  const { organizationId, approvalId, shown } = await kit.shown(subjectId);
  return kit.app.get(OfflineApprovals).approve({ ...by, organizationId }, approvalId, shown);
};
const booked = async (form: OfflineGiftForm) => {
  const id = await request(form);
  await approve(id);
  return id;
};
const annul = async (id: string, reason = '录入错误') => {
  await kit.app.get(OfflineAnnulments).request(kit.clerk, kit.society, id, reason);
  await approve(id);
};
const giftState = async (id: string) => (await kit.app.get(OfflineQueries).gift(kit.society, id))?.state;
const raised = async (project: { id: string }) => {
  const numbers = await kit.app.get(ProgressQueries).ofProject(project.id);
  return [numbers?.raised ?? 0n, numbers?.donations ?? 0];
};
const receipts = (id: string) =>
  kit.app.database.rows<{ state: string; amount: string }>(
    'SELECT r.state, r.amount FROM receipt r JOIN receipt_item i ON i.receipt_id = r.id WHERE i.donation_id = ? ORDER BY r.no',
    [id],
  );

test('a checked bank transfer is a donation like any other: entry, progress, receipt, public list', async () => {
  const project = await kit.project();
  const channel = await buildChannel(kit.app);
  const id = await request(bank(project, { channelCode: channel.code, mail: 'zhang@example.org' }));
  expect(await kit.app.get(DonationsQueries).byId(id)).toBeNull();
  expect(await kit.standing(project)).toEqual({ balance: 0n, available: 0n });
  await approve(id);
  await kit.app.settle();
  const donation = await kit.app.get(DonationsQueries).byId(id);
  expect(donation).toMatchObject({ status: 'succeeded', publicLabel: '张**', channelId: channel.id });
  expect(donation?.donorId).not.toBeNull();
  expect(await kit.entries(id)).toEqual([
    expect.stringMatching(`^offline_gift 100201 410102 50000 P.* ${TODAY}$`),
  ]);
  expect(await raised(project)).toEqual([50_000n, 1]);
  expect(await receipts(id)).toEqual([{ state: 'issued', amount: '50000' }]);
  expect(await kit.app.get(PublicGiftsQueries).latest(project.id, 20)).toMatchObject([
    { label: '张**', amount: 50_000n },
  ]);
  expect(await kit.standing(project)).toEqual({ balance: 50_000n, available: 50_000n });
});

test('cash comes with a count sheet that adds up and two people who counted', async () => {
  const project = await kit.project();
  const id = await booked(cash(project));
  expect(await kit.entries(id)).toEqual([expect.stringMatching('^offline_gift 100101 410102 26650 ')]);
  expect(await kit.app.get(OfflineQueries).countSheet(id)).toContainEqual({ denomination: 100n, pieces: 6 });
  for (const [more, code] of [
    [{ amountText: '266.60' }, 'amount:count_differs'],
    [{ counts: {} }, 'counts:nothing_counted'],
    [{ counts: { '10000': '2.5' } }, 'count_10000:not_a_count counts:nothing_counted'],
    [{ counts: { '10000': '-1' } }, 'count_10000:not_a_count counts:nothing_counted'],
    [{ countedWith: '王芳' }, 'counted_with:same_person'],
    [{ countedWith: '' }, 'counted_with:empty'],
  ] as const)
    expect(await outcome(request(cash(project, more)))).toBe(`offline_gift_invalid ${code}`);
});

test.each([
  ['0', 'amount_zero'],
  ['-1', 'negative'],
  ['9007199254740993', 'too_large'],
  ['1.005', 'too_many_decimals'],
])('amount %j is refused', async (amountText, code) => {
  const project = await kit.project();
  expect(await outcome(request(bank(project, { amountText })))).toBe(`offline_gift_invalid amount:${code}`);
});

test('says everything that is wrong at once', async () => {
  const form = {
    amountText: '',
    publicity: 'ALL',
    donorKind: 'cat',
    mail: 'x',
    bankReference: '',
    payer: '',
  };
  expect(await outcome(request(bank(await kit.project(), { ...form, formKey: 'x' })))).toBe(
    'offline_gift_invalid amount:empty donor_kind:invalid publicity:invalid mail:invalid' +
      ' bank_reference:empty payer:empty form_key:invalid',
  );
  const unnamed = bank(await kit.project(), { publicity: 'REAL_NAME', name: ' ' });
  expect(await outcome(request(unnamed))).toBe('offline_gift_invalid name:empty');
});

test('the same bank number twice is recognised, also at once, until the first came to nothing', async () => {
  const project = await kit.project();
  const bankReference = `B${newId()}`;
  const outcomes = await Promise.all([
    outcome(request(bank(project, { bankReference }))),
    outcome(request(bank(project, { bankReference: bankReference.toUpperCase() }))),
  ]);
  expect(outcomes.sort()).toEqual(['done', 'offline_reference_used bank_reference:offline_reference_used']);
  const [first] = await kit.app.database.rows<{ id: string }>(
    'SELECT id FROM offline_gift WHERE live_bank_reference = ?',
    [bankReference],
  );
  await approve(first?.id ?? '');
  expect(await outcome(request(bank(project, { bankReference })))).toContain('offline_reference_used');
  await annul(first?.id ?? '');
  expect(await outcome(request(bank(project, { bankReference })))).toBe('done');
});

test('A33 who records a gift does not check it; nothing is booked that was not shown', async () => {
  const project = await kit.project();
  const both = await kit.person(kit.society, 'clerk', 'approver');
  const id = await request(bank(project), both);
  expect(await outcome(approve(id, both))).toBe('approval_own_vote');
  await kit.app.database.inTransaction((tx) =>
    tx.query("UPDATE offline_gift SET publicity = 'ANONYMOUS' WHERE id = ?", [id]),
  );
  expect(await outcome(approve(id))).toBe('approval_changed');
  expect(await kit.entries(id)).toEqual([]);
  expect(await kit.app.get(DonationsQueries).byId(id)).toBeNull();
});

test('two checkers at once book it once', async () => {
  const id = await request(bank(await kit.project()));
  const other = await kit.person(kit.society, 'approver');
  const outcomes = await Promise.all([outcome(approve(id)), outcome(approve(id, other))]);
  expect(outcomes.sort()).toEqual(['approval_not_open', 'done']);
  expect(await kit.entries(id)).toHaveLength(1);
});

test('another organization’s project, checker and gift do not exist', async () => {
  const project = await kit.project();
  const other = await buildOrganization(kit.app);
  const stranger = await kit.person(other, 'clerk', 'approver');
  expect(await outcome(gifts.request(stranger, other, bank(project)))).toBe(
    'offline_gift_invalid project:invalid',
  );
  const id = await booked(bank(project));
  const { approvalId, shown } = await kit.shown(await request(bank(project)));
  const there = { ...stranger, organizationId: other };
  expect(await outcome(kit.app.get(OfflineApprovals).approve(there, approvalId, shown))).toBe(
    'approval_not_found',
  );
  expect(await outcome(kit.app.get(OfflineAnnulments).request(stranger, other, id, 'x'))).toBe(
    'offline_not_found',
  );
  expect(await outcome(approve(await request(bank(project)), await kit.person(kit.society, 'clerk')))).toBe(
    'approval_not_entitled',
  );
});

test('a form that is sent twice at once is one gift; with other content it is refused', async () => {
  const form = bank(await kit.project());
  const [one, two] = await Promise.all([request(form), request(form)]);
  expect(two).toBe(one);
  expect(await outcome(request({ ...form, name: '别人' }))).toBe('form_used');
});

test('only what came while the appeal ran is its gift', async () => {
  const draft = await kit.project(0n, { state: 'draft' });
  expect(await outcome(request(bank(draft)))).toBe('offline_gift_invalid project:invalid');
  const closed = await kit.project(0n, { state: 'closed' });
  expect(await outcome(request(bank(closed)))).toBe('done');
  const ends = await kit.project(0n, { startsOn: '2026-11-01', endsOn: TODAY });
  expect(await outcome(request(bank(ends, { receivedOn: '2026-10-31' })))).toBe(
    'offline_gift_invalid received_on:before_appeal',
  );
  expect(await outcome(request(bank(await kit.project(), { receivedOn: '2026-11-21' })))).toBe(
    'day_invalid received_on:day_in_future',
  );
  const start = kit.app.clock.now();
  kit.app.clock.advance(24 * HOUR_MS);
  for (const project of [ends, closed]) {
    expect(await outcome(request(bank(project, { receivedOn: '2026-11-21' })))).toBe(
      'offline_gift_invalid received_on:after_appeal',
    );
    // What lay in the box before the end is counted after it.
    expect(await outcome(request(bank(project)))).toBe('done');
  }
  kit.app.clock.set(start);
});

test('A37 into a closed day nothing is recorded and nothing is checked', async () => {
  const project = await kit.project();
  const id = await request(bank(project, { receivedOn: '2026-11-10' }));
  await kit.setDay('2026-11-10', 'closed');
  expect(await outcome(request(bank(project, { receivedOn: '2026-11-10' })))).toBe('day_closed');
  expect(await outcome(approve(id))).toBe('day_closed');
  expect(await kit.entries(id)).toEqual([]);
  await kit.setDay('2026-11-10', 'open');
  expect(await outcome(approve(id))).toBe('done');
});

test('rejected, taken back or expired it came to nothing', async () => {
  const project = await kit.project();
  const end = (id: string, work: (approvals: Approvals, approvalId: string) => Promise<unknown>) =>
    kit.shown(id).then(({ approvalId }) => work(kit.app.get(Approvals), approvalId));
  const [rejected, withdrawn, expired] = [
    await request(bank(project)),
    await request(bank(project)),
    await request(cash(project)),
  ];
  const organizationId = kit.society;
  await end(rejected, (approvals, approvalId) =>
    kit.app.database.inTransaction((tx) =>
      approvals.reject(tx, { approvalId, organizationId, ...kit.approver, reason: '回单不清' }),
    ),
  );
  await end(withdrawn, (approvals, approvalId) =>
    kit.app.database.inTransaction((tx) =>
      approvals.withdraw(tx, { approvalId, organizationId, ...kit.clerk }),
    ),
  );
  const start = kit.app.clock.now();
  kit.app.clock.advance(72 * HOUR_MS);
  expect(await outcome(approve(expired))).toBe('approval_expired');
  await kit.app.database.inTransaction((tx) => kit.app.get(Approvals).expire(tx, kit.app.clock.now()));
  await kit.app.settle();
  kit.app.clock.set(start);
  expect([await giftState(rejected), await giftState(withdrawn), await giftState(expired)]).toEqual([
    'rejected',
    'cancelled',
    'expired',
  ]);
  expect(await raised(project)).toEqual([0n, 0]);
});

describe('a gift that was booked wrongly', () => {
  test('is reversed by two people: out of the fund, the numbers, the list, and its receipt is void', async () => {
    const project = await kit.project();
    const id = await booked(bank(project));
    await kit.app.settle();
    await annul(id);
    await kit.app.settle();
    expect(await giftState(id)).toBe('annulled');
    expect((await kit.entries(id)).map((line) => line.split(' ').slice(0, 4).join(' '))).toEqual([
      'offline_gift 100201 410102 50000',
      'reversal 410102 100201 50000',
    ]);
    expect(await raised(project)).toEqual([0n, 0]);
    expect((await receipts(id)).map(({ state }) => state)).toEqual(['voided']);
    expect(await kit.app.get(PublicGiftsQueries).latest(project.id, 20)).toEqual([]);
    expect(await kit.standing(project)).toEqual({ balance: 0n, available: 0n });
    const again = kit.app.get(OfflineAnnulments).request(kit.clerk, kit.society, id, 'x');
    expect(await outcome(again)).toBe('offline_moved_on');
  });

  test('whose money was promised since opens a case, and nothing more can be promised', async () => {
    const project = await kit.project();
    const id = await booked(bank(project));
    const form = { accountCode: '510101', payee: '李奶奶', purpose: '救助', ...SAID };
    const spend = () =>
      kit.app.get(Disbursements).request(kit.clerk, kit.society, {
        ...form,
        projectId: project.id,
        amountText: '300',
        formKey: `form-${newId()}`,
      });
    await spend();
    await annul(id);
    expect(await kit.standing(project)).toEqual({ balance: 0n, available: -30_000n });
    const cases = await kit.app.database.rows(
      "SELECT amount FROM work_case WHERE kind = 'FUND_OVERDRAWN' AND subject_id = ? AND state = 'open'",
      [project.fundId],
    );
    expect(cases).toEqual([{ amount: '30000' }]);
    expect(await outcome(spend())).toBe('fund_insufficient');
  });

  test('is not annulled for no reason, nor before it is booked, nor twice at once', async () => {
    const id = await request(bank(await kit.project()));
    const ask = (reason: string) =>
      kit.app.get(OfflineAnnulments).request(kit.clerk, kit.society, id, reason);
    expect(await outcome(ask(' '))).toBe('annulment_invalid reason:empty');
    expect(await outcome(ask('错'))).toBe('offline_moved_on');
    await approve(id);
    const outcomes = await Promise.all([outcome(ask('错')), outcome(ask('错'))]);
    expect(outcomes.sort()).toEqual(['approval_open', 'done']);
  });
});

describe('pledges', () => {
  const pledges = () => kit.app.get(Pledges);
  const promise = (project: { id: string }, more: Partial<PledgeForm> = {}) =>
    pledges().request(kit.clerk, kit.society, {
      projectId: project.id,
      amountText: '1000',
      name: '宏达公司',
      donorKind: 'organization',
      pledgedOn: '2026-11-01',
      dueOn: '2026-12-31',
      formKey: `form-${newId()}`,
      ...more,
    });
  const stateOf = async (id: string) => (await kit.app.get(OfflineQueries).pledge(kit.society, id))?.state;

  test('are no income until they are paid, in parts; a part that was wrong opens them again', async () => {
    const project = await kit.project();
    const pledgeId = await promise(project);
    expect(await outcome(request(bank(project, { pledgeId })))).toBe('offline_gift_invalid pledge:invalid');
    await approve(pledgeId);
    expect([await stateOf(pledgeId), await kit.standing(project)]).toEqual([
      'open',
      { balance: 0n, available: 0n },
    ]);
    await booked(bank(project, { pledgeId, amountText: '400' }));
    expect(await stateOf(pledgeId)).toBe('open');
    const rest = await booked(bank(project, { pledgeId, amountText: '600' }));
    expect(await stateOf(pledgeId)).toBe('fulfilled');
    await kit.app.settle();
    expect(await raised(project)).toEqual([100_000n, 2]);
    expect(await outcome(request(bank(project, { pledgeId })))).toBe('offline_gift_invalid pledge:invalid');
    await annul(rest);
    expect(await stateOf(pledgeId)).toBe('open');
    await pledges().giveUp(kit.clerk, kit.society, pledgeId, '公司破产');
    expect(await stateOf(pledgeId)).toBe('cancelled');
  });

  test('are refused when they are nobody’s, for no project of ours, or dated wrongly', async () => {
    const project = await kit.project();
    expect(await outcome(promise(project, { name: '', pledgedOn: '2026-11-21', dueOn: 'x' }))).toBe(
      'offline_gift_invalid name:empty pledged_on:day_in_future due_on:no_day',
    );
    expect(await outcome(promise(project, { dueOn: '2026-10-01' }))).toBe(
      'offline_gift_invalid due_on:day_too_early',
    );
    const closed = await kit.project(0n, { state: 'closed' });
    expect(await outcome(promise(closed))).toBe('offline_gift_invalid project:invalid');
    const other = await buildOrganization(kit.app);
    expect(await outcome(pledges().giveUp(kit.clerk, other, await promise(project), 'x'))).toBe(
      'offline_not_found',
    );
  });
});

describe('cash on its way to the bank', () => {
  let own: OutflowKit;
  beforeAll(async () => {
    own = await openOutflowKit();
  });
  afterAll(() => own.app.close());
  const deposit = (amountText: string, more: { bankReference?: string } = {}) =>
    own.app.get(CashDeposits).request(own.clerk, own.society, {
      currency: 'CNY',
      amountText,
      depositedOn: TODAY,
      bankReference: `D${newId()}`,
      formKey: `form-${newId()}`,
      ...more,
    });
  const allow = async (id: string) => {
    const { organizationId, approvalId, shown } = await own.shown(id);
    return own.app.get(OfflineApprovals).approve({ ...own.approver, organizationId }, approvalId, shown);
  };

  test('is what was counted, and the same cash is not taken there twice', async () => {
    const project = await own.project();
    const id = await own.app.get(OfflineGifts).request(own.clerk, own.society, cash(project));
    expect(await outcome(deposit('266.50'))).toBe('cash_insufficient');
    await allow(id);
    const [one, two] = [await deposit('200'), await deposit('200')];
    const outcomes = await Promise.all([outcome(allow(one)), outcome(allow(two))]);
    expect(outcomes.sort()).toEqual(['cash_insufficient', 'done']);
    expect(await own.app.get(OfflineQueries).cash(own.society)).toEqual([
      { currency: 'CNY', amount: 6_650n },
    ]);
    const booked = (await own.entries(one)).concat(await own.entries(two));
    expect(booked).toEqual([`cash_deposit 100201 100101 20000 TREASURY ${TODAY}`]);
    // The fund keeps what it was given, wherever the cash lies.
    expect(await own.standing(project)).toEqual({ balance: 26_650n, available: 26_650n });
    const bankReference = `D${newId()}`;
    await deposit('10', { bankReference });
    expect(await outcome(deposit('10', { bankReference }))).toContain('offline_reference_used');
  });
});

test('no name, payer or address of a donor stands anywhere in clear', async () => {
  const project = await kit.project();
  const id = await booked(
    bank(project, { name: '诸葛六七八', payer: '诸葛九十', mail: 'zg678@example.org' }),
  );
  const tables = ['offline_gift', 'pledge', 'approval', 'audit_event', 'donation', 'donor', 'entry'];
  for (const table of tables) {
    const text = JSON.stringify(await kit.app.database.rows(`SELECT * FROM ${table}`));
    for (const secret of ['诸葛六七八', '诸葛九十', 'zg678@']) expect(text).not.toContain(secret);
  }
  expect((await kit.app.get(DonationsQueries).byId(id))?.publicLabel).toBe('诸**');
});
