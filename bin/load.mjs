import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { DATA, findProgram, ROOT } from './lib/paths.mjs';
import { ended, spawnBound } from './lib/processes.mjs';
import { runHere, runOnce } from './lib/programs.mjs';
import { main, Stop, say } from './lib/progress.mjs';
import { runningStack } from './lib/running.mjs';
import { onStop, prepare } from './lib/runtime.mjs';

// npm run load [-- JOURNEY…] [-- K6 ARGUMENTS]: the k6 journeys in load/, or those that are named, one after the other
// against the stack that runs from this folder, and then all checks of its books. Only the stack's own addresses on
// this machine are asked.

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

const JOURNEYS = readdirSync(join(ROOT, 'load'))
  .filter((file) => file.endsWith('.js'))
  .map((file) => file.slice(0, -'.js'.length));

/** The journeys named on the command line (all when none is) and what is for k6 itself. */
function asked(words) {
  const first = words.findIndex((word) => word.startsWith('-'));
  const names = first < 0 ? words : words.slice(0, first);
  const unknown = names.find((name) => !JOURNEYS.includes(name));
  if (unknown) throw new Stop(`There is no journey "${unknown}". There are: ${JOURNEYS.join(', ')}.`, 2);
  return { journeys: names.length > 0 ? names : JOURNEYS, rest: first < 0 ? [] : words.slice(first) };
}

/** A one-time login of a clerk: the ones that `npm start` printed belong to whoever reads them. */
async function clerkLogin({ env }) {
  const said = await runOnce({
    name: 'logins',
    script: 'dist/cli.js',
    args: ['logins', '--json'],
    env,
    logs: join(DATA, 'logs'),
  });
  const { url } = JSON.parse(said.trim().split('\n').at(-1)).find(({ role }) => role.startsWith('clerk'));
  return url;
}

await main(async () => {
  if (!(await prepare())) return undefined;
  const program = k6();
  if (!program) throw new Stop(WHERE, 2);
  const { journeys, rest } = asked(process.argv.slice(2));
  const stack = runningStack();
  if (!stack) throw new Stop('Nothing to load: start Boai first (npm start), in another terminal.', 2);
  const { web, sandbox, stripe } = stack.info;
  let running;
  onStop(() => running?.kill('SIGTERM'));
  const failed = [];
  for (const journey of journeys) {
    say(`Loading ${web.url}: ${journey}`);
    const settings = {
      BASE: web.url,
      SANDBOX: sandbox.url,
      HOOK: stripe.webhook_url,
      HOOK_SECRET: stripe.webhook_secret,
      SANDBOX_KEY: stack.env.STRIPE_SECRET_KEY,
      ...(journey === 'clerk' ? { LOGIN: await clerkLogin(stack) } : {}),
    };
    running = spawnBound(program, ['run', ...rest, join(ROOT, 'load', `${journey}.js`)], {
      stdio: 'inherit',
      // Secrets reach k6 by its environment, where a list of processes does not show them.
      env: { ...process.env, ...settings, K6_NO_USAGE_REPORT: 'true' },
    });
    await ended(running);
    if (running.exitCode !== 0) failed.push(journey);
    if (running.exitCode === null) return 1;
  }
  say('Checking the books');
  const books = await runHere('dist/cli.js', ['check-books'], stack.env);
  say(failed.length > 0 ? `Missed: ${failed.join(', ')}` : `Held: ${journeys.join(', ')}`);
  return failed.length > 0 ? 1 : books;
});
