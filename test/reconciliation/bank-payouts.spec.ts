import { MatchDesk } from '../../src/reconciliation/match-desk.service.js';
import { ReconciliationQueries } from '../../src/reconciliation/reconciliation.queries.js';
import { Reconciliation } from '../../src/reconciliation/reconciliation.service.js';
import { Settlements } from '../../src/settlements/settlements.service.js';
import { buildPerson } from '../support/two-people.js';
import { openBank } from './bank-kit.js';
import { type MatchingKit, openMatchingKit } from './matching-kit.js';

let kit: MatchingKit;
beforeAll(async () => {
  kit = await openMatchingKit();
});
afterAll(() => kit.close());

const moved = async (): Promise<string[]> => {
  const rows = await kit.app.database.rows<{ line: string }>(
    `SELECT CONCAT_WS(' ', e.kind, t.amount, d.code, c.code, f.code) AS line
       FROM entry e JOIN transfer t ON t.entry_id = e.id JOIN account d ON d.id = t.debit_account_id
       JOIN account c ON c.id = t.credit_account_id JOIN fund f ON f.id = t.fund_id
      WHERE e.subject_type = 'bank_match' ORDER BY e.posted_at, e.id`,
  );
  return rows.map(({ line }) => line);
};

it('a payout in transit arrives with a bank line: booked by a person’s yes, reversed when it is taken back', async () => {
  const gift = await kit.give(await kit.project());
  await kit.sandbox.control('POST', '/pay', { session: gift.sessionId });
  kit.clock.advance(60_000);
  await kit.app.get(Settlements).importRecent(kit.account.id);
  const payout = (await kit.sandbox.control('POST', '/payout', { early: true })) as {
    id: string;
    amount: number;
  };
  kit.clock.advance(60_000);
  await kit.app.get(Settlements).importRecent(kit.account.id);
  const [settlement] = await kit.app.database.rows<{ id: string; day: string }>(
    'SELECT id, COALESCE(arrives_on, DATE(paid_out_at)) AS day FROM settlement',
  );
  const day = settlement?.day ?? '';
  const bank = await openBank(kit.app, kit.organizationId);
  const line = await bank.line(day, BigInt(payout.amount), payout.id);
  const desk = kit.app.get(MatchDesk);
  const staffId = await buildPerson(kit.app, kit.organizationId, 'clerk');
  const actor = { staffId, organizationId: kit.organizationId };
  const run = () =>
    kit.app.get(Reconciliation).runBank({ organizationId: kit.organizationId, day, startedBy: null });
  // The reference is the payout's own: exact, and yet no machine books money.
  expect(await run()).toMatchObject([{ lines: 1, matched: 0, waiting: 1, found: 0 }]);
  expect(await moved()).toEqual([]);
  expect(await desk.acceptAllExact(actor, day)).toBe(1);
  expect(await moved()).toEqual([`bank_credit ${payout.amount} 100201 100904 TREASURY`]);
  expect(await run()).toMatchObject([{ matched: 1, waiting: 0, found: 0 }]);

  const [match] = await kit.app.database.rows<{ id: string }>('SELECT id FROM bank_match');
  await desk.undo(actor, { kind: 'bank', matchId: match?.id ?? '' });
  expect(await moved()).toEqual([
    `bank_credit ${payout.amount} 100201 100904 TREASURY`,
    `reversal ${payout.amount} 100904 100201 TREASURY`,
  ]);
  const part = { kind: 'settlement' as const, id: settlement?.id ?? '' };
  const both = await Promise.allSettled([
    desk.accept(actor, { kind: 'bank', bankLineId: line, part }),
    desk.accept(actor, { kind: 'bank', bankLineId: line, part }),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await moved()).toHaveLength(3);
  expect(await kit.app.get(ReconciliationQueries).openBankLines(kit.organizationId, day)).toEqual([]);
});
