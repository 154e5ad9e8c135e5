import { spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram } from '../../bin/lib/paths.mjs';
import { freePort } from '../../bin/lib/ports.mjs';
import { end, ended, spawnBound } from '../../bin/lib/processes.mjs';
import { launchProgram } from '../../bin/lib/programs.mjs';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const taskset = availableParallelism() > 1 ? findProgram('taskset') : undefined;

/** The core on which the side under measurement runs, and the one on which the bench itself (the sender) runs. */
export const SERVER_CORE = 0;
export const SENDER_CORE = 1;
/** Whether the two can be kept apart on this machine. */
export const canPin = taskset !== undefined;

/** Keeps a process and all its threads on one core. */
export function pin(pid, core) {
  if (taskset) spawnSync(taskset, ['-a', '-c', '-p', String(core), String(pid)]);
}

/** Seconds of processor time that a process has used; undefined where /proc does not tell. */
export function cpuSeconds(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    // utime and stime in ticks of 10 ms: the same on every Linux that Node runs on.
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    return undefined;
  }
}

/**
 * Runs `work` and adds how much processor time the process used meanwhile, and the database server when its id is given.
 */
export async function withCpuOf(pid, work, databasePid) {
  const pids = [pid, databasePid];
  const before = pids.map((each) => each && cpuSeconds(each));
  const result = await work();
  const [own, database] = pids.map((each, n) => {
    const after = each && cpuSeconds(each);
    return after === undefined || before[n] === undefined ? undefined : after - before[n];
  });
  return { ...result, cpuSeconds: own, databaseSeconds: database };
}

/** Starts the web process as production does, `node dist/main.js`, and waits until it is ready. */
export async function startWeb(settings, logs) {
  const port = await freePort();
  const { child } = await launchProgram({
    name: 'web',
    logs,
    script: join('dist', 'main.js'),
    env: { ...settings, PORT: String(port) },
    port,
    ready: async () => (await statusOf(`http://127.0.0.1:${port}/health/ready`)) === 200,
  });
  return { port, pid: child.pid, stop: () => end(child.pid) };
}

async function statusOf(url) {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2000) })).status;
  } catch {
    return undefined;
  }
}

/**
 * Starts one side of a bench in a process of its own. It is told what to do by messages and answers each by one.
 *
 * @param file a script of this folder that calls `answerMessages`
 * @returns pid, ask(message), stop()
 */
export async function startSide(file, { env = {}, logs }) {
  mkdirSync(logs, { recursive: true });
  const log = openSync(join(logs, `${file}.log`), 'a', 0o600);
  const child = spawnBound(process.execPath, ['--enable-source-maps', join(ROOT, 'load', 'bench', file)], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  const gone = ended(child).then(() => {
    throw new Error(`${file} ended: ${readFileSync(join(logs, `${file}.log`), 'utf8').slice(-2000)}`);
  });
  gone.catch(() => undefined);
  const ask = (message) => {
    const answer = new Promise((resolve, reject) => {
      child.once('message', ({ result, error }) =>
        error ? reject(new Error(`${file}: ${error}`)) : resolve(result),
      );
    });
    child.send(message);
    return Promise.race([answer, gone]);
  };
  return { pid: child.pid, ask, stop: () => end(child.pid) };
}

/** In the child: does `work(message)` for each message and sends back what it returns. */
export function answerMessages(work) {
  process.on('message', async (message) => {
    try {
      process.send({ result: await work(message) });
    } catch (error) {
      process.send({ error: error.stack });
    }
  });
  process.on('disconnect', () => process.exit(0));
}
