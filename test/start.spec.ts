import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Redis } from 'ioredis';
import { createConnection, type RowDataPacket } from 'mysql2/promise';

// What the start scripts promise and what can be seen without the whole house.

const root = join(import.meta.dirname, '..');
const part = (name: string) => import(`../bin/lib/${name}.mjs`);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), '博爱 start '));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function query(url: string, sql: string): Promise<RowDataPacket[]> {
  const connection = await createConnection(url);
  try {
    const [rows] = await connection.query<RowDataPacket[]>(sql);
    return rows;
  } finally {
    await connection.end();
  }
}

describe('the private database', () => {
  const settings = () => ({
    ownerPassword: 'o1',
    appPassword: 'a1',
    database: 'boai',
    durable: true,
    bufferPool: '32M',
  });

  it('starts in a deep folder with spaces and Chinese letters, with an address for its owner and no open root', async () => {
    const { startDatabase } = await part('mariadb');
    const dir = join(folder, '很长的名字 '.repeat(8).trim());
    const database = await startDatabase({ dir, ...settings() });
    try {
      expect(Buffer.byteLength(join(dir, 'mariadb.sock'))).toBeGreaterThan(107);
      expect(Buffer.byteLength(database.socket)).toBeLessThanOrEqual(107);
      expect(existsSync(database.socket)).toBe(true);
      const [durable] = await query(
        database.ownerUrl(),
        'SELECT @@innodb_flush_log_at_trx_commit AS f, @@sync_binlog AS b',
      );
      expect(durable).toEqual({ f: 1, b: 1 });
      const asRoot = `mysql://root@127.0.0.1:${database.port}/mysql`;
      await expect(query(asRoot, 'SELECT 1')).rejects.toThrow(/denied/i);
      await expect(query(database.appUrl(), 'SELECT 1')).rejects.toThrow(/denied/i);
      expect(existsSync(join(dir, 'init.sql'))).toBe(false);
    } finally {
      await database.stop();
    }
    expect(existsSync(dirname(database.socket))).toBe(false);
  });

  it('keeps what was committed when it is killed, and starts again on the same port', async () => {
    const { startDatabase } = await part('mariadb');
    const dir = join(folder, 'db');
    const first = await startDatabase({ dir, ...settings() });
    await query(first.ownerUrl(), 'CREATE TABLE kept (a INT PRIMARY KEY)');
    await query(first.ownerUrl(), 'INSERT INTO kept VALUES (7)');
    first.child.kill('SIGKILL');
    const second = await startDatabase({ dir, ...settings(), again: first.port });
    try {
      expect(second.port).toBe(first.port);
      expect(await query(second.ownerUrl(), 'SELECT a FROM kept')).toEqual([{ a: 7 }]);
    } finally {
      await second.stop();
    }
  });

  it('ends a server that a killed start left on the same folder, and no other', async () => {
    const { startDatabase } = await part('mariadb');
    const { isAlive } = await part('processes');
    const other = await startDatabase({ dir: join(folder, 'db 2'), ...settings() });
    const orphan = await startDatabase({ dir: join(folder, 'db'), ...settings() });
    const again = await startDatabase({ dir: join(folder, 'db'), ...settings() });
    try {
      expect([orphan, again, other].map(({ pid }) => isAlive(pid))).toEqual([false, true, true]);
    } finally {
      await Promise.all([again.stop(), other.stop()]);
    }
  });
});

describe('the private Redis', () => {
  it('asks for its password, evicts nothing, and has everything back after a kill', async () => {
    const { startRedis } = await part('redis');
    const dir = join(folder, 'redis');
    const first = await startRedis({ dir, password: 'geheim' });
    const client = new Redis(first.url);
    await client.set('kept', '博爱');
    expect(await client.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
    // The append-only file is written with every command and flushed each second; a kill of the process loses nothing.
    client.disconnect();
    first.child.kill('SIGKILL');
    const second = await startRedis({ dir, password: 'geheim', again: first.port });
    const known = new Redis(second.url);
    const stranger = new Redis(second.url.replace(':geheim@', ''));
    stranger.on('error', () => {});
    try {
      expect(await known.get('kept')).toBe('博爱');
      await expect(stranger.get('kept')).rejects.toThrow(/NOAUTH/);
    } finally {
      known.disconnect();
      stranger.disconnect();
      await second.stop();
    }
  });
});

describe('ports', () => {
  it('are taken as wished when free, and otherwise another one', async () => {
    const { choosePorts } = await part('settings');
    const blocker = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => blocker.once('listening', resolve));
    const address = blocker.address();
    const taken = typeof address === 'object' && address ? address.port : 0;
    try {
      const first = await choosePorts(folder, taken);
      expect(first.web).not.toBe(taken);
      expect(new Set(Object.values(first)).size).toBe(6);
      const second = await choosePorts(folder, first.web);
      expect(second).toEqual(first);
    } finally {
      blocker.close();
    }
  });
});

describe('a port', () => {
  it('is known to be ours or another process’s', async () => {
    const { listensOn } = await part('processes');
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    try {
      expect(listensOn(process.pid, port)).toBe(true);
      expect(listensOn(process.ppid, port)).toBe(false);
    } finally {
      server.close();
    }
    expect(listensOn(process.pid, port)).toBe(false);
  });
});

describe('the lock of a data folder', () => {
  it('is held by the living, and taken over from the dead and from a number used again', async () => {
    const { takeLock } = await part('lock');
    const file = join(folder, 'lock');
    const release = takeLock(file);
    expect(takeLock(file)).toBeUndefined();
    release();
    writeFileSync(file, JSON.stringify({ pid: 2 ** 22 + 1, started: '1' }));
    takeLock(file)();
    writeFileSync(file, JSON.stringify({ pid: process.pid, started: 'another time' }));
    expect(takeLock(file)).toBeInstanceOf(Function);
  });
});

describe('installing', () => {
  it('names the exact command and exits 2 where it may not install', async () => {
    const { installPrograms } = await part('install');
    const needs = [
      { packages: ['mariadb-server-core', 'mariadb-client-core'], found: () => undefined },
      { packages: ['redis-tools'], found: () => '/usr/bin/redis-server' },
    ];
    await expect(installPrograms({ needs, prefix: null })).rejects.toMatchObject({
      code: 2,
      message: expect.stringContaining(
        'sudo apt-get update && sudo apt-get install -y --no-install-recommends mariadb-server-core mariadb-client-core\n',
      ),
    });
    const nothing = needs.slice(1);
    await expect(installPrograms({ needs: nothing, prefix: null })).resolves.toBeUndefined();
  });

  it('sees an interrupted, an old and a complete node_modules', async () => {
    const { packagesAreFresh } = await part('install');
    const write = (path: string, content: object) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), JSON.stringify(content));
    };
    write('package-lock.json', {
      packages: {
        '': {},
        'node_modules/a': { version: '2.0.0' },
        'node_modules/other-platform': { version: '1.0.0', optional: true },
      },
    });
    write('node_modules/a/package.json', { version: '2.0.0' });
    expect(packagesAreFresh(folder)).toBe(false);
    write('node_modules/.package-lock.json', {});
    expect(packagesAreFresh(folder)).toBe(true);
    write('node_modules/a/package.json', { version: '1.9.9' });
    expect(packagesAreFresh(folder)).toBe(false);
  });

  it('has a lock that npm ci accepts on every platform', async () => {
    const { missingFrom } = await import(`${root}/bin/complete-lock.mjs`);
    const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
    const missing = missingFrom(lock.packages).map(({ name }: { name: string }) => name);
    // Mend it by: node bin/complete-lock.mjs
    expect(missing).toEqual([]);
  });
});

describe('a child', () => {
  it('ends when the process that started it is killed', async () => {
    const { isAlive } = await part('processes');
    const script = `import { spawnBound } from ${JSON.stringify(`${root}/bin/lib/processes.mjs`)};
      const child = spawnBound('sleep', ['60'], { stdio: 'ignore' });
      process.stdout.write(String(child.pid));
      setInterval(() => {}, 1000);`;
    const starter = spawn(process.execPath, ['--input-type=module', '-e', script]);
    const pid = await new Promise<number>((resolve) =>
      starter.stdout.once('data', (text) => resolve(Number(text))),
    );
    expect(isAlive(pid)).toBe(true);
    starter.kill('SIGKILL');
    for (let wait = 0; wait < 100 && isAlive(pid); wait++) await new Promise((next) => setTimeout(next, 20));
    expect(isAlive(pid)).toBe(false);
  });

  it('that crashes is started again, and stays down once it was stopped', async () => {
    const { supervise } = await part('supervisor');
    const { isAlive } = await part('processes');
    const children: ChildProcess[] = [];
    let back: () => void = () => {};
    const restarted = new Promise<void>((resolve) => {
      back = resolve;
    });
    const kept = await supervise(
      'sleeper',
      async () => {
        const child = spawn('sleep', ['60'], { stdio: 'ignore' });
        children.push(child);
        return { child };
      },
      () => back(),
    );
    children[0]?.kill('SIGKILL');
    await restarted;
    expect(children.length).toBe(2);
    expect(kept.pid).toBe(children[1]?.pid);
    await kept.stop();
    expect(children.map(({ pid }) => isAlive(pid))).toEqual([false, false]);
    expect(children.length).toBe(2);
  });
});

describe('continuous integration', () => {
  it('runs the test command that the README names, and nothing else', () => {
    const lines = readFileSync(join(root, '.ci/run'), 'utf8').split('\n');
    const commands = lines.filter((line) => line && !/^(#|set |cd )/.test(line));
    expect(commands).toEqual(['exec npm test']);
    expect(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts.test).toBe(
      'node bin/test.mjs',
    );
  });
});
