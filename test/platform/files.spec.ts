import { chmod, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Audit } from '../../src/platform/audit/audit.js';
import { Files } from '../../src/platform/files/files.js';
import { withinRequest } from '../../src/platform/http/request-context.js';
import { Doorbell } from '../../src/platform/jobs/doorbell.js';
import { Leases } from '../../src/platform/jobs/leases.js';
import { Poller } from '../../src/platform/jobs/poller.js';
import { Schedules } from '../../src/platform/schedules/schedules.js';
import { openPlatform, type Platform, until } from './platform-app.js';

describe('files, audit, leases, schedules', () => {
  let platform: Platform;
  beforeAll(async () => {
    platform = await openPlatform();
  });
  afterAll(() => platform.close());

  const bytes = Buffer.from('两个字节 and more');
  const store = () =>
    platform.database.inTransaction((tx) =>
      platform
        .get(Files)
        .store(tx, { organizationId: null, name: 'a.txt', contentType: 'text/plain', bytes }),
    );

  it('gives back exactly what was stored, and nothing for an unknown id', async () => {
    const id = await store();
    expect(await platform.get(Files).read(id)).toMatchObject({
      name: 'a.txt',
      contentType: 'text/plain',
      bytes,
    });
    expect(await platform.get(Files).find('0'.repeat(26))).toBeNull();
    await expect(platform.get(Files).read('../../etc/passwd')).rejects.toThrow('no stored file');
  });

  it('does not hand out bytes that were changed on disk', async () => {
    const id = await store();
    const folder = platform.config.FILES_DIR;
    const found = (await readdir(folder, { recursive: true })).find((name) => name.endsWith(id));
    const path = join(folder, String(found));
    await chmod(path, 0o640);
    await writeFile(path, 'something else');
    await expect(platform.get(Files).read(id)).rejects.toThrow('is not what was stored');
  });

  it('keeps files that are made together in one file of the folder, each to be read by itself', async () => {
    const files = platform.get(Files);
    const texts = ['first', '第二', '', 'the last one'];
    const ids = await platform.database.inTransaction(async (tx) => {
      const written = await files.write(
        texts.map((text) => ({
          ...{ organizationId: null, name: `${text}.txt`, contentType: 'text/plain' },
          bytes: Buffer.from(text),
        })),
      );
      await files.enter(tx, written);
      return written.map(({ id }) => id);
    });
    expect(new Set(ids).size).toBe(4);
    for (const [at, text] of texts.entries()) {
      const kept = await files.read(ids[at] ?? '');
      expect(kept.bytes.toString()).toBe(text);
      expect(kept.name).toBe(`${text}.txt`);
    }
    const bundles = await platform.database.rows<{ id: string }>(
      'SELECT DISTINCT bundle_id AS id FROM stored_file WHERE id IN (?)',
      [ids],
    );
    expect(bundles).toHaveLength(1);
    const folder = platform.config.FILES_DIR;
    const names = await readdir(folder, { recursive: true });
    expect(names.filter((name) => ids.some((id) => name.endsWith(id)))).toEqual([]);
    // A bundle that was cut or changed gives out the files before that place and no other.
    const path = join(folder, String(names.find((name) => name.endsWith(bundles[0]?.id ?? '-'))));
    await writeFile(path, 'first第');
    expect((await files.read(ids[0] ?? '')).bytes.toString()).toBe('first');
    await expect(files.read(ids[1] ?? '')).rejects.toThrow('is not what was stored');
    await expect(files.read(ids[3] ?? '')).rejects.toThrow('is not what was stored');
  });

  it('leaves no row of a file whose database transaction rolled back', async () => {
    let lost = '';
    const work = platform.database.inTransaction(async (tx) => {
      lost = await platform
        .get(Files)
        .store(tx, { organizationId: null, name: 'b', contentType: 'text/plain', bytes });
      throw new Error('no');
    });
    await expect(work).rejects.toThrow('no');
    expect(lost).not.toBe('');
    expect(await platform.get(Files).find(lost)).toBeNull();
  });

  it('records who did what with the request it was done in, for ever', async () => {
    await withinRequest({ requestId: 'request-1', locale: 'en' }, () =>
      platform.database.inTransaction((tx) =>
        platform.get(Audit).record(tx, {
          organizationId: null,
          staffId: null,
          action: 'project.published',
          subjectType: 'project',
          subjectId: 'p1',
          before: { goal: 1n },
          after: { goal: 2n },
        }),
      ),
    );
    const [event] = await platform.database.rows<Record<string, unknown>>(
      'SELECT action, request_id, CAST(after_state AS CHAR) AS after_state FROM audit_event',
    );
    expect(event).toMatchObject({ action: 'project.published', request_id: 'request-1' });
    expect(JSON.parse(String(event?.after_state))).toEqual({ goal: '2' });
    for (const change of [
      "UPDATE audit_event SET action = 'x'",
      'DELETE FROM audit_event',
      'TRUNCATE audit_event',
    ])
      await expect(platform.rival.query(change)).rejects.toThrow(/denied/);
    await expect(platform.owner.query("UPDATE audit_event SET action = 'x'")).rejects.toThrow(/append-only/);
  });

  it('gives a lease to one process at a time', async () => {
    const other = await platform.another();
    try {
      const [mine, theirs] = [platform.get(Leases), other.get(Leases)];
      expect(await mine.hold('sealer', 60)).toBe(true);
      expect(await theirs.hold('sealer', 60)).toBe(false);
      expect(await mine.hold('sealer', 60)).toBe(true);
      await mine.release('sealer');
      expect(await theirs.hold('sealer', 60)).toBe(true);
      await platform.owner.query("UPDATE lease SET until = '2026-01-01'");
      expect(await mine.hold('sealer', 60)).toBe(true);
    } finally {
      await other.close();
    }
  });

  it('rings a poller of another process at once', async () => {
    const other = await platform.another();
    try {
      let rounds = 0;
      const poller = new Poller('test.bell', 60_000, async () => {
        rounds++;
        return 0;
      });
      platform.get(Doorbell).on('test.bell', () => poller.ring());
      poller.start(platform.log);
      await until(() => rounds === 1);
      const heard: string[] = [];
      platform.get(Doorbell).on('test.bell', (message) => heard.push(message));
      await until(() => {
        other.get(Doorbell).ring('test.bell', '17');
        return heard.length > 0;
      });
      expect(new Set(heard)).toEqual(new Set(['17']));
      await until(() => rounds >= 2);
      await poller.stop();
    } finally {
      await other.close();
    }
  });

  it('runs a schedule when it is due, notes a failure, and obeys the off switch', async () => {
    const ran = { good: 0, bad: 0, off: 0 };
    await platform.owner.query(
      "INSERT INTO schedule (name, every_seconds, enabled, next_run_at) VALUES ('test.off', 5, FALSE, '2026-01-01')",
    );
    await platform.work({
      schedules: [
        { name: 'test.good', everySeconds: 1, run: async () => void ran.good++ },
        {
          name: 'test.bad',
          everySeconds: 3600,
          run: async () => {
            ran.bad++;
            throw new Error('nobody at bad@example.org');
          },
        },
        { name: 'test.off', everySeconds: 5, run: async () => void ran.off++ },
      ],
    });
    await until(() => ran.good >= 2 && ran.bad === 1);
    const row = async (name: string) =>
      (
        await platform.database.rows<Record<string, unknown>>('SELECT * FROM schedule WHERE name = ?', [name])
      )[0];
    await until(async () => (await row('test.bad'))?.last_finished_at !== null);
    expect(await row('test.bad')).toMatchObject({ last_error: 'Error: nobody at [mail]', lease_until: null });
    expect(await row('test.good')).toMatchObject({ last_error: null });
    expect(ran).toMatchObject({ bad: 1, off: 0 });
    // A second worker with the same list shares the runs and does not add any.
    const other = await platform.another();
    try {
      let elsewhere = 0;
      await other.get(Schedules).use([
        { name: 'test.good', everySeconds: 1, run: async () => void elsewhere++ },
        { name: 'test.bad', everySeconds: 3600, run: async () => void elsewhere++ },
      ]);
      const begin = Date.now();
      const before = ran.good;
      await until(() => ran.good + elsewhere - before >= 3);
      expect(Date.now() - begin).toBeGreaterThan(1_500);
      expect(ran.bad).toBe(1);
    } finally {
      await other.close();
    }
  });
});
