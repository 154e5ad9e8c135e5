import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Counter, Histogram } from 'prom-client';
import { Metrics } from './metrics.js';

const BUCKETS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];

/** How many requests were answered, with which status, how fast, by route. */
@Injectable()
export class HttpMetrics {
  private readonly requests: Counter<'route' | 'method' | 'status'>;
  private readonly seconds: Histogram<'route'>;
  private readonly answers = new Map<string, Counter.Internal>();
  private readonly durations = new Map<string, Histogram.Internal<'route'>>();

  constructor(metrics: Metrics) {
    this.requests = new Counter({
      name: 'boai_http_requests_total',
      help: 'Answered requests',
      labelNames: ['route', 'method', 'status'],
      registers: [metrics.registry],
    });
    this.seconds = new Histogram({
      name: 'boai_http_request_seconds',
      help: 'Time from the request to the end of its answer',
      labelNames: ['route'],
      buckets: BUCKETS_SECONDS,
      registers: [metrics.registry],
    });
  }

  /** Counts one answered request. The children of the figures are kept: looking them up by labels is slow. */
  answered(request: FastifyRequest, reply: FastifyReply): void {
    const route = request.routeOptions.url ?? 'unknown';
    const { method } = request;
    const status = reply.statusCode;
    const key = `${method} ${status} ${route}`;
    let count = this.answers.get(key);
    if (!count) {
      count = this.requests.labels({ route, method, status: String(status) });
      this.answers.set(key, count);
    }
    count.inc();
    let duration = this.durations.get(route);
    if (!duration) {
      duration = this.seconds.labels({ route });
      this.durations.set(route, duration);
    }
    duration.observe(reply.elapsedTime / 1000);
  }
}
