import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { createConnection } from 'mysql2/promise';
import { pino } from 'pino';
import { runChecks, sentencesOf } from '../../src/checks.js';
import { Database } from '../../src/platform/database/database.js';
import { type WorkerDuties, WorkerLoops } from '../../src/platform/jobs/worker-loops.js';
import { PlatformModule } from '../../src/platform/platform.module.js';
import { testConfig } from '../support/app.js';
import { openTestDatabase } from '../support/database.js';

@Module({})
class PlatformAlone {}

/** Only the platform, with a table `effect` in which tests see what handlers did. */
export async function openPlatform(settings: Readonly<Record<string, string>> = {}) {
  const server = await openTestDatabase();
  const owner = await createConnection(server.ownerUrl);
  await owner.query(
    'CREATE TABLE effect (id BIGINT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(100) NOT NULL, n INT NOT NULL DEFAULT 0)',
  );
  const appUser = new URL(server.appUrl).username;
  await owner.query(`GRANT ALL ON \`${server.name}\`.effect TO '${appUser}'@'%'`);
  const rival = await createConnection(server.appUrl);
  const folder = await mkdtemp(join(tmpdir(), 'boai-platform-'));
  const config = testConfig({
    DATABASE_URL: server.appUrl,
    DATABASE_OWNER_URL: server.ownerUrl,
    FILES_DIR: join(folder, 'files'),
    MAILBOX_DIR: join(folder, 'mailbox'),
    ...settings,
  });
  const lines: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void lines.push(line) });
  const open = () =>
    NestFactory.createApplicationContext(
      { module: PlatformAlone, imports: [PlatformModule.with({ config, tables: [] })] },
      { logger: false, abortOnError: false },
    );
  const app = await open();
  const database = app.get(Database);
  return {
    app,
    /** One more process on the same database and Redis. */
    another: open,
    config,
    server,
    owner,
    /** A second session of the app's user: may kill its connections, holds locks against it. */
    rival,
    folder,
    database,
    log,
    lines,
    get: <T>(token: Type<T>): T => app.get(token),
    work: (duties: Partial<WorkerDuties>) =>
      app
        .get(WorkerLoops)
        .start({ kinds: [], subscribers: [], schedules: [], works: [], pollers: [], ...duties }, log),
    effects: () => database.rows<{ name: string; n: number }>('SELECT name, n FROM effect ORDER BY id'),
    tasks: () =>
      database.rows<{ id: string; state: string; attempts: number; last_error: string | null }>(
        'SELECT id, state, attempts, last_error FROM outbox_task ORDER BY id',
      ),
    close: async (): Promise<void> => {
      const broken = await runChecks(database);
      await app.close();
      await owner.end();
      await rival.end();
      await server.drop();
      await rm(folder, { recursive: true, force: true });
      if (broken.length > 0) throw new Error(`rules are broken:\n${sentencesOf(broken)}`);
    },
  };
}

export type Platform = Awaited<ReturnType<typeof openPlatform>>;

/** Waits until `true`, at most `withinMs`. */
export async function until(condition: () => Promise<boolean> | boolean, withinMs = 15_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`not within ${withinMs} ms: ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
