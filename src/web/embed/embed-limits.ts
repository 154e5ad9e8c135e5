import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { groupOf } from '../../platform/http/viewer-limits.js';

const WINDOW_MS = 60_000;
/** Pictures that one address may be given in a minute: phones of one carrier share addresses. */
const MOST = 3_000;
/** Addresses that are told apart; above that a window ends early. */
const ADDRESSES_MAX = 50_000;

/** Counts answers with a body per address, in memory and per process: drawing costs, being told "unchanged" does not. */
export class EmbedLimits {
  private given = new Map<string, number>();
  private endsAt = 0;

  /** @param now milliseconds of a clock that never goes back. */
  constructor(
    private readonly most = MOST,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Counts one request; false once the address had its share of this minute. */
  take(address: string): boolean {
    if (this.now() >= this.endsAt || this.given.size > ADDRESSES_MAX) {
      this.given = new Map();
      this.endsAt = this.now() + WINDOW_MS;
    }
    const group = groupOf(address);
    const count = this.given.get(group) ?? 0;
    if (count >= this.most) return false;
    this.given.set(group, count + 1);
    return true;
  }

  /** An answer 304 costs nothing. */
  giveBack(address: string): void {
    const group = groupOf(address);
    const count = this.given.get(group) ?? 0;
    if (count > 0) this.given.set(group, count - 1);
  }

  get secondsLeft(): number {
    return Math.max(1, Math.ceil((this.endsAt - this.now()) / 1000));
  }
}

/** The routes of `plugin` behind a limit: 429 with Retry-After, which no cache keeps. */
export function limited(limits: EmbedLimits, plugin: FastifyPluginAsync): FastifyPluginAsync {
  return async (fastify: FastifyInstance) => {
    fastify.addHook('onRequest', async (request, reply) => {
      if (limits.take(request.ip)) return;
      await reply
        .code(429)
        .header('retry-after', String(limits.secondsLeft))
        .header('cache-control', 'no-store')
        .type('text/plain; charset=utf-8')
        .send('Too many pictures for one address: wait a minute.\n');
    });
    fastify.addHook('onResponse', async (request, reply) => {
      if (reply.statusCode === 304) limits.giveBack(request.ip);
    });
    await fastify.register(plugin);
  };
}
