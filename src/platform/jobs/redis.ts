import { Redis } from 'ioredis';
import type { Config } from '../config/config.js';

const RECONNECT_MAX_MS = 2_000;

const reconnect = (times: number): number => Math.min(50 * 2 ** Math.min(times, 6), RECONNECT_MAX_MS);

/** For adding jobs and ringing: fails at once while Redis is away, never queues commands in memory. */
export function producerConnection(config: Config): Redis {
  return quiet(
    new Redis(config.REDIS_URL, {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 1,
      connectTimeout: 2_000,
      commandTimeout: 2_000,
      retryStrategy: reconnect,
    }),
  );
}

/** For waiting: workers and listeners, which go on by themselves when Redis is back. */
export function waitingConnection(config: Config): Redis {
  return quiet(
    new Redis(config.REDIS_URL, {
      maxRetriesPerRequest: null,
      connectTimeout: 2_000,
      retryStrategy: reconnect,
    }),
  );
}

/** Redis being away is a state that readiness shows, not an error of each connection. */
function quiet(redis: Redis): Redis {
  return redis.on('error', () => undefined);
}
