import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './lib/paths.mjs';
import { ended, spawnBound } from './lib/processes.mjs';
import { main, say, step } from './lib/progress.mjs';
import { onStop, prepare, runtime } from './lib/runtime.mjs';
import { startThrowawayServers } from './lib/test-servers.mjs';

// npm test [-- JEST ARGUMENTS]: format, lint, types, then Jest on a private MariaDB and Redis. With arguments (one
// folder, one name) the checks of the whole tree are left out.

const CHECKS = [
  ['Format and lint', ['@biomejs/biome/bin/biome', 'check', '.', '--diagnostic-level=error']],
  ['Types', ['typescript/bin/tsc', '--noEmit', '-p', 'tsconfig.json']],
];

async function passes([title, [script, ...args]]) {
  try {
    await step(title, async () => {
      const child = spawn(runtime(), [join(ROOT, 'node_modules', script), ...args], { cwd: ROOT });
      let said = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes) => (said += bytes));
      await ended(child);
      if (child.exitCode !== 0) throw new Error(said);
    });
    return true;
  } catch (error) {
    say(error.message);
    return false;
  }
}

/** Tests that start whole stacks or hold a process to a time (503 within 2 s). */
const STACKS = '/test/journeys/(check|give|redis-away|sigterm|start|stream-sigterm)\\.spec';
/** They run one after the other and apart from the rest: beside it, on two cores, they would measure their neighbours. */
const PASSES = [
  ['--testPathIgnorePatterns', '/node_modules/', STACKS],
  ['--runInBand', STACKS],
];

/** Runs Jest to its end and reads the sums from its own report. */
async function jest(args, servers, stopping) {
  const report = join(servers.dir, 'jest.json');
  rmSync(report, { force: true });
  const child = spawnBound(
    runtime(),
    [join(ROOT, 'node_modules/jest/bin/jest.js'), '--json', `--outputFile=${report}`, ...args],
    {
      cwd: ROOT,
      env: { ...process.env, ...servers.environment, NODE_ENV: 'test' },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  stopping.push(() => child.kill('SIGTERM'));
  await ended(child);
  if (!existsSync(report)) return { passed: 0, failed: 1, clean: false };
  const sums = JSON.parse(readFileSync(report, 'utf8'));
  return {
    passed: sums.numPassedTests,
    // A file that does not even load has no tests to count, and a skipped test proves nothing.
    failed: sums.numFailedTests + sums.numRuntimeErrorTestSuites + sums.numPendingTests + sums.numTodoTests,
    clean: child.exitCode === 0,
  };
}

await main(async () => {
  if (!(await prepare({ browser: true, office: true }))) return undefined;
  const args = process.argv.slice(2);
  let broken = 0;
  if (args.length === 0) {
    for (const check of CHECKS) if (!(await passes(check))) broken++;
  }
  const stopping = [];
  let interrupted = false;
  onStop(() => {
    interrupted = true;
    for (const stop of stopping) stop();
  });
  const servers = await step('Starting a private MariaDB and Redis for the tests', () =>
    startThrowawayServers({ kind: 'test' }),
  );
  try {
    let passed = 0;
    let failed = broken;
    for (const pass of args.length > 0 ? [args] : PASSES) {
      const sums = interrupted ? { passed: 0, failed: 1, clean: false } : await jest(pass, servers, stopping);
      passed += sums.passed;
      failed += sums.failed || (sums.clean ? 0 : 1);
    }
    process.stdout.write(`${passed} passed, ${failed} failed\n`);
    return failed === 0 && passed > 0 ? 0 : 1;
  } finally {
    await servers.stop();
  }
});
