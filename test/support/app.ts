import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import type { InjectOptions } from 'fastify';
import { runChecks, sentencesOf } from '../../src/checks.js';
import { SetClock } from '../../src/kernel/clock.js';
import type { Config } from '../../src/platform/config/config.js';
import { loadConfig } from '../../src/platform/config/load-config.js';
import { Database } from '../../src/platform/database/database.js';
import { openLog } from '../../src/platform/http/log.js';
import { WorkerLoops } from '../../src/platform/jobs/worker-loops.js';
import { createWebApp } from '../../src/web-app.js';
import { workerDuties } from '../../src/worker.module.js';
import { openTestDatabase } from './database.js';
import { testRedisUrl, uniqueRedisPrefix } from './redis.js';

export interface TestAppOptions {
  /** Default: a SetClock at 2026-11-20T04:00:00Z (noon in Shanghai). */
  readonly clock?: SetClock;
  readonly stripeBase?: string;
  /** Also does the worker's duties, in the same process. */
  readonly worker?: boolean;
  /** Where the application reaches its database, when not directly: over a line that can be cut. */
  readonly databaseUrl?: (appUrl: string) => string;
  /** Further settings, as in the environment. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** The whole application on a database of its own, with its own Redis keys and folders. */
export async function openTestApp(options: TestAppOptions = {}) {
  const server = await openTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'boai-test-'));
  const config = testConfig({
    DATABASE_URL: options.databaseUrl?.(server.appUrl) ?? server.appUrl,
    DATABASE_OWNER_URL: server.ownerUrl,
    FILES_DIR: join(folder, 'files'),
    MAILBOX_DIR: join(folder, 'mailbox'),
    ...(options.stripeBase ? { STRIPE_API_BASE: options.stripeBase } : {}),
    ...options.settings,
  });
  const clock = options.clock ?? new SetClock(new Date('2026-11-20T04:00:00Z'));
  const lines: string[] = [];
  const log = openLog(config, 'test', { write: (line: string) => void lines.push(line) });
  const web = await createWebApp({ config, clock }, log);
  const { app } = web;
  const database = app.get(Database);
  const duties = workerDuties(app);
  if (options.worker) await app.get(WorkerLoops).start(duties, log);
  return {
    config,
    clock,
    server,
    folder,
    /** JSON lines of the log so far. */
    lines,
    database,
    get: <T>(token: Type<T>): T => app.get(token, { strict: false }),
    /** Every route of the web process. */
    routes: web.routes,
    /** Answers a request without a socket. */
    inject: (request: InjectOptions & { url: string }) =>
      web.answering(request.url, request.method).inject(request),
    /** Listens on a port of 127.0.0.1 (0 = a free one) and returns the address. */
    listen: async (port = 0): Promise<string> => {
      await app.listen(port, '127.0.0.1');
      return (await app.getUrl()).replace('[::1]', '127.0.0.1');
    },
    /** Waits until the worker has nothing to do: no poller finds work, no event or task is unfinished. */
    settle: async (withinMs = 15_000): Promise<void> => {
      const end = Date.now() + withinMs;
      for (;;) {
        let moved = 0;
        for (const poller of duties.pollers) moved += await poller.runOnce();
        const open = await unfinished(database);
        if (moved === 0 && open.length === 0) return;
        if (Date.now() > end) throw new Error(`not settled: ${JSON.stringify(open)}`);
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
    },
    /** Runs all checks, ends the application, removes its database and folder; throws when a rule is broken. */
    close: async (): Promise<void> => {
      const broken = await runChecks(database).finally(async () => {
        await app.close();
        await server.drop();
        await rm(folder, { recursive: true, force: true });
      });
      if (broken.length > 0) throw new Error(`rules are broken:\n${sentencesOf(broken)}`);
    },
  };
}

export type TestApp = Awaited<ReturnType<typeof openTestApp>>;

async function unfinished(database: Database): Promise<object[]> {
  return database.rows<object>(
    `SELECT kind, 'event' AS what, NULL AS last_error FROM outbox_event WHERE state = 'PENDING'
     UNION ALL SELECT subscriber, state, last_error FROM outbox_task WHERE state IN ('PENDING', 'ENQUEUED')
     UNION ALL SELECT kind, state, problem FROM long_work WHERE state IN ('waiting', 'running') LIMIT 20`,
  );
}

/** Settings of a test process; the defaults reach nothing outside this test run. */
export function testConfig(settings: Readonly<Record<string, string>>): Config {
  return loadConfig({
    NODE_ENV: 'test',
    REDIS_URL: testRedisUrl(),
    REDIS_PREFIX: uniqueRedisPrefix(),
    PUBLIC_URL: 'http://127.0.0.1:3000',
    SECRET_KEY: randomBytes(32).toString('base64'),
    SEAL_KEY: Buffer.alloc(32, 5).toString('base64'),
    STRIPE_SECRET_KEY: 'sk_test_0123456789',
    STRIPE_WEBHOOK_SECRETS: 'whsec_0123456789',
    STRIPE_API_BASE: 'http://127.0.0.1:9',
    LOG_LEVEL: 'info',
    // Tests stand where the reverse proxy stands, and tell visitors' addresses as it does (`addresses.ts`).
    TRUST_PROXY: '127.0.0.1',
    ...settings,
  });
}
