import { Refusal } from '../../src/kernel/errors.js';
import { newId } from '../../src/kernel/ids.js';
import { Database } from '../../src/platform/database/database.js';
import { WorkerLoops } from '../../src/platform/jobs/worker-loops.js';
import { LongWork } from '../../src/platform/long-work/long-work.js';
import { hasEnded, LongWorkQueries, type Work } from '../../src/platform/long-work/long-work.queries.js';
import {
  type LongWorkKind,
  longWorkProblems,
  type WorkProgress,
} from '../../src/platform/long-work/long-work-kind.js';
import { paceOf } from '../../src/platform/long-work/work-pace.js';
import { type OwnRedis, openOwnRedis } from '../support/own-redis.js';
import { openPlatform, type Platform, until } from './platform-app.js';

/** A door that a test opens. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

describe('long work', () => {
  let platform: Platform;
  let organizationId: string;
  let staffId: string;

  beforeEach(async () => {
    platform = await openPlatform();
    await people();
  });
  afterEach(() => platform.close());

  const people = async () => {
    [organizationId, staffId] = [newId(), newId()];
    await platform.owner.query(
      `INSERT INTO organization (id, slug, kind, name_zh, name_en, credit_code, certificate_no,
         certificate_valid_from, certificate_valid_until, time_zone, created_at)
       VALUES (?, ?, 'society', '测试', 'Test', '53330000501874064B', 'T', '2020-01-01', '2099-01-01', 'Asia/Shanghai', NOW(6))`,
      [organizationId, `o-${organizationId.slice(-8)}`],
    );
    await platform.owner.query(
      "INSERT INTO staff_member (id, login_name, display_name, created_at) VALUES (?, ?, '周静', NOW(6))",
      [staffId, staffId],
    );
  };

  const begin = (kind: string, subjectId = 'one', params = {}) =>
    platform.database.inTransaction((tx) =>
      platform.get(LongWork).begin(tx, { organizationId, kind, subjectId, params, startedBy: staffId }),
    );
  const look = async (id: string): Promise<Work> => {
    const work = await platform.get(LongWorkQueries).byId(organizationId, id);
    if (!work) throw new Error('no such work');
    return work;
  };
  const ended = (id: string, withinMs = 15_000) => until(async () => hasEnded(await look(id)), withinMs);
  const cancel = (id: string, organization = organizationId) =>
    platform.get(LongWork).cancel({ staffId, organizationId: organization }, id);
  const expireLease = () =>
    platform.owner.query('UPDATE long_work SET lease_until = UTC_TIMESTAMP(6) - INTERVAL 1 SECOND');
  /** A kind that goes in steps; `at` is called before each. */
  const stepping = (
    at: (step: number, progress: WorkProgress) => Promise<void> | void = () => undefined,
    kind = 'test.steps',
  ): LongWorkKind => ({
    kind,
    run: async ({ params, subjectId }, progress) => {
      const steps = Number(params.steps ?? 10);
      for (let step = 0; step < steps; step++) {
        await progress.report(step, steps);
        await at(step, progress);
      }
      await progress.report(steps);
      return { steps, subject: subjectId };
    },
  });

  it('is done in the worker, counted and keeps its result', async () => {
    await platform.work({ works: [stepping()] });
    const id = await begin('test.steps', 'one', { steps: 7 });
    await ended(id);
    expect(await look(id)).toMatchObject({
      ...{ state: 'done', done: 7, total: 7, runs: 1, startedBy: staffId, problem: null },
      result: { steps: 7, subject: 'one' },
    });
  });

  it('is begun once for a subject, also when two begin at the same moment; afterwards anew', async () => {
    const [first, second, other] = await Promise.all([
      begin('test.steps'),
      begin('test.steps'),
      begin('test.steps', 'another'),
    ]);
    expect(second).toBe(first);
    expect(other).not.toBe(first);
    await platform.work({ works: [stepping()] });
    await ended(first);
    expect(await begin('test.steps')).not.toBe(first);
  });

  it('begins nothing when the caller’s database transaction is rolled back', async () => {
    await expect(
      platform.database.inTransaction(async (tx) => {
        await platform
          .get(LongWork)
          .begin(tx, { organizationId, kind: 'test.steps', subjectId: 'x', params: {}, startedBy: null });
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    expect(await platform.get(LongWorkQueries).count(organizationId)).toBe(0);
  });

  it('ends at its next report when it is cancelled, and at once while it waits', async () => {
    const waiting = await begin('test.steps', 'waiting');
    await cancel(waiting);
    expect(await look(waiting)).toMatchObject({ state: 'cancelled', runs: 0, result: null });
    let steps = 0;
    const slow = stepping(async () => {
      steps += 1;
      await new Promise((resolve) => setTimeout(resolve, 50));
    });
    await platform.work({ works: [slow] });
    const id = await begin('test.steps', 'one', { steps: 10_000 });
    await until(() => steps > 3);
    await cancel(id);
    await ended(id);
    expect(await look(id)).toMatchObject({ state: 'cancelled', result: null });
    expect(steps).toBeLessThan(100);
    await expect(cancel(id)).rejects.toMatchObject({ kind: 'conflict', code: 'work_ended' });
  });

  it('is neither seen nor cancelled by another organization', async () => {
    const id = await begin('test.steps');
    expect(await platform.get(LongWorkQueries).byId(newId(), id)).toBeNull();
    await expect(cancel(id, newId())).rejects.toMatchObject({ kind: 'not_found' });
    expect((await look(id)).state).toBe('waiting');
  });

  it('goes on in another worker when the first one dies in the middle', async () => {
    const stuck = gate();
    const runs: number[] = [];
    const kind = stepping(async (step) => {
      if (step === 4 && runs.push(step) === 1) await stuck.opened;
    });
    const dying = await platform.another();
    await dying
      .get(WorkerLoops)
      .start({ kinds: [], subscribers: [], schedules: [], pollers: [], works: [kind] }, platform.log);
    const id = await begin('test.steps');
    await until(() => runs.length === 1);
    // Nothing of it reaches the database any more: no report, no lease, no end.
    await dying.get(Database).source.destroy();
    await platform.work({ works: [kind] });
    await expireLease();
    await ended(id);
    expect(await look(id)).toMatchObject({ state: 'done', done: 10, runs: 2 });
    stuck.open();
    await new Promise((resolve) => setTimeout(resolve, 100));
    await dying.close().catch(() => undefined);
  });

  it('lets a worker that has lost its lease write nothing more', async () => {
    const late = gate();
    const told: unknown[] = [];
    const kind: LongWorkKind = {
      kind: 'test.late',
      run: async ({ id }, progress) => {
        const { runs } = await look(id);
        await progress.report(1, 2);
        if (runs === 1) {
          await late.opened;
          await new Promise((resolve) => setTimeout(resolve, 600));
          await progress.report(2).catch((error: unknown) => {
            told.push(error);
            throw error;
          });
        }
        return { runs };
      },
    };
    await platform.work({ works: [kind] });
    const id = await begin('test.late');
    await until(async () => (await look(id)).done === 1);
    await platform.owner.query('UPDATE long_work SET runs = 2 WHERE id = ?', [id]);
    await expireLease();
    await ended(id);
    late.open();
    await until(() => told.length === 1);
    expect(told[0]).toMatchObject({ name: 'WorkStopped', reason: 'taken_over' });
    expect(await look(id)).toMatchObject({ state: 'done', result: { runs: 3 } });
  });

  it('is only delayed by a Redis that is away or loses everything', async () => {
    await platform.close();
    const redis: OwnRedis = await openOwnRedis();
    platform = await openPlatform({ REDIS_URL: redis.url });
    await people();
    await redis.stop();
    await platform.work({ works: [stepping()] });
    const away = await begin('test.steps', 'away');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect((await look(away)).state).toBe('waiting');
    await redis.start();
    await ended(away);
    const held = gate();
    let runs = 0;
    const second = await platform.another();
    await second.get(WorkerLoops).start(
      {
        ...{ kinds: [], subscribers: [], schedules: [], pollers: [] },
        works: [
          stepping(async (step) => {
            if (step === 5 && ++runs === 1) await held.opened;
          }, 'test.held'),
        ],
      },
      platform.log,
    );
    const flushed = await begin('test.held');
    await until(() => runs === 1);
    await redis.stop();
    await redis.start();
    held.open();
    await ended(flushed);
    // Begun while Redis had just lost all: the row alone brings it back.
    const after = await begin('test.steps', 'after');
    await ended(after);
    expect((await look(flushed)).state).toBe('done');
    expect(runs).toBe(1);
    await second.close();
    await platform.close();
    await redis.remove();
    platform = await openPlatform();
  }, 60_000);

  it('fails at once by a refusal, and after three tries by a defect whose text is redacted', async () => {
    let tries = 0;
    await platform.work({
      works: [
        {
          kind: 'test.refused',
          run: () => Promise.reject(new Refusal('conflict', 'day_closed', { day: '2026-01-15' })),
        },
        {
          kind: 'test.broken',
          run: async () => {
            tries += 1;
            throw new Error('cannot write to someone@example.org');
          },
        },
      ],
    });
    const refused = await begin('test.refused');
    await ended(refused);
    expect(await look(refused)).toMatchObject({
      state: 'failed',
      problem: { code: 'day_closed', params: { day: '2026-01-15' } },
    });
    const broken = await begin('test.broken');
    await until(async () => {
      await platform.owner.query("UPDATE long_work SET due_at = UTC_TIMESTAMP(6) WHERE state = 'waiting'");
      return hasEnded(await look(broken));
    });
    expect(tries).toBe(3);
    expect(await look(broken)).toMatchObject({
      state: 'failed',
      problem: { text: 'Error: cannot write to [mail]' },
    });
  });

  it('keeps its lease while it reports nothing, and is given back when its process ends', async () => {
    const quiet = gate();
    let runs = 0;
    const kind: LongWorkKind = {
      kind: 'test.quiet',
      run: async (_, progress) => {
        await progress.report(0, 1);
        if (++runs === 1) await quiet.opened;
        await progress.report(1);
        return {};
      },
    };
    const leaving = await platform.another();
    await leaving
      .get(WorkerLoops)
      .start({ kinds: [], subscribers: [], schedules: [], pollers: [], works: [kind] }, platform.log);
    const id = await begin('test.quiet');
    await until(() => runs === 1);
    await platform.owner.query('UPDATE long_work SET lease_until = UTC_TIMESTAMP(6) + INTERVAL 3 SECOND');
    const leaseOf = async () =>
      (await platform.database.rows<{ until: Date }>('SELECT lease_until AS until FROM long_work'))[0]?.until;
    const before = await leaseOf();
    await until(async () => Number(await leaseOf()) > Number(before) + 2_000);
    const closing = leaving.close();
    setTimeout(quiet.open, 100);
    await closing;
    expect(await look(id)).toMatchObject({ state: 'waiting', runs: 1 });
    await platform.work({ works: [kind] });
    await ended(id);
    expect(await look(id)).toMatchObject({ state: 'done', runs: 2 });
  });

  it('names what is wrong with the list of kinds', async () => {
    const kind = stepping();
    expect(longWorkProblems([kind, kind, { ...kind, kind: 'Bad name' }])).toEqual([
      'two kinds of long work are called "test.steps"',
      'long work "Bad name": use a-z, 0-9, "." and "-"',
    ]);
    await expect(platform.work({ works: [kind, kind] })).rejects.toThrow('test.steps');
  });
});

describe('the pace of a work', () => {
  const at = (seconds: number) => new Date(1_000_000 + seconds * 1000);
  const counts = (done: number, total: number | null, seconds: number) => ({
    ...{ done, total, baseCount: 100, baseAt: at(0), reportedAt: at(seconds) },
  });
  it('is measured from this run’s first report', () => {
    expect(paceOf(counts(300, 1000, 10))).toEqual({ percent: 30, rate: 20, secondsLeft: 35 });
  });
  it('is not known too early, without movement or without a total', () => {
    expect(paceOf(counts(300, 1000, 0.2))).toEqual({ percent: 30, rate: null, secondsLeft: null });
    expect(paceOf(counts(100, 1000, 10))).toEqual({ percent: 10, rate: null, secondsLeft: null });
    expect(paceOf(counts(300, null, 10))).toEqual({ percent: null, rate: 20, secondsLeft: null });
    expect(paceOf(counts(0, 0, 10)).percent).toBeNull();
  });
});
