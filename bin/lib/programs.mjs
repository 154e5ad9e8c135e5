import { closeSync, existsSync, openSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ensureDirectory, ROOT } from './paths.mjs';
import { end, ended, isAlive, listensOn, sleep, spawnBound } from './processes.mjs';
import { Stop } from './progress.mjs';
import { runtime } from './runtime.mjs';

const LARGEST_LOG = 20 * 1024 * 1024;

function lastLines(path, count = 12) {
  return existsSync(path) ? readFileSync(path, 'utf8').trimEnd().split('\n').slice(-count).join('\n') : '';
}

function openLog(logs, name) {
  const path = join(ensureDirectory(logs), `${name}.log`);
  if (existsSync(path) && statSync(path).size > LARGEST_LOG) renameSync(path, `${path}.1`);
  return { path, fd: openSync(path, 'a', 0o600) };
}

/** Node keeps here what it has compiled: each of our programs loads four thousand modules, and saves a third of that. */
const COMPILE_CACHE = join(ROOT, 'node_modules', '.cache', 'boai-compiled');

/** Starts one of our compiled programs; stdout and stderr go to the log, or stdout to us when `piped`. */
function spawnProgram({ script, args = [], env }, fd, piped) {
  return spawnBound(runtime(), ['--enable-source-maps', join(ROOT, script), ...args], {
    cwd: ROOT,
    env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...process.env, ...env },
    stdio: ['ignore', piped ? 'pipe' : fd, fd],
  });
}

/** Runs a program to its end; `heard` gets each line of its stdout. @returns all that it wrote to stdout */
export async function runOnce({ name, logs, signal, heard = () => {}, ...program }) {
  const log = openLog(logs, name);
  const child = spawnProgram(program, log.fd, true);
  closeSync(log.fd);
  signal?.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
  let said = '';
  child.stdout.on('data', (bytes) => {
    said += bytes;
  });
  createInterface({ input: child.stdout }).on('line', heard);
  await new Promise((resolve) => child.once('close', resolve));
  if (child.exitCode === 0) return said;
  throw new Stop(`${name} failed (${program.script}):\n${said}${lastLines(log.path)}`);
}

/** Runs one of our programs in front of the reader, to its end. @returns its exit code */
export async function runHere(script, args, env, signal) {
  const child = spawnBound(runtime(), ['--enable-source-maps', join(ROOT, script), ...args], {
    cwd: ROOT,
    env: { NODE_COMPILE_CACHE: COMPILE_CACHE, ...process.env, ...env },
    stdio: 'inherit',
  });
  signal?.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
  await ended(child);
  return child.exitCode ?? 1;
}

/** Starts a program that stays, and resolves with its child once it listens on `port` and `ready()` says true. */
export async function launchProgram({ name, logs, signal, port, ready, patience = 60_000, ...program }) {
  const log = openLog(logs, name);
  const child = spawnProgram(program, log.fd, false);
  closeSync(log.fd);
  const until = Date.now() + patience;
  try {
    while (!(listensOn(child.pid, port) && (await ready()))) {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Error('it ended before it was ready');
      if (Date.now() > until) throw new Error(`it was not ready within ${patience / 1000} s`);
      if (signal?.aborted) throw new Error('the start was interrupted');
      await sleep(50);
    }
  } catch (error) {
    if (isAlive(child.pid)) await end(child.pid);
    throw new Stop(`${name} did not start: ${error.message}\n${lastLines(log.path)}`);
  }
  return { child };
}

async function statusOf(url) {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(2000), redirect: 'manual' });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return undefined;
  }
}

/** True when the address answers 200. */
export const answersOk = async (url) => (await statusOf(url)) === 200;

/** True when a server speaks HTTP there, whatever it thinks of the request. */
export const answersAtAll = async (url) => (await statusOf(url)) !== undefined;
