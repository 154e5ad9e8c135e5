import type { Tx } from '../../src/platform/database/database.js';
import { Outbox } from '../../src/platform/outbox/outbox.js';
import { OutboxQueries } from '../../src/platform/outbox/outbox.queries.js';
import { OutboxPurge } from '../../src/platform/outbox/outbox-purge.js';
import { OutboxRelay } from '../../src/platform/outbox/outbox-relay.js';
import { OutboxRunner } from '../../src/platform/outbox/outbox-runner.js';
import type { BatchSubscriber, EachSubscriber, OutboxTask } from '../../src/platform/outbox/subscriber.js';
import { openPlatform, type Platform, until } from './platform-app.js';

const note = (tx: Tx, tasks: readonly OutboxTask[]) =>
  tx.query(
    `INSERT INTO effect (name) VALUES ${tasks.map(() => '(?)').join(', ')}`,
    tasks.map(({ ref }) => ref),
  );

const batch = (name = 'test.batch', size = 100): BatchSubscriber => ({
  name,
  on: 'test.happened',
  mode: 'batch',
  batch: size,
  handle: note,
});
const each = (name = 'test.each'): EachSubscriber => ({
  name,
  on: 'test.happened',
  mode: 'each',
  handle: (tx, task) => note(tx, [task]),
});

async function announce(platform: Platform, count: number, prefix = 'r'): Promise<void> {
  const outbox = platform.get(Outbox);
  for (let from = 0; from < count; from += 500) {
    const events = Array.from({ length: Math.min(500, count - from) }, (_, i) => ({
      kind: 'test.happened',
      organizationId: null,
      ref: `${prefix}${from + i}`,
    }));
    await platform.database.inTransaction((tx) => outbox.announce(tx, events));
  }
}

async function allDoneOnce(platform: Platform, count: number): Promise<void> {
  const [row] = await platform.database.rows<{ total: string; refs: string }>(
    'SELECT COUNT(*) AS total, COUNT(DISTINCT name) AS refs FROM effect',
  );
  expect({ total: Number(row?.total), refs: Number(row?.refs) }).toEqual({ total: count, refs: count });
  const states = await platform.database.rows<{ state: string; n: string }>(
    'SELECT state, COUNT(*) AS n FROM outbox_task GROUP BY state',
  );
  expect(states).toEqual([{ state: 'DONE', n: String(count) }]);
}

const doneTasks = async (platform: Platform): Promise<number> => {
  const [row] = await platform.database.rows<{ n: string }>(
    "SELECT COUNT(*) AS n FROM outbox_task WHERE state = 'DONE'",
  );
  return Number(row?.n);
};

describe('the outbox', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await openPlatform();
  });
  beforeEach(async () => {
    for (const table of ['outbox_task', 'outbox_event', 'effect']) {
      await platform.owner.query(`DELETE FROM ${table}`);
      await platform.owner.query(`ALTER TABLE ${table} AUTO_INCREMENT = 1`);
    }
  });
  afterAll(() => platform.close());

  it('tells nothing of a database transaction that rolled back, and each key once', async () => {
    const outbox = platform.get(Outbox);
    const event = { kind: 'test.happened', organizationId: null, ref: 'a' };
    await expect(
      platform.database.inTransaction(async (tx) => {
        await outbox.announce(tx, [event]);
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await platform.database.inTransaction((tx) => outbox.announce(tx, [event, event]));
    await platform.database.inTransaction((tx) =>
      outbox.announce(tx, [event, { ...event, dedupeKey: 'other' }]),
    );
    const keys = await platform.database.rows('SELECT dedupe_key AS k FROM outbox_event ORDER BY id');
    expect(keys).toEqual([{ k: 'test.happened:a' }, { k: 'other' }]);
  });

  it('A26: undoes the effect when the worker dies before DONE is committed, and does it again', async () => {
    const subscriber = batch();
    await announce(platform, 3);
    const relay = platform.get(OutboxRelay);
    relay.use([subscriber]);
    await relay.relayOnce();
    const runner = platform.get(OutboxRunner);
    const dying: BatchSubscriber = {
      ...subscriber,
      async handle(tx, tasks) {
        await note(tx, tasks);
        const [session]: { id: string }[] = await tx.query('SELECT CONNECTION_ID() AS id');
        await platform.rival.query(`KILL ${session?.id}`);
        await tx.query('SELECT 1');
      },
    };
    await expect(runner.runBatch(dying)).rejects.toThrow();
    expect(await platform.effects()).toEqual([]);
    expect((await platform.tasks()).map(({ state, attempts }) => [state, attempts])).toEqual([
      ['PENDING', 0],
      ['PENDING', 0],
      ['PENDING', 0],
    ]);
    expect(await runner.runBatch(subscriber)).toBe(3);
    await allDoneOnce(platform, 3);
  });

  it('replays a failing batch one by one: only the bad task waits, with its reason and no address in it', async () => {
    const picky: BatchSubscriber = {
      ...batch(),
      async handle(tx, tasks) {
        await note(tx, tasks);
        if (tasks.some(({ ref }) => ref === 'r3')) throw new Error('cannot do donor@example.org');
      },
    };
    await announce(platform, 5);
    const relay = platform.get(OutboxRelay);
    relay.use([picky]);
    await relay.relayOnce();
    await platform.get(OutboxRunner).runBatch(picky);
    expect((await platform.effects()).map(({ name }) => name)).toEqual(['r0', 'r1', 'r2', 'r4']);
    const [bad] = await platform.get(OutboxQueries).stuck();
    expect(bad).toMatchObject({
      ref: 'r3',
      state: 'PENDING',
      attempts: 1,
      lastError: 'Error: cannot do [mail]',
    });
    expect(await platform.get(OutboxRunner).runBatch(picky)).toBe(0);
    await platform.owner.query('UPDATE outbox_task SET due_at = UTC_TIMESTAMP(6)');
    await platform.owner.query("UPDATE outbox_event SET ref = 'r3-mended' WHERE ref = 'r3'");
    await platform.get(OutboxRunner).runBatch(picky);
    await allDoneOnce(platform, 5);
  });

  it('enqueues a task again when its lease has ended, as a new attempt', async () => {
    await announce(platform, 1);
    const relay = platform.get(OutboxRelay);
    relay.use([each()]);
    await until(async () => (await relay.relayOnce()) > 0);
    await until(
      async () => (await platform.tasks())[0]?.state === 'ENQUEUED' || (await relay.relayOnce()) < 0,
    );
    await relay.sweepOnce();
    await platform.owner.query("UPDATE outbox_task SET state = 'ENQUEUED', lease_until = '2026-01-01'");
    expect(await relay.sweepOnce()).toBe(1);
    expect(await platform.tasks()).toMatchObject([{ state: 'PENDING', attempts: 1 }]);
    const stale = await platform.tasks();
    await platform.get(OutboxRunner).runTask(each(), String(stale[0]?.id), 0);
    expect(await platform.effects()).toEqual([]);
  });

  it('gives up a task that has outlived its lease a hundred times, as one that fails, and says why', async () => {
    await announce(platform, 2);
    const relay = platform.get(OutboxRelay);
    relay.use([each()]);
    await until(async () => (await relay.relayOnce()) === 0);
    await platform.owner.query(
      `UPDATE outbox_task SET state = 'ENQUEUED', lease_until = '2026-01-01',
         attempts = CASE WHEN id = 1 THEN 99 ELSE 98 END`,
    );
    expect(await relay.sweepOnce()).toBe(2);
    expect(await platform.tasks()).toMatchObject([
      { state: 'DEAD', attempts: 100 },
      { state: 'PENDING', attempts: 99 },
    ]);
    expect(await relay.sweepOnce()).toBe(0);
    const [dead, waiting] = await platform.get(OutboxQueries).stuck();
    expect(dead?.lastError).toBe(
      'given up after 100 attempts, the last not finished within its lease: its worker ended or hung',
    );
    expect(waiting?.lastError).toBe('not finished within its lease');
  });

  it('leaves events that this worker does not know to a newer one', async () => {
    await platform.database.inTransaction((tx) =>
      platform.get(Outbox).announce(tx, [{ kind: 'test.unknown', organizationId: null, ref: 'x' }]),
    );
    const relay = platform.get(OutboxRelay);
    relay.use([batch()]);
    await relay.relayOnce();
    expect(await platform.get(OutboxQueries).waitingEvents()).toBe(1);
  });

  it('is purged of what was done more than 30 days ago, and of nothing else', async () => {
    const relay = platform.get(OutboxRelay);
    relay.use([batch()]);
    await announce(platform, 3, 'old');
    await relay.relayOnce();
    await platform.get(OutboxRunner).runBatch(batch('test.batch', 2));
    await platform.owner.query("UPDATE outbox_task SET due_at = '2026-01-01'");
    await platform.owner.query("UPDATE outbox_event SET created_at = '2026-01-01'");
    await announce(platform, 1, 'new');
    await relay.relayOnce();
    await platform.get(OutboxRunner).runBatch(batch('test.batch', 1));
    await platform.get(OutboxRunner).runBatch(batch('test.batch', 1));
    await platform.owner.query("UPDATE outbox_task SET state = 'PENDING' WHERE id = 3");
    await platform.get(OutboxPurge).schedule.run();
    const left = await platform.database.rows<{ ref: string }>('SELECT ref FROM outbox_event ORDER BY id');
    expect(left.map(({ ref }) => ref)).toEqual(['old2', 'new0']);
    expect((await platform.tasks()).map(({ state }) => state)).toEqual(['PENDING', 'DONE']);
  });
});

describe('a worker on the outbox', () => {
  let platform: Platform;
  beforeEach(async () => {
    platform = await openPlatform();
  });
  afterEach(() => platform.close());

  it.each([
    ['batch', batch()],
    ['each', each()],
  ])('does every task of mode %s once', async (_, subscriber) => {
    await platform.work({ kinds: ['test.happened'], subscribers: [subscriber] });
    await announce(platform, 250);
    await until(async () => (await doneTasks(platform)) === 250);
    await allDoneOnce(platform, 250);
  });

  it('A26: has no second effect when a worker dies after the effect and before its job is finished', async () => {
    const subscriber = each();
    await announce(platform, 1);
    const relay = platform.get(OutboxRelay);
    relay.use([subscriber]);
    await until(async () => (await relay.relayOnce()) > 0);
    await until(async () => (await relay.relayOnce()) === 0);
    const [task] = await platform.tasks();
    const runner = platform.get(OutboxRunner);
    await runner.runTask(subscriber, String(task?.id), 0);
    // The job was never reported finished: BullMQ gives it to another worker, and the sweep may enqueue it too.
    const other = await platform.another();
    try {
      await Promise.all([
        other.get(OutboxRunner).runTask(subscriber, String(task?.id), 0),
        runner.runTask(subscriber, String(task?.id), 0),
      ]);
      await platform.work({ kinds: ['test.happened'], subscribers: [subscriber] });
      await new Promise((resolve) => setTimeout(resolve, 800));
    } finally {
      await other.close();
    }
    await allDoneOnce(platform, 1);
  });

  it('refuses to start with mistakes in the lists, naming each', async () => {
    await expect(
      platform.work({
        kinds: ['test.happened', 'test.lonely'],
        subscribers: [batch(), { ...batch(), on: 'test.never' }],
        schedules: [{ name: 'Bad', everySeconds: 0, run: async () => undefined }],
      }),
    ).rejects.toThrow(
      /two subscribers are called "test.batch"[\s\S]*"test.never", which nobody announces[\s\S]*nobody subscribes to "test.lonely"[\s\S]*schedule "Bad"[\s\S]*everySeconds/,
    );
  });
});
