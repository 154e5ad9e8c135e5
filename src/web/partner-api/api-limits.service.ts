import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../../platform/config/config.js';
import { type Allowance, callerOf, RateLimit } from './rate-limit.js';

const WINDOW_SECONDS = 60;
/** What is answered from memory may be asked ten times as often; so may a partner's key. */
const CHEAP = 10;

/**
 * The limits of the public API in this process: by key where one is known, else by address. The address is the one
 * that the trusted proxies (TRUST_PROXY) tell; what anybody else writes into X-Forwarded-For is not believed.
 */
@Injectable()
export class ApiLimits {
  private readonly byAddress: RateLimit | undefined;
  private readonly fromMemory: RateLimit | undefined;
  private readonly byKey: RateLimit | undefined;

  constructor(config: Config) {
    const requests = config.API_PER_MINUTE;
    if (requests === 0) return;
    const seconds = WINDOW_SECONDS;
    this.byAddress = new RateLimit({ name: 'default', requests, seconds });
    this.fromMemory = new RateLimit({ name: 'progress', requests: requests * CHEAP, seconds });
    this.byKey = new RateLimit({ name: 'partner-key', requests: requests * CHEAP, seconds });
  }

  /** Where an ordinary request counts; undefined when nothing is limited. */
  ordinary(request: FastifyRequest, keyId?: string): Allowance | undefined {
    return keyId ? this.byKey?.of(keyId) : this.byAddress?.of(callerOf(request.ip));
  }

  /** Where a request counts that is answered from memory. */
  hot(request: FastifyRequest): Allowance | undefined {
    return this.fromMemory?.of(callerOf(request.ip));
  }
}

/** Tells the caller where it stands: RateLimit fields of draft-ietf-httpapi-ratelimit-headers-11. */
export function tellLimit(reply: FastifyReply, allowance: Allowance): void {
  void reply.header('ratelimit-policy', allowance.limit.policy).header('ratelimit', allowance.field);
}
