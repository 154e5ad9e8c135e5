import { readFileSync, writeFileSync } from 'node:fs';
import { build } from './lib/build.mjs';
import { clientTypes } from './lib/client-types.mjs';
import { runHere } from './lib/programs.mjs';
import { main } from './lib/progress.mjs';
import { prepare } from './lib/runtime.mjs';
import { documentSettings } from './lib/settings.mjs';

// npm run openapi: writes openapi.json from the routes of the public API, and the types of the TypeScript client from
// that; asks neither database nor Redis.

await main(async () => {
  if (!(await prepare())) return undefined;
  await build();
  const code = await runHere('dist/cli.js', ['openapi'], documentSettings());
  if (code) return code;
  const types = clientTypes(JSON.parse(readFileSync('openapi.json', 'utf8')));
  writeFileSync('clients/typescript/src/types.ts', types);
  return code;
});
