import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import type { Redis } from 'ioredis';
import { Config } from '../config/config.js';
import { Jobs } from './jobs.js';
import { waitingConnection } from './redis.js';

/**
 * Tells other processes at once that there is work, by Redis publish/subscribe. A lost ring only delays:
 * whoever listens also looks by itself.
 */
@Injectable()
export class Doorbell implements BeforeApplicationShutdown {
  private readonly listeners = new Map<string, ((message: string) => void)[]>();
  private subscription: Redis | undefined;

  constructor(
    private readonly jobs: Jobs,
    private readonly config: Config,
  ) {}

  /** Rings; does nothing while Redis is away. `message`: ids or numbers only. */
  ring(bell: string, message = ''): void {
    if (this.jobs.reachable) this.jobs.redis.publish(this.channel(bell), message).catch(() => undefined);
  }

  /** Calls `listener` on every ring of this bell, from any process. */
  on(bell: string, listener: (message: string) => void): void {
    const channel = this.channel(bell);
    const listeners = this.listeners.get(channel);
    if (listeners) {
      listeners.push(listener);
      return;
    }
    this.listeners.set(channel, [listener]);
    this.subscription ??= this.subscribe();
    this.subscription.subscribe(channel).catch(() => undefined);
  }

  beforeApplicationShutdown(): void {
    this.subscription?.disconnect();
  }

  private subscribe(): Redis {
    return waitingConnection(this.config).on('message', (channel: string, message: string) => {
      for (const listener of this.listeners.get(channel) ?? []) listener(message);
    });
  }

  private channel(bell: string): string {
    return `${this.config.REDIS_PREFIX}:bell:${bell}`;
  }
}
