import { build } from './lib/build.mjs';
import { runHere } from './lib/programs.mjs';
import { main, Stop, say } from './lib/progress.mjs';
import { runningStack } from './lib/running.mjs';
import { prepare } from './lib/runtime.mjs';

// npm run check-books: every invariant as a query that must return nothing, on DATABASE_URL (with the other settings
// of that installation) or else on the stack that runs from this folder.

await main(async () => {
  if (!(await prepare())) return undefined;
  const env = process.env.DATABASE_URL ? process.env : runningStack()?.env;
  if (!env)
    throw new Stop(
      'Which books? Start Boai first (npm start), or set DATABASE_URL and the other settings.',
      2,
    );
  await build();
  const { pathname, host } = new URL(env.DATABASE_URL);
  say(`Checking the books of ${pathname.slice(1)} at ${host}`);
  return runHere('dist/cli.js', ['check-books'], env);
});
