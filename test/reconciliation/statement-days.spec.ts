import { ReconciliationQueries } from '../../src/reconciliation/reconciliation.queries.js';
import { Reconciliation } from '../../src/reconciliation/reconciliation.service.js';
import {
  flow,
  gift,
  openStatementKit,
  refund,
  type StatementKit,
  type TestLine,
} from '../intake/statement-kit.js';
import { buildProject } from '../support/builders.js';

const DAY = '2026-01-15';
const W = '420000260120260115000000000';
const R = '50300002602026011500000000001';
let kit: StatementKit;
beforeEach(async () => {
  kit = await openStatementKit();
});
afterEach(() => kit.close());

const trade: readonly TestLine[] = [
  gift(`${W}1`, 10_000n, 60n, { at: `${DAY} 09:01:02` }),
  gift(`${W}2`, 5_000n, 30n, { at: `${DAY} 12:30:45` }),
  refund(`${W}2`, R, 5_000n, -30n, { at: `${DAY} 15:00:10` }),
];
const flows = (fee = 60n, last = 9_940n): readonly TestLine[] => [
  flow('2', 'flow_payment', 10_000n, 10_000n, { at: `${DAY} 09:01:02`, merchantRef: `DON${W}1` }),
  flow('3', 'flow_fee', -fee, 10_000n - fee, { at: `${DAY} 09:01:02`, merchantRef: `DON${W}1` }),
  flow('4', 'flow_payment', 5_000n, 15_000n - fee, { at: `${DAY} 12:30:45`, merchantRef: `DON${W}2` }),
  flow('5', 'flow_fee', -30n, 14_970n - fee, { at: `${DAY} 12:30:45`, merchantRef: `DON${W}2` }),
  flow('6', 'flow_refund', -4_970n, last, { at: `${DAY} 15:00:10`, merchantRef: `RFD${R}` }),
];

async function dayOf(lines: readonly TestLine[]) {
  const project = await buildProject(kit.app, { organizationId: kit.organizationId });
  const wechat = await kit.account('wechat');
  await kit.map(wechat, 'P001', project);
  await kit.accepted(wechat, 'trade', trade);
  await kit.accepted(wechat, 'flow', lines);
  await kit.book();
  const run = (day = DAY) =>
    kit.app
      .get(Reconciliation)
      .run({ organizationId: kit.organizationId, providerAccountId: wechat.id, day, startedBy: null });
  const open = async () => {
    const page = { skip: 0, limit: 50 };
    const rows = await kit.app
      .get(ReconciliationQueries)
      .discrepancies(kit.organizationId, { state: 'open' }, page);
    return rows.map(({ code, caseKind, ours, theirs }) => [code, caseKind, ours, theirs]);
  };
  return { run, open };
}

it('P1 and P2 a day booked from its own bill matches line by line, and a refund made there is asked about once', async () => {
  const { run, open } = await dayOf(flows());
  expect(await run()).toMatchObject({ lines: 3, facts: 3, matched: 3, waiting: 0, found: 1 });
  const D10 = ['D10', 'REFUND_BY_PROVIDER', 0n, -5_000n];
  expect(await open()).toEqual([D10]);
  const passes = await kit.app.database.rows<{ pass: number }>('SELECT pass FROM line_match ORDER BY pass');
  expect(passes.map(({ pass }) => Number(pass))).toEqual([1, 1, 2]);
  await run('2026-01-16');
  await run();
  expect(await open()).toEqual([D10]);
  expect(await kit.cases()).toEqual(['REFUND_BY_PROVIDER']);
});

it('D05 a fee that the fund flow takes is not the trade bill’s; D16 a balance that does not roll on', async () => {
  const { run, open } = await dayOf(flows(61n, 9_938n));
  await run();
  expect((await open()).filter(([code]) => code !== 'D10')).toEqual([
    ['D05', 'D05', 9_940n, 9_939n],
    ['D16', 'D16', 9_939n, 9_938n],
  ]);
});
