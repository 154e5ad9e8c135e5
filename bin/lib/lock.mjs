import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isAlive, sleep, startedAt } from './processes.mjs';

/** The process that holds the lock file, or undefined when it is dead or its number now belongs to another program. */
export function holderOf(path) {
  try {
    const { pid, started } = JSON.parse(readFileSync(path, 'utf8'));
    return isAlive(pid) && startedAt(pid) === started ? pid : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Takes the lock file for this process.
 * @returns a function that gives it back, or undefined while a living process holds it
 */
export function takeLock(path) {
  const content = JSON.stringify({ pid: process.pid, started: startedAt(process.pid) });
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(path, content, { flag: 'wx', mode: 0o600 });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (holderOf(path)) return undefined;
      rmSync(path, { force: true });
    }
  }
  return undefined;
}

/** Runs `work` while holding the lock; waits for another holder, however long it lives. */
export async function withLock(path, work) {
  for (;;) {
    const release = takeLock(path);
    if (!release) {
      await sleep(100);
      continue;
    }
    try {
      return await work();
    } finally {
      release();
    }
  }
}
