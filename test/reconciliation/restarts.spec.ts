import { MatchDesk } from '../../src/reconciliation/match-desk.service.js';
import { Reconciliation } from '../../src/reconciliation/reconciliation.service.js';
import type { OpenGift } from '../donations/gift-kit.js';
import { buildOrganization } from '../support/builders.js';
import { buildPerson } from '../support/two-people.js';
import { DAY, type MatchingKit, NOON, openMatchingKit } from './matching-kit.js';

const HOUR_MS = 3_600_000;
const NEXT_DAY = new Date(NOON.getTime() + 24 * HOUR_MS);
let kit: MatchingKit;
beforeAll(async () => {
  kit = await openMatchingKit();
});
afterAll(() => kit.close());

const request = () => ({
  organizationId: kit.organizationId,
  providerAccountId: kit.account.id,
  day: DAY,
  startedBy: null,
});
const factOf = async (gift?: OpenGift) =>
  (
    await kit.app.database.rows<{ id: string }>('SELECT id FROM fact WHERE fact_key = ?', [gift?.paymentId])
  )[0]?.id;
const pairs = async () =>
  (await kit.app.database.rows<{ n: string }>('SELECT COUNT(*) AS n FROM line_match'))[0]?.n;

it('a run that is stopped in the middle goes on where it was, and ends as if it had not been', async () => {
  const gifts = [await kit.paid(), await kit.paid(new Date(NOON.getTime() + 3 * HOUR_MS))];
  await kit.keep(
    ...gifts.map((gift, n) => kit.lineOf(gift, { occurredAt: new Date(NOON.getTime() + n * 3 * HOUR_MS) })),
    kit.line({ paymentId: 'pi_of_nobody' }),
  );
  await kit.goTo(NEXT_DAY);
  await kit.covered(NEXT_DAY);
  const runs = kit.app.get(Reconciliation);
  const stopAt = (step: number) => ({
    report: async (done: number) => {
      if (done === step) throw new Error('killed here');
    },
  });
  await expect(runs.run(request(), stopAt(1))).rejects.toThrow('killed here');
  expect(await pairs()).toBe('2');
  const row = async () =>
    (
      await kit.app.database.rows<{ pass: number; chunk: number; state: string }>(
        'SELECT pass, chunk, state, problem FROM reconciliation_run',
      )
    )[0];
  expect(await row()).toMatchObject({
    state: 'interrupted',
    pass: 1,
    chunk: 0,
    problem: 'Error: killed here',
  });
  // As a day of a million lines is left in the middle of its first pass: the evening's line is still to come.
  await kit.app.database.rows('DELETE FROM line_match WHERE fact_id = ?', [await factOf(gifts[1])]);
  await kit.app.database.rows(
    'UPDATE reconciliation_run SET pass = 0, chunk = 36, line_count = 128000, matched_count = 128000',
  );
  await expect(runs.run(request(), stopAt(60))).rejects.toThrow('killed here');
  expect(await pairs()).toBe('2');
  await expect(runs.run(request(), stopAt(200))).rejects.toThrow('killed here');
  expect(await row()).toMatchObject({ pass: 3, chunk: 8 });
  const done = await runs.run(request());
  expect(done).toMatchObject({ revision: 1, state: 'done', found: 1, problem: null });
  expect(await kit.standing()).toEqual(['D01']);
});

it('a worker that died holds the day until its lease ends', async () => {
  const runs = kit.app.get(Reconciliation);
  await expect(
    runs.run(request(), {
      report: async () => {
        // As kill -9 leaves it: nothing is written when it ends.
        await kit.app.database.rows(
          "UPDATE reconciliation_run SET lease_token = 'of-the-dead-worker-0000000', state = 'running' WHERE state <> 'done'",
        );
      },
    }),
  ).rejects.toThrow('goes on elsewhere');
  expect(await runs.run(request())).toMatchObject({ revision: 2, state: 'running' });
  await kit.app.database.rows(
    "UPDATE reconciliation_run SET lease_until = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND WHERE state = 'running'",
  );
  expect(await runs.run(request())).toMatchObject({ revision: 2, state: 'done', matched: 2, found: 1 });
});

it('two runs of one day at once are one run, and nothing is found twice', async () => {
  const runs = kit.app.get(Reconciliation);
  const both = await Promise.all([runs.run(request()), runs.run(request()), runs.run(request())]);
  const revisions = both.map(({ revision }) => revision);
  expect(Math.min(...revisions)).toBeGreaterThanOrEqual(3);
  expect(await kit.standing()).toEqual(['D01']);
  const open = "SELECT id FROM work_case WHERE kind = 'D01'";
  expect(await kit.app.database.rows(open)).toHaveLength(1);
});

it('another organization has no such account, and no such line to take apart', async () => {
  const other = await buildOrganization(kit.app);
  await expect(
    kit.app.get(Reconciliation).run({ ...request(), organizationId: other }),
  ).rejects.toMatchObject({ kind: 'not_found', code: 'account_not_found' });
  const [pair] = await kit.app.database.rows<{ id: string }>(
    'SELECT statement_line_id AS id FROM line_match',
  );
  const actor = { staffId: await buildPerson(kit.app, other, 'clerk'), organizationId: other };
  await expect(
    kit.app.get(MatchDesk).undo(actor, { kind: 'line', lineId: pair?.id ?? '' }),
  ).rejects.toMatchObject({ kind: 'not_found' });
});

it('a pair that a person took apart stays apart, and its two sides are differences', async () => {
  const staffId = await buildPerson(kit.app, kit.organizationId, 'clerk');
  const actor = { staffId, organizationId: kit.organizationId };
  const desk = kit.app.get(MatchDesk);
  const [pair] = await kit.app.database.rows<{ id: string; fact: string }>(
    'SELECT statement_line_id AS id, fact_id AS fact FROM line_match ORDER BY statement_line_id',
  );
  const lineId = pair?.id ?? '';
  const factId = pair?.fact ?? '';
  await desk.undo(actor, { kind: 'line', lineId });
  expect(await kit.standing()).toEqual(['D01', 'D01', 'D09']);
  await kit.run();
  expect(await kit.standing()).toEqual(['D01', 'D01', 'D09']);
  await desk.accept(actor, { kind: 'line', lineId, factId });
  expect(await kit.standing()).toEqual(['D01']);
  await expect(desk.accept(actor, { kind: 'line', lineId, factId })).rejects.toMatchObject({
    code: 'match_taken',
  });
  const trail = await kit.app.database.rows<{ action: string }>(
    "SELECT action FROM audit_event WHERE action LIKE 'match.%' ORDER BY id",
  );
  expect(trail.map(({ action }) => action)).toEqual(['match.undone', 'match.accepted']);
  // Once the day is closed nobody takes it apart again.
  await kit.app.database.rows(
    "INSERT INTO accounting_day (organization_id, day, state) VALUES (?, ?, 'closed') ON DUPLICATE KEY UPDATE state = 'closed'",
    [kit.organizationId, DAY],
  );
  await expect(desk.undo(actor, { kind: 'line', lineId })).rejects.toMatchObject({
    kind: 'conflict',
    code: 'day_closed',
  });
  await kit.app.database.rows("UPDATE accounting_day SET state = 'open' WHERE day = ?", [DAY]);
});
