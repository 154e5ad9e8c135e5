import { DisbursementPayments } from '../../src/disbursements/disbursement-payments.service.js';
import { Disbursements } from '../../src/disbursements/disbursements.service.js';
import { FundTransfers } from '../../src/disbursements/fund-transfers.service.js';
import { GiftSpending } from '../../src/disclosure/gift-spending.queries.js';
import { SetClock } from '../../src/kernel/clock.js';
import { newId } from '../../src/kernel/ids.js';
import { plainAmount } from '../../src/kernel/money.js';
import { type OutflowKit, openOutflowKit } from '../disbursements/outflow-kit.js';
import { type Given, progressKit } from '../progress/progress-kit.js';
import type { BuiltProject } from '../support/builders.js';
import { SAID } from '../support/spending.js';

const clock = new SetClock(new Date('2026-11-20T04:00:00Z'));
const DAY = '2026-11-20';
let kit: OutflowKit;

beforeAll(async () => {
  kit = await openOutflowKit({ clock });
});
afterAll(() => kit.app.close());

const { entries, book, follow } = progressKit(() => kit.app, clock);

/** Gifts of guests, in this order; their ids. */
async function give(project: BuiltProject, ...amounts: bigint[]): Promise<string[]> {
  const given: Given[] = amounts.map((amount) => ({ amount, subjectId: newId() }));
  await book(await entries(project, given));
  return given.map(({ subjectId }) => subjectId ?? '');
}

/** Money of a gift goes back at the provider. */
async function takeBack(project: BuiltProject, subjectId: string, amount: bigint): Promise<void> {
  await book(await entries(project, [{ kind: 'refund_by_provider', subjectId, amount: -amount }]));
}

async function spend(project: BuiltProject, amount: bigint): Promise<string> {
  const id = await kit.app.get(Disbursements).request(kit.clerk, kit.society, {
    projectId: project.id,
    accountCode: '510102',
    amountText: plainAmount({ amount, currency: 'CNY' }),
    payee: '李奶奶',
    purpose: '冬季取暖',
    ...SAID,
    formKey: `form-${newId()}`,
  });
  const { organizationId, approvalId, shown } = await kit.shown(id);
  await kit.app.get(Disbursements).approve({ ...kit.approver, organizationId }, approvalId, shown);
  const note = { day: DAY, bankReference: `B${newId()}` };
  await kit.app.get(DisbursementPayments).pay(kit.clerk, kit.society, id, note);
  await follow();
  return id;
}

async function comeBack(id: string): Promise<void> {
  const note = { day: DAY, bankReference: `R${newId()}`, reason: '户名不符' };
  await kit.app.get(DisbursementPayments).bankReturned(kit.clerk, kit.society, id, note);
  await follow();
}

async function move(from: BuiltProject, to: BuiltProject, amount: bigint): Promise<string> {
  const id = await kit.app.get(FundTransfers).request(kit.clerk, kit.society, {
    fromFundId: from.fundId,
    toFundId: to.fundId,
    amountText: plainAmount({ amount, currency: 'CNY' }),
    purpose: '结余去向',
    formKey: `form-${newId()}`,
  });
  const { organizationId, approvalId, shown } = await kit.shown(id);
  await kit.app.get(FundTransfers).approve({ ...kit.approver, organizationId }, approvalId, shown);
  await follow();
  return id;
}

async function spentOn(project: BuiltProject, gift: string) {
  const spent = await kit.app.get(GiftSpending).of(project.id, gift);
  if (!spent) throw new Error('the gift is in no total');
  return { ...spent, lines: spent.parts.map(({ kind, id, amount }) => `${kind} ${id} ${amount}`) };
}

test('a gift is spent in the order in which it was booked, part by part', async () => {
  const project = await kit.project();
  const [first = '', second = ''] = await give(project, 10_000n, 5_000n);
  expect(await spentOn(project, first)).toMatchObject({
    net: 10_000n,
    spent: 0n,
    unspent: 10_000n,
    lines: [],
  });
  const food = await spend(project, 7_000n);
  const coal = await spend(project, 5_000n);
  expect((await spentOn(project, first)).lines).toEqual([
    `disbursement ${food} 7000`,
    `disbursement ${coal} 3000`,
  ]);
  expect(await spentOn(project, second)).toMatchObject({
    ...{ spent: 2_000n, unspent: 3_000n },
    lines: [`disbursement ${coal} 2000`],
  });
});

test('what the bank returned was not spent; a refunded gift leaves its place to the next', async () => {
  const project = await kit.project();
  const [first = '', second = ''] = await give(project, 10_000n, 10_000n);
  const failed = await spend(project, 4_000n);
  const food = await spend(project, 3_000n);
  await comeBack(failed);
  expect((await spentOn(project, first)).lines).toEqual([`disbursement ${food} 3000`]);
  await takeBack(project, first, 8_000n);
  expect(await spentOn(project, first)).toMatchObject({ net: 2_000n, lines: [`disbursement ${food} 2000`] });
  expect((await spentOn(project, second)).lines).toEqual([`disbursement ${food} 1000`]);
  await takeBack(project, first, 2_000n);
  expect(await spentOn(project, first)).toMatchObject({ net: 0n, spent: 0n, lines: [] });
  expect((await spentOn(project, second)).lines).toEqual([`disbursement ${food} 3000`]);
});

test('money that was moved is followed into the other fund, behind what was there before it', async () => {
  const [here, there] = [await kit.project(), await kit.project()];
  const [own = ''] = await give(there, 5_000n);
  const [first = '', second = ''] = await give(here, 3_000n, 3_000n);
  const moved = await move(here, there, 4_000n);
  expect(await spentOn(here, first)).toMatchObject({ spent: 0n, lines: [`moved ${moved} 3000`] });
  const food = await spend(there, 7_000n);
  expect((await spentOn(there, own)).lines).toEqual([`disbursement ${food} 5000`]);
  expect(await spentOn(here, first)).toMatchObject({
    ...{ spent: 2_000n, unspent: 1_000n },
    lines: [`disbursement ${food} 2000`, `moved ${moved} 1000`],
  });
  expect((await spentOn(here, first)).parts[0]?.through).toMatchObject([{ slug: there.slug }]);
  expect(await spentOn(here, second)).toMatchObject({ spent: 0n, lines: [`moved ${moved} 1000`] });
});

test('the parts of all gifts of two funds are all that was spent, whatever happened in between', async () => {
  const projects = [await kit.project(), await kit.project()] as const;
  const given = new Map<string, BuiltProject>();
  const paid: string[] = [];
  const returned = new Set<string>();
  let seed = 7;
  const draw = (n: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % n;
  };
  for (let i = 0; i < 36; i++) {
    const project = projects[draw(2) === 0 ? 0 : 1];
    const other = project === projects[0] ? projects[1] : projects[0];
    const { available = 0n } = await kit.standing(project);
    const amount = BigInt(1 + draw(900));
    const what = draw(6);
    if (what < 3 || available < amount)
      for (const gift of await give(project, amount, amount + 1n)) given.set(gift, project);
    else if (what === 3) paid.push(await spend(project, amount));
    else if (what === 4) await move(project, other, amount);
    else {
      const last = paid.at(-1);
      if (last !== undefined && !returned.has(last)) {
        returned.add(last);
        await comeBack(last);
      }
      const [gift] = [...given].find(([, at]) => at === project) ?? [];
      if (gift !== undefined && (await spentOn(project, gift)).net > 1n) await takeBack(project, gift, 1n);
    }
  }
  const sums = new Map<string, bigint>();
  for (const [gift, project] of given) {
    const { parts, net, spent, unspent } = await spentOn(project, gift);
    expect(spent + unspent).toBe(net);
    const used = parts.filter(({ kind }) => kind === 'disbursement');
    expect(used.reduce((sum, { amount }) => sum + amount, 0n)).toBe(spent);
    for (const { id, amount } of used) sums.set(id ?? '', (sums.get(id ?? '') ?? 0n) + amount);
  }
  const rows = await kit.app.database.rows<{ id: string; amount: string }>(
    "SELECT id, amount FROM disbursement WHERE id IN (?) AND state = 'paid'",
    [paid],
  );
  expect(rows.length).toBeGreaterThan(2);
  expect(new Map(rows.map(({ id, amount }) => [id, BigInt(amount)]))).toEqual(sums);
});

test('a gift behind 50,000 others answers fast', async () => {
  const project = await kit.project();
  await give(project, 10_000n);
  const spent = await spend(project, 5_000n);
  const others = Array.from({ length: 50_000 }, (_, i) => [project.id, newId(), newId(), 100, 1_000_000 + i]);
  for (let i = 0; i < others.length; i += 5_000)
    await kit.app.database.rows(
      'INSERT INTO project_gift (project_id, donation_id, donor_key, net, first_seq) VALUES ?',
      [others.slice(i, i + 5_000)],
    );
  const last = String(others.at(-1)?.[1]);
  const times: number[] = [];
  for (let i = 0; i < 9; i++) {
    const begun = performance.now();
    expect(await spentOn(project, last)).toMatchObject({ spent: 0n, unspent: 100n });
    times.push(performance.now() - begun);
  }
  await kit.app.database.rows('DELETE FROM project_gift WHERE project_id = ? AND first_seq >= 1000000', [
    project.id,
  ]);
  times.sort((one, other) => one - other);
  expect(spent).not.toBe('');
  expect(times[4]).toBeLessThan(250);
});
