import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Metrics } from '../metrics/metrics.js';
import { OutboxQueries } from './outbox.queries.js';

/** Unfinished outbox tasks as figures, read when somebody asks. */
@Injectable()
export class OutboxMetrics {
  constructor(metrics: Metrics, queries: OutboxQueries) {
    new Gauge({
      name: 'boai_outbox_tasks',
      help: 'Outbox tasks that are not done, by subscriber and state',
      labelNames: ['subscriber', 'state'],
      registers: [metrics.registry],
      async collect() {
        const counts = await queries.counts().catch(() => []);
        this.reset();
        for (const { subscriber, state, tasks } of counts) this.set({ subscriber, state }, tasks);
      },
    });
  }
}
