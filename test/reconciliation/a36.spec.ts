import { CaseWork } from '../../src/cases/case-work.service.js';
import { newId } from '../../src/kernel/ids.js';
import { MatchDesk } from '../../src/reconciliation/match-desk.service.js';
import { ReconciliationQueries } from '../../src/reconciliation/reconciliation.queries.js';
import { Reconciliation } from '../../src/reconciliation/reconciliation.service.js';
import { eventsOf } from '../donations/gift-kit.js';
import { buildPerson } from '../support/two-people.js';
import { openBank } from './bank-kit.js';
import { DAY, type MatchingKit, NOON, openMatchingKit } from './matching-kit.js';

const HOUR_MS = 3_600_000;
const later = (hours: number): Date => new Date(NOON.getTime() + hours * HOUR_MS);
const seconds = (date: Date): number => date.getTime() / 1000;

let kit: MatchingKit;
beforeEach(async () => {
  kit = await openMatchingKit();
});
afterEach(() => kit.close());

/** Another account of the society at a provider. */
async function account(provider: 'stripe' | 'wechat', name: string): Promise<string> {
  const id = newId();
  await kit.app.database.rows(
    `INSERT INTO provider_account (id, organization_id, provider, account, currency, livemode, created_at, merchant_no)
     VALUES (?, ?, ?, ?, 'CNY', FALSE, ?, ?)`,
    [id, kit.organizationId, provider, name, kit.clock.now(), provider === 'stripe' ? null : '1900000109'],
  );
  return id;
}

/** A line of a file, written as its acceptance would. Returns its id. */
async function fileLine(accountId: string, values: Record<string, unknown>): Promise<string> {
  const line = {
    ...{ organization_id: kit.organizationId, provider_account_id: accountId, line_key: `flow:${newId()}` },
    ...{ currency: 'CNY', occurred_at: NOON, raw: '{}', imported_at: kit.clock.now(), fee: 0, ...values },
  };
  await kit.app.database.rows(`INSERT INTO statement_line (${Object.keys(line).join(', ')}) VALUES (?)`, [
    Object.values(line),
  ]);
  const [row] = await kit.app.database.rows<{ id: string }>('SELECT MAX(id) AS id FROM statement_line');
  return row?.id ?? '';
}

/** A payout whose lines do not add up to it. */
async function settlement(amount: bigint, lineKey: string): Promise<string> {
  const id = newId();
  await kit.app.database.rows(
    `INSERT INTO settlement (id, organization_id, provider_account_id, provider_payout_id, amount, currency, state,
       automatic, paid_out_at, lines_imported_at, updated_at) VALUES (?, ?, ?, 'po_1', ?, 'CNY', 'pending', TRUE, ?, ?, ?)`,
    [id, kit.organizationId, kit.account.id, amount.toString(), NOON, NOON, NOON],
  );
  await kit.app.database.rows(
    'INSERT INTO settlement_line (provider_account_id, line_key, settlement_id) VALUES (?, ?, ?)',
    [kit.account.id, lineKey, id],
  );
  return id;
}

it('A36 each difference planted once is found exactly, and closed the way a clerk would', async () => {
  const { app, organizationId } = kit;
  const right = await kit.paid();
  const rightLine = kit.lineOf(right, { fee: 60n });
  const [amount, currency, fee, doubled, twice, elsewhere, missing] = [
    await kit.paid(),
    await kit.paid(),
    await kit.paid(),
    await kit.paid(),
    await kit.paid(),
    await kit.paid(),
    await kit.paid(),
  ];
  const cutOff = await kit.paid(new Date(`${DAY}T15:59:50Z`));
  await kit.deliver(eventsOf({ ...twice, paymentId: `pi_${newId()}` }, seconds(NOON)).succeeded());
  await kit.intake();
  const expired = await kit.open();
  await kit.deliver(eventsOf(expired, seconds(NOON)).canceled());
  await kit.intake();
  await kit.goTo(later(22));
  await kit.keep(
    rightLine,
    kit.line({ paymentId: 'pi_of_nobody', amount: 10_000n }),
    kit.lineOf(amount, { amount: 9_000n, net: 9_000n }),
    kit.lineOf(currency, { currency: 'USD' }),
    kit.lineOf(fee, { fee: 100n, net: 9_800n }),
    kit.lineOf(expired),
    kit.lineOf(doubled),
    kit.lineOf(doubled),
    kit.lineOf(twice),
    kit.line({ type: 'refund', amount: -500n, sourceKey: 're_of_nobody', paymentId: right.paymentId }),
    kit.line({ type: 'adjustment', amount: -700n, sourceKey: 'dp_of_nobody' }),
    kit.line({ type: 'a_type_of_next_year', amount: -77n }),
  );
  const payout = await settlement(1_000n, rightLine.key);
  const other = await account('stripe', 'second');
  const wrong = await fileLine(other, {
    ...{ type: 'charge', amount: 10_000, net: 10_000, provider_payment_id: elsewhere.paymentId },
  });
  const wechat = await account('wechat', 'weixin');
  const flow = { type: 'flow_payment', amount: 100, net: 100 };
  await fileLine(wechat, { ...flow, balance_after: 100 });
  await fileLine(wechat, { ...flow, balance_after: 200, occurred_at: later(1) });
  await fileLine(wechat, { ...flow, balance_after: 301, occurred_at: later(2) });
  const bank = await openBank(app, organizationId);
  const alone = await bank.line(DAY, 4_711n, 'of nobody');
  await kit.covered(later(22));

  const runs = app.get(Reconciliation);
  const runAll = async () => {
    for (const providerAccountId of [kit.account.id, other, wechat])
      await runs.run({ organizationId, providerAccountId, day: DAY, startedBy: null });
    await runs.runBank({ organizationId, day: DAY, startedBy: null });
  };
  await runAll();
  const EXPECTED = [
    ...['D01', 'D03', 'D04', 'D05', 'D06', 'D07', 'D08', 'D09', 'D09', 'D10', 'D11', 'D12'],
    ...['D13', 'D14', 'D15', 'D16'],
  ];
  expect(await kit.standing()).toEqual(EXPECTED);

  // Again: the same differences keep their cases; the cut-off one comes the next day, the other stays away.
  const cases = async () =>
    app.database.rows<{ id: string }>('SELECT id FROM work_case WHERE kind LIKE "D%" ORDER BY id');
  const before = await cases();
  await runAll();
  expect(await cases()).toEqual(before);
  expect(await kit.standing()).toEqual(EXPECTED);
  await kit.keep(kit.lineOf(cutOff, { occurredAt: new Date(`${DAY}T16:00:10Z`) }));
  await kit.goTo(later(4 * 24));
  await kit.covered(later(4 * 24));
  await runAll();
  expect(await kit.standing()).toEqual(
    EXPECTED.filter((code) => code !== 'D09')
      .concat('D02')
      .sort(),
  );

  const queries = app.get(ReconciliationQueries);
  const open = await queries.discrepancies(organizationId, { state: 'open' }, { skip: 0, limit: 100 });
  const of = (code: string) => open.find((each) => each.code === code);
  expect(of('D12')).toMatchObject({ settlementId: payout, ours: 9_940n, theirs: 1_000n });
  expect(of('D13')).toMatchObject({ bankLineId: alone, kind: 'bank', theirs: 4_711n });
  expect(of('D14')).toMatchObject({ lineId: wrong });
  expect(of('D16')).toMatchObject({ ours: 300n, theirs: 301n });
  expect(of('D03')).toMatchObject({ ours: 10_000n, theirs: 9_000n });
  expect(of('D02')).toMatchObject({ ours: 10_000n, theirs: null });

  // The line of nobody and the gift without a line are one payment: a person sees it and says so.
  const staffId = await buildPerson(app, organizationId, 'clerk');
  const actor = { staffId, organizationId };
  const [nearest] = await queries.candidates(organizationId, of('D01')?.id ?? '');
  expect(nearest).toMatchObject({
    ...{ kind: 'fact', id: of('D02')?.factId, agrees: ['amount', 'currency', 'time'], differs: ['key'] },
  });
  await app.get(MatchDesk).accept(actor, {
    ...{ kind: 'line', lineId: of('D01')?.lineId ?? '', factId: nearest?.id ?? '' },
  });
  expect(missing.donationId).toBeTruthy();
  for (const { caseId, caseKind, code } of open.filter((each) => !['D01', 'D02'].includes(each.code))) {
    expect(caseKind).toBe(code);
    await app
      .get(CaseWork)
      .close(
        { ...actor, caseId: caseId ?? '' },
        { outcome: 'FALSE_POSITIVE', reason: '测试：已核对，无需分录' },
      );
  }
  expect(await queries.explained(organizationId, DAY)).toMatchObject({ open: 0, byCode: {} });
  await runAll();
  expect(await queries.explained(organizationId, DAY)).toMatchObject({ open: 0, unreconciled: [] });
}, 120_000);
