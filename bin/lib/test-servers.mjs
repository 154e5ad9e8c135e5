import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { APP, startDatabase } from './mariadb.mjs';
import { DATA, ensureDirectory } from './paths.mjs';
import { end, isAlive, processesWith } from './processes.mjs';
import { startRedis } from './redis.mjs';

const OWNER_FILE = 'owner.pid';
const MEMORY = '/dev/shm';
const TMPFS = 0x01021994;
const MEMORY_NEEDED = 4 * 1024 ** 3;

/** Whether a throwaway database may live in memory: every test file makes 150 tables, five times faster there. */
function hasMemory() {
  if (!existsSync(MEMORY)) return false;
  const { type, bavail, bsize } = statfsSync(MEMORY);
  return type === TMPFS && bavail * bsize >= MEMORY_NEEDED;
}

/** Removes what killed runs left in a folder: theirs name the process that owned them. */
async function sweep(base, prefix) {
  for (const name of existsSync(base) ? readdirSync(base) : []) {
    if (!name.startsWith(prefix)) continue;
    const dir = join(base, name);
    const owner = existsSync(join(dir, OWNER_FILE)) ? Number(readFileSync(join(dir, OWNER_FILE), 'utf8')) : 0;
    if (owner && isAlive(owner)) continue;
    for (const pid of processesWith('mariadbd', `--datadir=${join(dir, 'database', 'data')}`)) await end(pid);
    for (const pid of processesWith('redis-server', join(dir, 'redis', 'redis.conf'))) await end(pid);
    rmSync(dir, { recursive: true, force: true });
  }
}

/** A folder in `.data`, or in memory, that lives as long as this process; leftovers of its kind are swept first. */
export async function throwawayFolder(kind, inMemory = false) {
  const [base, prefix] = inMemory ? [MEMORY, `boai-${userInfo().uid}-${kind}-`] : [DATA, `${kind}-`];
  await sweep(base, prefix);
  const dir = ensureDirectory(join(base, `${prefix}${process.pid}-${randomBytes(3).toString('hex')}`));
  writeFileSync(join(dir, OWNER_FILE), String(process.pid));
  return dir;
}

/**
 * A MariaDB and a Redis of their own for tests or benches, in a folder that `stop()` removes.
 *
 * @param kind `test` or `bench`: names the folder and the databases (`boai_test_*`) that the owner may make
 * @param durable true for benches: commits are flushed as in production
 */
export async function startThrowawayServers({
  kind = 'test',
  durable = false,
  bufferPool = '128M',
  redoLog,
} = {}) {
  const dir = await throwawayFolder(kind, !durable && hasMemory());
  const password = () => randomBytes(12).toString('hex');
  const [ownerPassword, appPassword, redisPassword] = [password(), password(), password()];
  const [database, redis] = await Promise.all([
    startDatabase({
      dir: join(dir, 'database'),
      ownerPassword,
      appPassword,
      grantOn: `boai\\_${kind}\\_%`,
      durable,
      bufferPool,
      redoLog,
    }),
    startRedis({ dir: join(dir, 'redis'), password: redisPassword, appendOnly: durable }),
  ]);
  return {
    dir,
    database,
    redis,
    /** What tests and benches read: the owner's URL has no database name, each makes its own `boai_KIND_*`. */
    environment: {
      [`${kind.toUpperCase()}_DATABASE_OWNER_URL`]: database.ownerUrl(),
      [`${kind.toUpperCase()}_DATABASE_APP_USER`]: APP,
      [`${kind.toUpperCase()}_DATABASE_APP_PASSWORD`]: appPassword,
      [`${kind.toUpperCase()}_REDIS_URL`]: redis.url,
    },
    stop: async () => {
      await Promise.all([database.stop(), redis.stop()]);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
