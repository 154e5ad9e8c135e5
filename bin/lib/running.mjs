import { join } from 'node:path';
import { holderOf } from './lock.mjs';
import { DATA, readJson } from './paths.mjs';
import { secretsOf } from './secrets.mjs';
import { environmentOf } from './settings.mjs';

/**
 * The stack that runs from this folder: what `.data/stack.json` says (`info`) and the settings of its programs
 * (`env`); undefined when none runs.
 */
export function runningStack() {
  const info = readJson(join(DATA, 'stack.json'));
  if (!info || !holderOf(join(DATA, 'start.lock'))) return undefined;
  const env = environmentOf({
    dir: DATA,
    ports: readJson(join(DATA, 'ports.json')),
    secrets: secretsOf(DATA),
    database: { appUrl: () => info.database.url, ownerUrl: () => info.database.owner_url },
    redis: { url: info.redis.url },
  });
  return { info, env };
}
