import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../src/platform/database/migrate.js';

interface Running {
  readonly pid: number;
  readonly port: number;
  ownerUrl(): string;
  appUrl(): string;
  stop(): Promise<void>;
}

/** A MariaDB for one test alone, which may stop, hang and start again. */
export interface OwnDatabase {
  readonly ownerUrl: string;
  readonly appUrl: string;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Lets the server stand still with its connections open, as a machine does that has lost its disk. */
  freeze(): Promise<void>;
  thaw(): void;
  /** Stops it for good and removes its folder. */
  remove(): Promise<void>;
}

export async function openOwnDatabase(): Promise<OwnDatabase> {
  const part = '../../bin/lib/mariadb.mjs';
  const { startDatabase }: { startDatabase(options: object): Promise<Running> } = await import(part);
  const dir = await mkdtemp(join(tmpdir(), 'boai-mariadb-'));
  const options = {
    dir,
    database: 'boai_test_own',
    ownerPassword: 'test',
    appPassword: 'test',
    durable: false,
    bufferPool: '64M',
  };
  let running: Running | undefined = await startDatabase(options);
  const { port } = running;
  const [ownerUrl, appUrl] = [running.ownerUrl(), running.appUrl()];
  await migrate(ownerUrl, appUrl);
  const signal = (name: 'SIGSTOP' | 'SIGCONT') => {
    if (running) process.kill(running.pid, name);
  };
  const stop = async () => {
    signal('SIGCONT');
    await running?.stop();
    running = undefined;
  };
  return {
    ownerUrl,
    appUrl,
    stop,
    start: async () => {
      running ??= await startDatabase({ ...options, again: port });
    },
    freeze: async () => {
      signal('SIGSTOP');
      // The signal reaches one thread after the other; until the last stands still it may answer.
      for (let tries = 0; running && !standsStill(running.pid) && tries < 500; tries++)
        await new Promise((resolve) => setTimeout(resolve, 10));
    },
    thaw: () => signal('SIGCONT'),
    remove: async () => {
      await stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function standsStill(pid: number): boolean {
  return readdirSync(`/proc/${pid}/task`).every((thread) =>
    /^State:\s+[Tt]/m.test(readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8')),
  );
}
