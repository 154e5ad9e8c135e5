import { CommitProxy } from '../../load/chaos/proxy.mjs';
import { openDataSource } from '../../src/platform/database/data-source.js';
import type { Tx } from '../../src/platform/database/database.js';
import { Database } from '../../src/platform/database/database.js';
import { connectionLost, isDuplicateKey, mustRerun } from '../../src/platform/database/database-errors.js';
import { openPlatform, type Platform } from './platform-app.js';

const add = (tx: Tx, name: string) => tx.query('INSERT INTO effect (name) VALUES (?)', [name]);

/** A signal that one side waits for and the other gives. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

describe('inTransaction', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await openPlatform();
  });
  beforeEach(async () => {
    await platform.owner.query('TRUNCATE effect');
    await platform.owner.query("INSERT INTO effect (name) VALUES ('one'), ('two')");
  });
  afterAll(() => platform.close());

  const names = async () => (await platform.effects()).map(({ name }) => name);

  it('A28: runs the whole closure again after a deadlock (1213), with nothing of the first run left', async () => {
    const { rival } = platform;
    await rival.beginTransaction();
    // The server gives up the side that has changed fewer rows: make that us.
    await rival.query(
      `INSERT INTO effect (name) VALUES ${Array.from({ length: 200 }, () => "('weight')").join(', ')}`,
    );
    await rival.query('UPDATE effect SET n = n + 1 WHERE id = 1');
    let runs = 0;
    const locked = gate();
    const ours = platform.database.inTransaction(async (tx) => {
      runs++;
      await add(tx, `run ${runs}`);
      await tx.query('UPDATE effect SET n = n + 10 WHERE id = 2');
      locked.open();
      await tx.query('UPDATE effect SET n = n + 10 WHERE id = 1');
    });
    await locked.opened;
    await new Promise((resolve) => setTimeout(resolve, 100));
    await rival.query('UPDATE effect SET n = n + 1 WHERE id = 2');
    await rival.query("DELETE FROM effect WHERE name = 'weight'");
    await rival.commit();
    await ours;
    expect(runs).toBe(2);
    expect(await platform.effects()).toEqual([
      { name: 'one', n: 11 },
      { name: 'two', n: 11 },
      { name: 'run 2', n: 0 },
    ]);
  });

  it('A28: runs the whole closure again after a lock wait timeout (1205), on another connection', async () => {
    const { rival } = platform;
    await rival.beginTransaction();
    await rival.query('UPDATE effect SET n = n + 1 WHERE id = 1');
    const sessions: string[] = [];
    await platform.database.inTransaction(async (tx) => {
      const [session]: { id: string; wait: string }[] = await tx.query(
        'SELECT CONNECTION_ID() AS id, @@innodb_lock_wait_timeout AS wait',
      );
      expect(session?.wait).toBe('10');
      sessions.push(String(session?.id));
      await tx.query('SET SESSION innodb_lock_wait_timeout = 1');
      await add(tx, `run ${sessions.length}`);
      if (sessions.length === 2) await rival.commit();
      await tx.query('UPDATE effect SET n = n + 10 WHERE id = 1');
    });
    expect(new Set(sessions).size).toBe(2);
    expect(await platform.effects()).toEqual([
      { name: 'one', n: 11 },
      { name: 'two', n: 0 },
      { name: 'run 2', n: 0 },
    ]);
  });

  it('A28: runs the whole closure again when a record changed since it was read (1020)', async () => {
    let runs = 0;
    await platform.database.inTransaction(async (tx) => {
      runs++;
      await add(tx, `run ${runs}`);
      if (runs < 3) await tx.query("SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1020");
    });
    expect(await names()).toEqual(['one', 'two', 'run 3']);
  });

  it('gives up after five runs, with nothing left of any', async () => {
    let runs = 0;
    const work = platform.database.inTransaction(async (tx) => {
      runs++;
      await add(tx, `run ${runs}`);
      await tx.query("SIGNAL SQLSTATE '40001' SET MYSQL_ERRNO = 1213");
    });
    const error: unknown = await work.catch((thrown: unknown) => thrown);
    expect(mustRerun(error)).toBe(true);
    expect(runs).toBe(5);
    expect(await names()).toEqual(['one', 'two']);
  });

  it('rolls back and does not run again on any other error', async () => {
    let runs = 0;
    const work = platform.database.inTransaction(async (tx) => {
      runs++;
      await add(tx, 'never');
      await tx.query("INSERT INTO effect (id, name) VALUES (1, 'again')");
    });
    const error: unknown = await work.catch((thrown: unknown) => thrown);
    expect(isDuplicateKey(error)).toBe(true);
    expect(runs).toBe(1);
    expect(await names()).toEqual(['one', 'two']);
  });

  it('keeps no update of 16 writers who read before they write, as long as they lock', async () => {
    const bump = () =>
      platform.database.inTransaction(async (tx) => {
        const [row]: { n: number }[] = await tx.query('SELECT n FROM effect WHERE id = 1 FOR UPDATE');
        await tx.query('UPDATE effect SET n = ? WHERE id = 1', [Number(row?.n) + 1]);
      });
    await Promise.all(
      Array.from({ length: 16 }, async () => {
        for (let i = 0; i < 10; i++) await bump();
      }),
    );
    expect((await platform.effects())[0]).toEqual({ name: 'one', n: 160 });
  });

  it('sets every session the same, the first one of the pool too', async () => {
    const source = await openDataSource(platform.config.DATABASE_URL, [], 3);
    try {
      const sessions = await Promise.all(
        [1, 2, 3].map(() =>
          source.query(
            'SELECT @@tx_isolation AS isolation, @@innodb_lock_wait_timeout AS wait, @@time_zone AS zone, SLEEP(0.05) AS s',
          ),
        ),
      );
      for (const [session] of sessions)
        expect(session).toMatchObject({ isolation: 'READ-COMMITTED', wait: '10', zone: '+00:00' });
    } finally {
      await source.destroy();
    }
  });

  describe('when the connection breaks at COMMIT', () => {
    let proxy: CommitProxy;
    let behind: Database;

    beforeEach(async () => {
      const url = new URL(platform.config.DATABASE_URL);
      proxy = new CommitProxy(Number(url.port));
      url.port = String(await proxy.listen());
      behind = new Database(await openDataSource(url.href, [], 2));
    });
    afterEach(async () => {
      await behind.onApplicationShutdown();
      await proxy.close();
    });

    const write = async (runs: { n: number }) =>
      behind.inTransaction(
        async (tx) => {
          runs.n++;
          await add(tx, 'kept');
          return 'written now';
        },
        {
          afterLostCommit: async () => {
            const [row] = await behind.rows("SELECT id FROM effect WHERE name = 'kept'");
            return row ? 'found written' : undefined;
          },
        },
      );

    it('finds by the unique key that it had happened', async () => {
      proxy.arm('unanswered');
      const runs = { n: 0 };
      expect(await write(runs)).toBe('found written');
      expect(runs.n).toBe(1);
      expect(await names()).toEqual(['one', 'two', 'kept']);
    });

    it('runs again when it had not', async () => {
      proxy.arm('lost');
      const runs = { n: 0 };
      expect(await write(runs)).toBe('written now');
      expect(runs.n).toBe(2);
      expect(await names()).toEqual(['one', 'two', 'kept']);
    });

    it('tells the caller, who alone knows what to re-read, when no way was given', async () => {
      proxy.arm('unanswered');
      const error: unknown = await behind
        .inTransaction((tx) => add(tx, 'kept'))
        .catch((thrown: unknown) => thrown);
      expect(connectionLost(error)).toBe(true);
    });
  });
});
