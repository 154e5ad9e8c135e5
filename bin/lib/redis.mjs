import { closeSync, existsSync, openSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { ensureDirectory, findProgram } from './paths.mjs';
import { freePort, samePort } from './ports.mjs';
import { end, ended, processesWith, sleep, spawnBound } from './processes.mjs';

/**
 * The server program. Debian's `redis-tools` holds it under the name `redis-check-rdb` and the `redis-server` package
 * adds the name and a system service; the name is all we need, so we give it ourselves.
 */
export function redisProgram(dir) {
  const found = findProgram('redis-server');
  if (found || !dir) return found ?? findProgram('redis-check-rdb');
  const link = join(dir, 'redis-server');
  if (!existsSync(link)) symlinkSync(findProgram('redis-check-rdb'), link);
  return link;
}

const quoted = (text) => `"${text.replace(/(["\\])/g, '\\$1')}"`;

/**
 * Starts a private Redis in `dir`: append-only file on, nothing evicted (BullMQ loses jobs otherwise), with a
 * password, which stands in the configuration file (mode 0600) and not among the arguments that anyone may list.
 *
 * @returns pid, port, url, child, stop()
 */
export async function startRedis({ dir, password, port: wanted, again, appendOnly = true }) {
  ensureDirectory(dir);
  const configuration = join(dir, 'redis.conf');
  for (const stray of processesWith('redis-server', configuration)) await end(stray);
  for (let attempt = 1; ; attempt++) {
    const port = again ? await samePort(again) : await freePort(wanted);
    const lines = [
      'bind 127.0.0.1',
      `port ${port}`,
      `dir ${quoted(dir)}`,
      `requirepass ${password}`,
      `appendonly ${appendOnly ? 'yes' : 'no'}`,
      'save ""',
      'maxmemory-policy noeviction',
      'set-proc-title no',
      'daemonize no',
    ];
    writeFileSync(configuration, `${lines.join('\n')}\n`, { mode: 0o600 });
    const log = openSync(join(dir, 'redis.log'), 'a', 0o600);
    const child = spawnBound(redisProgram(dir), [configuration], { stdio: ['ignore', log, log] });
    closeSync(log);
    try {
      await answers({ port, password, child });
    } catch (error) {
      await end(child.pid);
      if (attempt < 3) continue;
      throw new Error(`Redis did not start (${error.message}); see ${join(dir, 'redis.log')}`);
    }
    return {
      pid: child.pid,
      port,
      url: `redis://:${password}@127.0.0.1:${port}/0`,
      child,
      stop: async () => {
        await end(child.pid);
        await ended(child);
      },
    };
  }
}

/** Waits for PONG: while Redis loads its append-only file it answers LOADING. */
async function answers({ port, password, child }) {
  const until = Date.now() + 30_000;
  while (Date.now() < until) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error('it ended at once');
    if (await ping(port, password)) return;
    await sleep(15);
  }
  throw new Error('no answer within 30 s');
}

function ping(port, password) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' });
    let text = '';
    const done = (answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(2000, () => done(false));
    socket.once('error', () => done(false));
    socket.once('close', () => done(false));
    socket.on('data', (bytes) => {
      text += bytes;
      if (text.includes('+PONG')) done(true);
      else if (text.includes('-LOADING')) done(false);
    });
    socket.write(`AUTH ${password}\r\nPING\r\n`);
  });
}
