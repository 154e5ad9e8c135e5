import { build } from './lib/build.mjs';
import { runHere } from './lib/programs.mjs';
import { main } from './lib/progress.mjs';
import { prepare } from './lib/runtime.mjs';
import { documentSettings } from './lib/settings.mjs';

// npm run openapi: writes openapi.json from the routes of the public API; asks neither database nor Redis.

await main(async () => {
  if (!(await prepare())) return undefined;
  await build();
  return runHere('dist/cli.js', ['openapi'], documentSettings());
});
