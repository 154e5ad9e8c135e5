import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');

/** Compiles what `npm start` would compile, so that no test's patience is spent on it. */
export async function compiled(): Promise<void> {
  const script = join(root, 'bin', 'lib', 'build.mjs');
  const { build } = await import(script);
  await build();
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `npm start`'s script with these arguments, as npm does; it inherits nothing that a test has set. */
export function startScript(args: readonly string[], settings: Record<string, string> = {}): ChildProcess {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(TEST_|JEST_|NODE_ENV)/.test(name)),
  );
  return spawn(process.execPath, [join(root, 'bin', 'start.mjs'), ...args], {
    cwd: root,
    env: { ...env, ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** What the child says until it ends. */
export async function ended(child: ChildProcess): Promise<Ended> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (bytes) => {
    stdout += bytes;
  });
  child.stderr?.on('data', (bytes) => {
    stderr += bytes;
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, stdout, stderr };
}
