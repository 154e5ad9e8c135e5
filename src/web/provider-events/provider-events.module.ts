import { Injectable, Module } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import type { HotRoutes } from '../../platform/http/hot-routes.js';
import { Doorbell } from '../../platform/jobs/doorbell.js';
import { Inbox } from '../../providers/inbox.service.js';
import { ProviderAccounts } from '../../providers/provider-accounts.service.js';
import { ProvidersModule } from '../../providers/providers.module.js';
import { SignedEvents } from '../../providers/signed-events.service.js';
import { providerEventRoutes, type RefusedReason } from './provider-events.plugin.js';

/** Events of this moment are announced together. */
const RING_MS = 10;

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

  private ringing = false;

  constructor(
    private readonly inbox: Inbox,
    private readonly accounts: ProviderAccounts,
    private readonly events: SignedEvents,
    private readonly clock: Clock,
    private readonly doorbell: Doorbell,
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
      accepted: () => this.ring(),
    };
    return {
      name: 'provider-events',
      paths: /^\/webhooks\//,
      plugin: (fastify) => providerEventRoutes(fastify, { doors }),
    };
  }

  /** Wakes the workers; one ring for all events of a moment. */
  private ring(): void {
    if (this.ringing) return;
    this.ringing = true;
    setTimeout(() => {
      this.ringing = false;
      this.doorbell.ring('intake');
    }, RING_MS);
  }
}

@Module({ imports: [ProvidersModule], providers: [ProviderEvents], exports: [ProviderEvents] })
export class ProviderEventsModule {}
