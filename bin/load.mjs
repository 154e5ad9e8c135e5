import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { findProgram, ROOT } from './lib/paths.mjs';
import { ended, spawnBound } from './lib/processes.mjs';
import { main, Stop, say } from './lib/progress.mjs';
import { runningStack } from './lib/running.mjs';
import { onStop, prepare } from './lib/runtime.mjs';

// npm run load [-- K6 ARGUMENTS]: the k6 journeys in load/ against the stack that runs from this folder. Only the
// stack's own addresses on this machine are asked.

const VERSION = 'v1.8.1';
const WHERE = [
  'k6 is not on PATH. Get it once, in one of these ways, then run again:',
  `  go install go.k6.io/k6@${VERSION}     (Go 1.24 or newer; about two minutes; lands in ~/go/bin)`,
  '  or a package of k6 for your system, from the makers of k6',
].join('\n');

function k6() {
  const byGo = join(process.env.GOBIN || join(process.env.GOPATH || join(homedir(), 'go'), 'bin'), 'k6');
  return findProgram('k6') ?? (existsSync(byGo) ? byGo : undefined);
}

await main(async () => {
  if (!(await prepare())) return undefined;
  const program = k6();
  if (!program) throw new Stop(WHERE, 2);
  const stack = runningStack();
  if (!stack) throw new Stop('Nothing to load: start Boai first (npm start), in another terminal.', 2);
  const { web } = stack.info;
  say(`Loading ${web.url}`);
  const child = spawnBound(
    program,
    ['run', '-e', `BASE=${web.url}`, ...process.argv.slice(2), join(ROOT, 'load/donor.js')],
    {
      stdio: 'inherit',
      env: { ...process.env, K6_NO_USAGE_REPORT: 'true' },
    },
  );
  onStop(() => child.kill('SIGTERM'));
  await ended(child);
  return child.exitCode ?? 1;
});
