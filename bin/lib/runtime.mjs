import { existsSync, realpathSync, statfsSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { installPackages, installPrograms } from './install.mjs';
import { ROOT } from './paths.mjs';
import { parentOf, spawnBound } from './processes.mjs';
import { Stop } from './progress.mjs';

const OLDEST = [20, 19];
const RUNTIME = 24;
const NEEDED_MEGABYTES = 1500;

function checkMachine() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
    throw new Stop(
      `Node ${process.versions.node} is too old: Boai needs Node ${OLDEST.join('.')} or newer.`,
      2,
    );
  }
  const { bavail, bsize } = statfsSync(ROOT);
  const free = Math.floor((bavail * bsize) / 1e6);
  if (free < NEEDED_MEGABYTES && !existsSync(join(ROOT, 'node_modules'))) {
    throw new Stop(
      `Only ${free} MB are free under ${ROOT}; Boai needs ${NEEDED_MEGABYTES} MB. Make room first.`,
      2,
    );
  }
}

/** The Node 24 that npm brought, where there is one for this machine. */
export function runtime() {
  const path = join(ROOT, 'node_modules', '.bin', 'node');
  return existsSync(path) ? realpathSync(path) : process.execPath;
}

/**
 * Installs what is missing and makes sure the caller runs on the project's own Node: when it does not, the script is
 * run again on it and this process only hands signals and the exit code through.
 *
 * @returns true when the caller should go on; false when the second process has done the work
 */
export async function prepare({ browser = false, office = false } = {}) {
  checkMachine();
  await installPrograms({ browser, office });
  const renewed = await installPackages();
  const old = Number(process.versions.node.split('.')[0]) < RUNTIME;
  if ((!old && !renewed) || runtime() === process.execPath) return true;
  const child = spawnBound(runtime(), process.argv.slice(1), { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  const watch = whenOrphaned(() => child.kill('SIGTERM'));
  const [code, signal] = await new Promise((resolve) => child.once('exit', (...end) => resolve(end)));
  clearInterval(watch);
  process.exitCode = code ?? 128 + constants.signals[signal];
  return false;
}

/** Calls `then` when whoever started us has died: our parent, or npm behind the shell that it puts between. */
function whenOrphaned(then) {
  const parent = process.ppid;
  const npm = process.env.npm_lifecycle_event ? parentOf(parent) : undefined;
  const orphaned = () => process.ppid !== parent || (npm && parentOf(parent) !== npm);
  const watch = setInterval(() => orphaned() && then(), 500);
  watch.unref();
  return watch;
}

/** Calls `stop` once on Ctrl-C, SIGTERM, a closed terminal, or the death of whoever started us. */
export function onStop(stop) {
  let stopping = false;
  const once = () => {
    if (stopping) return;
    stopping = true;
    stop();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, once);
  whenOrphaned(once);
}
