import { Injectable, Module } from '@nestjs/common';
import { Counter } from 'prom-client';
import { Clock } from '../../kernel/clock.js';
import type { HotRoutes } from '../../platform/http/hot-routes.js';
import { Doorbell } from '../../platform/jobs/doorbell.js';
import { Metrics } from '../../platform/metrics/metrics.js';
import { Inbox } from '../../providers/inbox.service.js';
import { ProviderAccounts } from '../../providers/provider-accounts.service.js';
import type { AcceptOutcome, SignedEvent } from '../../providers/provider-event.js';
import { ProvidersModule } from '../../providers/providers.module.js';
import { SignedEvents } from '../../providers/signed-events.service.js';
import { providerEventRoutes, type RefusedReason } from './provider-events.plugin.js';

/** Events of this moment are announced together. */
const RING_MS = 10;

/** The providers' door as a hot route, with its counters. */
@Injectable()
export class ProviderEvents {
  /** The only trace that a refused request leaves, and what became of the accepted ones. */
  private readonly requests: Counter<'outcome'>;
  private ringing = false;

  constructor(
    private readonly inbox: Inbox,
    private readonly accounts: ProviderAccounts,
    private readonly events: SignedEvents,
    private readonly clock: Clock,
    private readonly doorbell: Doorbell,
    metrics: Metrics,
  ) {
    this.requests = new Counter({
      name: 'boai_provider_event_requests_total',
      help: 'Requests to the providers’ door: stored, duplicate, conflict, other_mode, or why refused',
      labelNames: ['outcome'],
      registers: [metrics.registry],
    });
  }

  /** What the web process puts before all its hooks and parsers. */
  hotRoutes(): HotRoutes {
    const doors = {
      inbox: this.inbox,
      accounts: this.accounts,
      events: this.events,
      clock: this.clock,
      refused: (reason: RefusedReason) => this.requests.inc({ outcome: reason }),
      accepted: (event: SignedEvent, outcome: AcceptOutcome) => this.count(event, outcome),
    };
    return {
      name: 'provider-events',
      paths: /^\/webhooks\//,
      plugin: (fastify) => providerEventRoutes(fastify, { doors }),
    };
  }

  private count({ arrival }: SignedEvent, outcome: AcceptOutcome): void {
    this.requests.inc({ outcome: arrival.otherMode ? 'other_mode' : outcome });
    if (arrival.state === 'NEW') this.ring();
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
