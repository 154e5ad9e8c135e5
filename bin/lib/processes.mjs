import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { findProgram } from './paths.mjs';

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Fields of /proc/PID/stat after the program's name: state, parent, …; undefined when gone or on another system. */
function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

export const parentOf = (pid) => Number(statOf(pid)?.[1]);

/** When a process was started (clock ticks since boot): tells it from a later one with the same number. */
export const startedAt = (pid) => statOf(pid)?.[19];

/** True while a process with this id exists and is not a zombie. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
  return !['Z', 'X'].includes(statOf(pid)?.[0]);
}

/** The arguments that a process was started with; empty when it is gone or another user's. */
function argumentsOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').filter(Boolean);
  } catch {
    return [];
  }
}

/** Processes that carry exactly this argument: the only proof we accept that a stray server is ours. */
export function processesWith(program, argument) {
  if (!existsSync('/proc/self/cmdline')) return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map(Number)
    .filter((pid) => {
      const words = argumentsOf(pid);
      return words.includes(argument) && words.some((word) => word.endsWith(program));
    })
    .filter(isAlive);
}

/** Ends a process: asks first, insists after `grace` milliseconds, returns when it is gone. */
export async function end(pid, grace = 15_000) {
  const signal = (name) => {
    try {
      process.kill(pid, name);
    } catch {
      // Already gone.
    }
  };
  if (!isAlive(pid)) return;
  signal('SIGTERM');
  const until = Date.now() + grace;
  while (isAlive(pid) && Date.now() < until) await sleep(20);
  if (isAlive(pid)) signal('SIGKILL');
  while (isAlive(pid)) await sleep(20);
}

/**
 * Starts a child that the kernel ends when we die, however we die (`setpriv --pdeathsig`, part of util-linux). Where
 * that does not exist, the next start finds the orphan by its arguments and ends it. The child gets a session of its
 * own: a Ctrl-C at the terminal reaches us alone, and we stop the parts in their order.
 */
export function spawnBound(program, args, given = {}) {
  const options = { detached: true, ...given };
  const setpriv = process.platform === 'linux' ? findProgram('setpriv') : undefined;
  return setpriv
    ? spawn(setpriv, ['--pdeathsig', 'TERM', '--', program, ...args], options)
    : spawn(program, args, options);
}

/** Resolves when a child has ended, at once if it already has. */
export function ended(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => child.once('exit', () => resolve()));
}

/**
 * True when it is this process that listens on the port (unknown systems: believed). Another program may have taken
 * the port since we looked, and would answer our question whether ours is ready.
 */
export function listensOn(pid, port) {
  if (!existsSync('/proc/net/tcp')) return true;
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  const sockets = ['/proc/net/tcp', '/proc/net/tcp6']
    .filter(existsSync)
    .flatMap((path) => readFileSync(path, 'utf8').split('\n'))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(`:${hex}`) && state === '0A')
    .map((fields) => `socket:[${fields[9]}]`);
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => sockets.includes(linkOf(`/proc/${pid}/fd/${fd}`)));
  } catch {
    return false;
  }
}

function linkOf(path) {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
