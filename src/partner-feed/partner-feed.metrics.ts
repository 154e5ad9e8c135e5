import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Metrics } from '../platform/metrics/metrics.js';
import { WebhookEndpointsQueries } from './webhook-endpoints.queries.js';

/** What partners have not been told yet, read when somebody asks. */
@Injectable()
export class PartnerFeedMetrics {
  constructor(metrics: Metrics, queries: WebhookEndpointsQueries) {
    const registers = [metrics.registry];
    const failing = new Gauge({
      name: 'boai_webhook_endpoints_failing',
      help: "Partners' endpoints whose last attempt failed",
      registers,
    });
    const off = new Gauge({
      name: 'boai_webhook_endpoints_off',
      help: "Partners' endpoints that were switched off because deliveries failed",
      registers,
    });
    new Gauge({
      name: 'boai_webhook_deliveries_waiting',
      help: "Events that have not reached partners' endpoints yet",
      registers,
      async collect() {
        const waiting = await queries.waiting().catch(() => undefined);
        if (!waiting) return;
        this.set(waiting.deliveries);
        failing.set(waiting.failing);
        off.set(waiting.disabled);
      },
    });
  }
}
