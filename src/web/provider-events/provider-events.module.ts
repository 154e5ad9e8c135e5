import { Injectable, Module } from '@nestjs/common';
import type { FastifyInstance } from 'fastify';
import { Clock } from '../../kernel/clock.js';
import { Inbox } from '../../providers/inbox.service.js';
import { ProviderAccounts } from '../../providers/provider-accounts.service.js';
import { ProvidersModule } from '../../providers/providers.module.js';
import { providerEventRoutes, type RefusedReason } from './provider-events.plugin.js';

/** Puts the providers' door on a Fastify instance: `await register(…)` before any global hook is added. */
@Injectable()
export class ProviderEvents {
  /** Requests refused since the start of this process, by reason. */
  readonly refused: Record<RefusedReason, number> = {
    signature: 0,
    unknown_account: 0,
    unavailable: 0,
    request: 0,
  };

  constructor(
    private readonly inbox: Inbox,
    private readonly accounts: ProviderAccounts,
    private readonly clock: Clock,
  ) {}

  async register(fastify: FastifyInstance): Promise<void> {
    await fastify.register(providerEventRoutes, {
      doors: {
        inbox: this.inbox,
        accounts: this.accounts,
        clock: this.clock,
        refused: (reason) => {
          this.refused[reason]++;
        },
        accepted: () => undefined,
      },
    });
  }
}

@Module({ imports: [ProvidersModule], providers: [ProviderEvents], exports: [ProviderEvents] })
export class ProviderEventsModule {}
