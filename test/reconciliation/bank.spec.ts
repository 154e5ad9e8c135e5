import { OfflineApprovals } from '../../src/donations/offline-approvals.service.js';
import { OfflineGifts } from '../../src/donations/offline-gifts.service.js';
import { newId } from '../../src/kernel/ids.js';
import { MatchDesk } from '../../src/reconciliation/match-desk.service.js';
import { ReconciliationQueries } from '../../src/reconciliation/reconciliation.queries.js';
import { Reconciliation } from '../../src/reconciliation/reconciliation.service.js';
import { type OutflowKit, openOutflowKit } from '../disbursements/outflow-kit.js';
import { buildOrganization } from '../support/builders.js';
import { openBank } from './bank-kit.js';

const DAY = '2026-11-20';
let kit: OutflowKit;
let bank: Awaited<ReturnType<typeof openBank>>;
let project: Awaited<ReturnType<OutflowKit['project']>>;
let desk: MatchDesk;
let actor: { staffId: string; organizationId: string };

beforeAll(async () => {
  kit = await openOutflowKit();
  bank = await openBank(kit.app, kit.society);
  project = await kit.project();
  desk = kit.app.get(MatchDesk);
  actor = { ...kit.clerk, organizationId: kit.society };
});
afterAll(() => kit.app.close());

const run = () =>
  kit.app.get(Reconciliation).runBank({ organizationId: kit.society, day: DAY, startedBy: null });
const open = () => kit.app.get(ReconciliationQueries).openBankLines(kit.society, DAY);
const standing = async () =>
  (
    await kit.app
      .get(ReconciliationQueries)
      .discrepancies(kit.society, { state: 'open' }, { skip: 0, limit: 100 })
  ).map(({ code, bankLineId }) => `${code} ${bankLineId}`);

/** A bank transfer of whole yuan that two people have entered. */
async function transfer(yuan: number, reference: string): Promise<string> {
  const id = await kit.app.get(OfflineGifts).request(kit.clerk, kit.society, {
    ...{ projectId: project.id, way: 'bank_transfer', amountText: String(yuan), receivedOn: DAY },
    ...{ name: '张三丰', bankReference: reference, payer: '张三丰', formKey: `form-${newId()}` },
  });
  const { organizationId, approvalId, shown } = await kit.shown(id);
  await kit.app.get(OfflineApprovals).approve({ ...kit.approver, organizationId }, approvalId, shown);
  return id;
}

it('P5 the same reference and amount is matched by itself; the same amount near the day waits for a person', async () => {
  const known = await transfer(500, 'REF-500');
  await transfer(700, 'REF-700');
  await bank.line(DAY, 50_000n, 'ref 500');
  const near = await bank.line(DAY, 70_000n, 'something else');
  const alone = await bank.line(DAY, 12_345n, 'of nobody');
  expect(await run()).toMatchObject([{ state: 'done', lines: 3, matched: 1, waiting: 1, found: 1 }]);
  expect(await standing()).toEqual([`D13 ${alone}`]);
  expect(await kit.app.database.rows('SELECT subject_id FROM bank_match_part')).toMatchObject([
    { subject_id: known },
  ]);
  expect(await open()).toMatchObject([
    { id: near, suggestion: { exact: false, agrees: ['amount', 'day'], differs: ['reference'] } },
    { id: alone, suggestion: null },
  ]);
  expect(await run()).toMatchObject([{ revision: 2, matched: 1, waiting: 1, found: 1 }]);
  expect(await desk.acceptAllExact(actor, DAY)).toBe(0);
});

it('many to one must be equal to the cent; taken back, the lines are open again', async () => {
  const gift = await transfer(300, 'REF-300');
  const lines = [await bank.line(DAY, 10_000n, 'part 1'), await bank.line(DAY, 20_000n, 'part 2')];
  const parts = [{ kind: 'offline_gift' as const, id: gift }];
  await expect(desk.matchMany(actor, { bankLineIds: lines.slice(1), parts, note: '' })).rejects.toMatchObject(
    { code: 'match_sum', params: { difference: '-10000' } },
  );
  const matchId = await desk.matchMany(actor, { bankLineIds: lines, parts, note: '分两笔到账' });
  await expect(
    desk.accept(actor, {
      kind: 'bank',
      bankLineId: lines[0] ?? '',
      part: parts[0] ?? { kind: 'case', id: '' },
    }),
  ).rejects.toMatchObject({ code: 'match_sum' });
  await expect(desk.matchMany(actor, { bankLineIds: lines, parts, note: '' })).rejects.toMatchObject({
    code: 'match_taken',
  });
  await desk.undo(actor, { kind: 'bank', matchId });
  await expect(desk.undo(actor, { kind: 'bank', matchId })).rejects.toMatchObject({ code: 'match_taken' });
  expect((await open()).map(({ id }) => id)).toEqual(expect.arrayContaining(lines));
});

it('another organization finds none of it', async () => {
  const other = { ...actor, organizationId: await buildOrganization(kit.app) };
  const gift = await transfer(90, 'REF-90');
  const line = await bank.line(DAY, 9_000n, 'REF-90');
  const part = { kind: 'offline_gift' as const, id: gift };
  await expect(desk.accept(other, { kind: 'bank', bankLineId: line, part })).rejects.toMatchObject({
    kind: 'not_found',
  });
  expect(await desk.acceptAllExact(actor, DAY)).toBe(1);
  const [match] = await kit.app.database.rows<{ id: string }>(
    'SELECT match_id AS id FROM bank_match_part WHERE subject_id = ? AND live',
    [gift],
  );
  await expect(desk.undo(other, { kind: 'bank', matchId: match?.id ?? '' })).rejects.toMatchObject({
    kind: 'not_found',
  });
});
