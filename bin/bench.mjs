import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './lib/build.mjs';
import { ROOT } from './lib/paths.mjs';
import { runHere } from './lib/programs.mjs';
import { main, Stop, step } from './lib/progress.mjs';
import { onStop, prepare } from './lib/runtime.mjs';
import { startThrowawayServers } from './lib/test-servers.mjs';

// npm run bench -- NAME [--seconds N]: runs load/bench/NAME.mjs on a private MariaDB that flushes every commit to the
// disk, and a private Redis. The bench prints its own figures; its last line is JSON.

const BENCHES = join(ROOT, 'load', 'bench');
/** A bench says in its own text how it is run; the files beside it only help. */
const isBench = (name) =>
  readFileSync(join(BENCHES, `${name}.mjs`), 'utf8').includes(`npm run bench -- ${name}`);
const names = () =>
  (existsSync(BENCHES) ? readdirSync(BENCHES) : [])
    .filter((file) => file.endsWith('.mjs'))
    .map((file) => file.replace(/\.mjs$/, ''))
    .filter(isBench);

await main(async () => {
  const [name, ...rest] = process.argv.slice(2);
  if (!names().includes(name)) {
    throw new Stop(`npm run bench -- NAME [--seconds N]; the benches are: ${names().join(', ')}`, 2);
  }
  if (!(await prepare())) return undefined;
  await build();
  const servers = await step('Starting a private, durable MariaDB and Redis', () =>
    startThrowawayServers({ kind: 'bench', durable: true, bufferPool: '1G', redoLog: '1G' }),
  );
  const interrupted = new AbortController();
  onStop(() => interrupted.abort());
  try {
    const env = { ...servers.environment, BENCH_FILES_DIR: join(servers.dir, 'files') };
    return await runHere(join('load', 'bench', `${name}.mjs`), rest, env, interrupted.signal);
  } finally {
    await servers.stop();
  }
});
