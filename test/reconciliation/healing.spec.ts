import { Recovery } from '../../src/intake/recovery.service.js';
import { dayIn } from '../../src/kernel/clock.js';
import { ReconciliationJobs } from '../../src/reconciliation/reconciliation.jobs.js';
import { ReconciliationQueries } from '../../src/reconciliation/reconciliation.queries.js';
import { Settlements } from '../../src/settlements/settlements.service.js';
import { type MatchingKit, openMatchingKit } from './matching-kit.js';

const HOUR_MS = 3_600_000;
let kit: MatchingKit;
beforeEach(async () => {
  kit = await openMatchingKit();
});
afterEach(() => kit.close());

const differences = async () =>
  (
    await kit.app.get(ReconciliationQueries).discrepancies(kit.organizationId, {}, { skip: 0, limit: 10 })
  ).map(({ code, state, goneNote }) => [code, state, goneNote]);

it('D01 heals itself when the provider confirms the payment and its metadata are ours, with the same keys', async () => {
  const project = await kit.project();
  const gift = await kit.give(project);
  await kit.sandbox.control('POST', '/deliveries', { on: false });
  await kit.sandbox.control('POST', '/pay', { session: gift.sessionId });
  const day = dayIn(kit.clock.now(), 'Asia/Shanghai');
  kit.clock.advance(HOUR_MS);
  await kit.app.get(Settlements).importRecent(kit.account.id);
  await kit.app.get(ReconciliationJobs).runDue();
  expect(await differences()).toEqual([['D01', 'open', null]]);
  expect((await kit.books(gift.donationId)).status).toBe('pending');
  // The event is in the inbox now; intake books it as its notification would have been.
  await kit.intake();
  expect(await kit.books(gift.donationId)).toMatchObject({
    status: 'succeeded',
    facts: ['payment_succeeded 10000 CNY'],
    announced: 1,
  });
  await kit.app.get(ReconciliationJobs).runDue();
  expect(await differences()).toEqual([['D01', 'gone', 'matched']]);
  const [closed] = await kit.app.database.rows<object>(
    "SELECT state, outcome, closed_by AS staff, entry_id IS NOT NULL AS entry FROM work_case WHERE kind = 'D01'",
  );
  expect(closed).toMatchObject({ state: 'closed', outcome: 'RESOLVED', staff: null });
  // Late news of the same payment adds nothing.
  await kit.app.get(Recovery).compareLastDays();
  await kit.intake();
  expect((await kit.books(gift.donationId)).announced).toBe(1);
  const runs = await kit.app.database.rows('SELECT id FROM reconciliation_run WHERE day = ?', [day]);
  await kit.app.get(ReconciliationJobs).runDue();
  expect(await kit.app.database.rows('SELECT id FROM reconciliation_run WHERE day = ?', [day])).toEqual(runs);
});

it('D01 of a payment that is not ours stays, and is not invented', async () => {
  await kit.keep(kit.line({ paymentId: 'pi_of_another_shop', occurredAt: kit.clock.now() }));
  kit.clock.advance(HOUR_MS);
  await kit.covered(kit.clock.now());
  await kit.app.get(ReconciliationJobs).runDue();
  await kit.intake();
  await kit.app.get(ReconciliationJobs).runDue();
  expect(await differences()).toEqual([['D01', 'open', null]]);
  expect(await kit.app.database.rows('SELECT id FROM fact')).toEqual([]);
});
