import fc from 'fast-check';
import { DisbursementPayments } from '../../src/disbursements/disbursement-payments.service.js';
import { Disbursements } from '../../src/disbursements/disbursements.service.js';
import { FundTransfers } from '../../src/disbursements/fund-transfers.service.js';
import { OfflineApprovals } from '../../src/donations/offline-approvals.service.js';
import { OfflineGifts } from '../../src/donations/offline-gifts.service.js';
import { newId } from '../../src/kernel/ids.js';
import { Numberer } from '../../src/ledger/numberer.service.js';
import type { BuiltProject } from '../support/builders.js';
import { SAID } from '../support/spending.js';
import { type OutflowKit, openOutflowKit, outcome } from './outflow-kit.js';

const TODAY = '2026-11-20';
let kit: OutflowKit;

beforeAll(async () => {
  kit = await openOutflowKit();
});
afterAll(() => kit.app.close());

/** One step of a random history. `at` chooses among the disbursements that were made so far. */
type Step =
  | { readonly what: 'give' | 'ask'; readonly fund: 0 | 1; readonly yuan: number }
  | { readonly what: 'move'; readonly fund: 0 | 1; readonly yuan: number; readonly allowed: boolean }
  | { readonly what: 'approve' | 'pay' | 'return' | 'cancel'; readonly at: number };

const fund = fc.constantFrom<0 | 1>(0, 1);
const yuan = fc.integer({ min: 1, max: 500 });
const history = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ what: fc.constantFrom('give' as const, 'ask' as const), fund, yuan }),
    },
    {
      weight: 1,
      arbitrary: fc.record({ what: fc.constant('move' as const), fund, yuan, allowed: fc.boolean() }),
    },
    {
      weight: 4,
      arbitrary: fc.record({
        what: fc.constantFrom('approve' as const, 'pay' as const, 'return' as const, 'cancel' as const),
        at: fc.nat(5),
      }),
    },
  ),
  { minLength: 4, maxLength: 18 },
);

/** The plain model: what each fund has and has promised, and where each disbursement stands. */
interface Model {
  readonly balance: [bigint, bigint];
  readonly reserved: [bigint, bigint];
  readonly asked: { readonly id: string; readonly fund: 0 | 1; readonly fen: bigint; state: string }[];
}

const NEXT: Readonly<Record<'approve' | 'pay' | 'return' | 'cancel', Readonly<Record<string, string>>>> = {
  approve: { requested: 'approved' },
  pay: { approved: 'paid' },
  return: { paid: 'returned' },
  cancel: { requested: 'cancelled', approved: 'cancelled' },
};

async function play(steps: readonly Step[]): Promise<void> {
  const projects: readonly [BuiltProject, BuiltProject] = [await kit.project(), await kit.project()];
  const model: Model = { balance: [0n, 0n], reserved: [0n, 0n], asked: [] };
  for (const [i, step] of steps.entries()) {
    expect([i, step, await perform(step, projects, model)]).toEqual([i, step, 'as the model says']);
    if (i % 3 === 0) await kit.app.get(Numberer).numberOnce();
    for (const which of [0, 1] as const) {
      const available = model.balance[which] - model.reserved[which];
      expect(available >= 0n).toBe(true);
      expect([i, await kit.standing(projects[which])]).toEqual([
        i,
        { balance: model.balance[which], available },
      ]);
    }
  }
}

async function perform(
  step: Step,
  projects: readonly [BuiltProject, BuiltProject],
  model: Model,
): Promise<string> {
  const { app, clerk, society } = kit;
  const agree = (happened: string, expected: boolean): string =>
    (happened === 'done') === expected ? 'as the model says' : `${happened}, expected ${expected}`;
  if ('at' in step) {
    const one = model.asked[step.at];
    if (!one) return 'as the model says';
    const next = NEXT[step.what][one.state];
    const happened = await outcome(act(step.what, one.id));
    if (next === undefined) return agree(happened, false);
    one.state = next;
    if (step.what === 'pay') model.balance[one.fund] -= one.fen;
    if (step.what === 'return') model.balance[one.fund] += one.fen;
    if (step.what === 'pay' || step.what === 'cancel') model.reserved[one.fund] -= one.fen;
    return agree(happened, true);
  }
  const project = projects[step.fund];
  const fen = BigInt(step.yuan) * 100n;
  const form = { projectId: project.id, amountText: String(step.yuan), formKey: `form-${newId()}` };
  if (step.what === 'give') {
    const gift = {
      ...form,
      way: 'bank_transfer',
      receivedOn: TODAY,
      bankReference: `B${newId()}`,
      payer: '付款人',
    };
    const id = await app.get(OfflineGifts).request(clerk, society, gift);
    await allow(OfflineApprovals, id);
    model.balance[step.fund] += fen;
    return 'as the model says';
  }
  const covered = model.balance[step.fund] - model.reserved[step.fund] >= fen;
  if (step.what === 'ask') {
    const more = { accountCode: '510101', payee: '收款人', purpose: '救助', ...SAID };
    const request = app.get(Disbursements).request(clerk, society, { ...form, ...more });
    const happened = await outcome(request);
    if (happened === 'done') {
      model.asked.push({ id: await request, fund: step.fund, fen, state: 'requested' });
      model.reserved[step.fund] += fen;
    }
    return agree(happened, covered);
  }
  const other = step.fund === 0 ? 1 : 0;
  const between = { fromFundId: project.fundId, toFundId: projects[other].fundId, purpose: '调剂' };
  const transfer = app.get(FundTransfers).request(clerk, society, { ...form, ...between });
  const happened = await outcome(transfer);
  if (happened === 'done' && 'allowed' in step && step.allowed) {
    await allow(FundTransfers, await transfer);
    model.balance[step.fund] -= fen;
    model.balance[other] += fen;
  } else if (happened === 'done') await app.get(FundTransfers).cancel(clerk, society, await transfer);
  return agree(happened, covered);
}

async function allow(
  room: typeof OfflineApprovals | typeof FundTransfers | typeof Disbursements,
  subjectId: string,
): Promise<void> {
  const { organizationId, approvalId, shown } = await kit.shown(subjectId);
  await kit.app
    .get<OfflineApprovals | FundTransfers | Disbursements>(room)
    .approve({ ...kit.approver, organizationId }, approvalId, shown);
}

function act(what: 'approve' | 'pay' | 'return' | 'cancel', id: string): Promise<void> {
  const { app, clerk, society } = kit;
  const note = { day: TODAY, bankReference: `B${newId()}` };
  if (what === 'approve') return allow(Disbursements, id);
  if (what === 'pay') return app.get(DisbursementPayments).pay(clerk, society, id, note);
  if (what === 'cancel') return app.get(Disbursements).cancel(clerk, society, id);
  return app.get(DisbursementPayments).bankReturned(clerk, society, id, { ...note, reason: '退回' });
}

test('whatever happens in whatever order, no fund promises more than it has, and it has what a plain model has', async () => {
  await fc.assert(fc.asyncProperty(history, play), { numRuns: 12 });
}, 300_000);
