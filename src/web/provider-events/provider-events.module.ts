import { Injectable, Module } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import type { HotRoutes } from '../../platform/http/hot-routes.js';
import { Inbox } from '../../providers/inbox.service.js';
import { ProviderAccounts } from '../../providers/provider-accounts.service.js';
import { ProvidersModule } from '../../providers/providers.module.js';
import { SignedEvents } from '../../providers/signed-events.service.js';
import { providerEventRoutes, type RefusedReason } from './provider-events.plugin.js';

/** The providers' door as a hot route, with its counters. */
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
    private readonly events: SignedEvents,
    private readonly clock: Clock,
  ) {}

  /** What the web process puts before all its hooks and parsers. */
  hotRoutes(): HotRoutes {
    const doors = {
      inbox: this.inbox,
      accounts: this.accounts,
      events: this.events,
      clock: this.clock,
      refused: (reason: RefusedReason) => {
        this.refused[reason]++;
      },
      accepted: () => undefined,
    };
    return {
      name: 'provider-events',
      paths: /^\/webhooks\//,
      plugin: (fastify) => providerEventRoutes(fastify, { doors }),
    };
  }
}

@Module({ imports: [ProvidersModule], providers: [ProviderEvents], exports: [ProviderEvents] })
export class ProviderEventsModule {}
