import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { ensureDirectory, findProgram, socketPath } from './paths.mjs';
import { freePort, samePort } from './ports.mjs';
import { end, ended, processesWith, sleep, spawnBound } from './processes.mjs';

export const OWNER = 'boai_owner';
export const APP = 'boai_app';

/** What a commit is worth: with `durable` it survives a power cut, without it (tests) only a crash of the server. */
const durability = (durable) =>
  durable
    ? ['--innodb-flush-log-at-trx-commit=1', '--sync-binlog=1']
    : ['--innodb-flush-log-at-trx-commit=2', '--sync-binlog=0', '--innodb-flush-method=nosync'];

const asRoot = () => (userInfo().uid === 0 ? ['--user=root'] : []);

function tail(path, lines = 15) {
  return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n').slice(-lines).join('\n') : '';
}

/** Makes the data folder beside its place and moves it there, so a kill in between leaves nothing half made. */
function initialise(dir, data) {
  const fresh = join(dir, 'data.new');
  rmSync(fresh, { recursive: true, force: true });
  const made = spawnSync(
    findProgram('mariadb-install-db'),
    [
      '--no-defaults',
      // Relative to the working folder: Debian's script breaks on a path with spaces.
      '--datadir=./data.new',
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      '--skip-name-resolve',
      '--innodb-log-file-size=16M',
      ...asRoot(),
    ],
    // In a shared /tmp another MariaDB that starts at this moment would sweep our temporary tables away.
    { encoding: 'utf8', cwd: dir, env: { ...process.env, TMPDIR: ensureDirectory(join(dir, 'tmp')) } },
  );
  if (made.status !== 0) throw new Error(`mariadb-install-db failed:\n${made.stdout}\n${made.stderr}`);
  renameSync(fresh, data);
}

/** SQL that the server runs at every start, before it listens: our two users and nobody else. */
function initSql({ database, grantOn, ownerPassword, appPassword }) {
  const user = (name, password) =>
    `CREATE USER IF NOT EXISTS '${name}'@'%';\nALTER USER '${name}'@'%' IDENTIFIED BY '${password}';\n`;
  return [
    "DELETE FROM mysql.global_priv WHERE User='' OR (User='root' AND Host<>'localhost');",
    'FLUSH PRIVILEGES;',
    "ALTER USER 'root'@'localhost' IDENTIFIED VIA unix_socket;",
    ...(database ? [`CREATE DATABASE IF NOT EXISTS \`${database}\` CHARACTER SET utf8mb4;`] : []),
    user(OWNER, ownerPassword) + user(APP, appPassword),
    `GRANT ALL PRIVILEGES ON \`${grantOn}\`.* TO '${OWNER}'@'%' WITH GRANT OPTION;\n`,
  ].join('\n');
}

/**
 * Starts a private MariaDB in `dir` and resolves once the owner can log in.
 *
 * A server of the same folder that a killed start left behind is ended first; it is ours only if its arguments name
 * exactly this data folder. The app user gets no right here: the migration step grants them table by table.
 *
 * @param dir folder of its own, made when missing
 * @param database created when missing; `undefined` for tests, which make their own
 * @param grantOn pattern of the databases that the owner user owns
 * @param port wished for, any other will do; `again`: the port of a server that ended, and no other
 * @returns pid, port, socket, ownerUrl(), appUrl(), stop(), child
 */
export async function startDatabase({
  dir,
  ownerPassword,
  appPassword,
  database,
  grantOn = database,
  durable = true,
  port: wanted,
  again,
  bufferPool = '256M',
  redoLog = '64M',
}) {
  ensureDirectory(dir);
  const data = join(dir, 'data');
  for (const stray of processesWith('mariadbd', `--datadir=${data}`)) await end(stray, 30_000);
  if (!existsSync(join(data, 'mysql'))) initialise(dir, data);
  const socket = socketPath(dir, 'mariadb.sock');
  const initFile = join(dir, 'init.sql');
  const logFile = join(dir, 'mariadbd.log');
  const temporary = ensureDirectory(join(dir, 'tmp'));
  for (let attempt = 1; ; attempt++) {
    const port = again ? await samePort(again) : await freePort(wanted);
    writeFileSync(initFile, initSql({ database, grantOn, ownerPassword, appPassword }), { mode: 0o600 });
    const log = openSync(logFile, 'a', 0o600);
    const child = spawnBound(
      findProgram('mariadbd'),
      [
        '--no-defaults',
        `--datadir=${data}`,
        `--tmpdir=${temporary}`,
        `--socket=${socket}`,
        `--pid-file=${join(dir, 'mariadbd.pid')}`,
        `--init-file=${initFile}`,
        '--bind-address=127.0.0.1',
        `--port=${port}`,
        '--skip-name-resolve',
        '--character-set-server=utf8mb4',
        '--default-time-zone=+00:00',
        '--transaction-isolation=READ-COMMITTED',
        `--innodb-log-file-size=${redoLog}`,
        `--innodb-buffer-pool-size=${bufferPool}`,
        '--max-connections=300',
        '--log-bin=binlog',
        '--binlog-format=ROW',
        // The binlog gets what changed, not every row whole with the texts in it and the statement beside them.
        '--binlog-row-image=MINIMAL',
        '--binlog-annotate-row-events=OFF',
        // Room for a batch of gifts: what does not fit goes through a temporary file at each commit.
        '--binlog-cache-size=1M',
        '--binlog-expire-logs-seconds=86400',
        '--max-binlog-size=64M',
        '--log-bin-trust-function-creators=1',
        '--performance-schema=OFF',
        ...durability(durable),
        ...asRoot(),
      ],
      { stdio: ['ignore', log, log] },
    );
    closeSync(log);
    const url = (user, password, name) => `mysql://${user}:${password}@127.0.0.1:${port}/${name}`;
    try {
      await answers({ port, user: OWNER, password: ownerPassword, child });
    } catch (error) {
      await end(child.pid);
      // Somebody may have taken the port between our look and the server's; anything else will not get better.
      if (attempt < 3 && /Address already in use/.test(tail(logFile))) continue;
      throw new Error(`MariaDB did not start (${error.message}); ${logFile} ends with:\n${tail(logFile)}`);
    } finally {
      rmSync(initFile, { force: true });
    }
    return {
      pid: child.pid,
      port,
      socket,
      child,
      ownerUrl: (name = database) => url(OWNER, ownerPassword, name ?? ''),
      appUrl: (name = database) => url(APP, appPassword, name ?? ''),
      stop: async () => {
        await end(child.pid, 30_000);
        await ended(child);
        if (dirname(socket) !== dir) rmSync(dirname(socket), { recursive: true, force: true });
      },
    };
  }
}

/** Logs in again and again until the server lets us, it has ended, or a minute has gone (crash recovery takes time). */
async function answers({ port, user, password, child }) {
  const { createConnection } = await import('mysql2/promise');
  const until = Date.now() + 60_000;
  for (;;) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('it ended at once');
    try {
      const connection = await createConnection({
        host: '127.0.0.1',
        port,
        user,
        password,
        connectTimeout: 2000,
      });
      await connection.query('SELECT 1');
      await connection.end();
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await sleep(25);
    }
  }
}
