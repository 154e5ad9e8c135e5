import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Running {
  readonly port: number;
  readonly url: string;
  stop(): Promise<void>;
}

/** A Redis for one test alone, which may stop, start again and lose everything. */
export interface OwnRedis {
  readonly url: string;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Stops it for good and removes its folder. */
  remove(): Promise<void>;
}

export async function openOwnRedis(): Promise<OwnRedis> {
  const part = '../../bin/lib/redis.mjs';
  const { startRedis }: { startRedis(options: object): Promise<Running> } = await import(part);
  const dir = await mkdtemp(join(tmpdir(), 'boai-redis-'));
  const options = { dir, password: 'test', appendOnly: false };
  let running: Running | undefined = await startRedis(options);
  const { port, url } = running;
  const stop = async () => {
    await running?.stop();
    running = undefined;
  };
  return {
    url,
    stop,
    start: async () => {
      running ??= await startRedis({ ...options, again: port });
    },
    remove: async () => {
      await stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
