import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Counter, type Metric } from 'prom-client';
import { Metrics } from './metrics.js';

const BUCKETS_MS = [5, 10, 25, 50, 100, 250, 500, 1000, 2500];
const SECONDS = 'boai_http_request_seconds';

/** What one route has answered so far. */
interface RouteFigures {
  /** Answers by "METHOD status". */
  readonly answers: Map<string, number>;
  /** Answers by the first bucket that is long enough; the last place holds the longer ones. */
  readonly buckets: number[];
  totalMs: number;
}

/**
 * How many requests were answered, with which status, how fast, by route. Kept in plain numbers, because hot
 * routes pay for every label that is looked up, and put into Prometheus' form only when somebody asks.
 */
@Injectable()
export class HttpMetrics {
  private readonly routes = new Map<string, RouteFigures>();

  constructor({ registry }: Metrics) {
    const { routes } = this;
    new Counter({
      name: 'boai_http_requests_total',
      help: 'Answered requests',
      labelNames: ['route', 'method', 'status'],
      registers: [registry],
      collect() {
        this.reset();
        for (const [route, { answers }] of routes)
          for (const [answer, count] of answers) {
            const [method = '', status = ''] = answer.split(' ');
            this.inc({ route, method, status }, count);
          }
      },
    });
    // prom-client asks a registered metric only for its name and for get().
    const seconds = { name: SECONDS, get: async () => this.histogram() };
    registry.registerMetric(seconds as unknown as Metric<'route'>);
  }

  /** Counts one answered request. */
  answered(request: FastifyRequest, reply: FastifyReply): void {
    const figures = this.of(request.routeOptions.url ?? 'unknown');
    const answer = `${request.method} ${reply.statusCode}`;
    figures.answers.set(answer, (figures.answers.get(answer) ?? 0) + 1);
    const ms = reply.elapsedTime;
    let bucket = 0;
    while (bucket < BUCKETS_MS.length && ms > (BUCKETS_MS[bucket] ?? 0)) bucket++;
    figures.buckets[bucket] = (figures.buckets[bucket] ?? 0) + 1;
    figures.totalMs += ms;
  }

  private of(route: string): RouteFigures {
    let figures = this.routes.get(route);
    if (!figures) {
      figures = { answers: new Map(), buckets: BUCKETS_MS.map(() => 0).concat(0), totalMs: 0 };
      this.routes.set(route, figures);
    }
    return figures;
  }

  private histogram() {
    const values = [...this.routes].flatMap(([route, { buckets, totalMs }]) => {
      let count = 0;
      const lines = buckets.map((answers, i) => {
        count += answers;
        const le = i < BUCKETS_MS.length ? (BUCKETS_MS[i] ?? 0) / 1000 : '+Inf';
        return { metricName: `${SECONDS}_bucket`, labels: { le, route }, value: count };
      });
      return [
        ...lines,
        { metricName: `${SECONDS}_sum`, labels: { route }, value: totalMs / 1000 },
        { metricName: `${SECONDS}_count`, labels: { route }, value: count },
      ];
    });
    return {
      name: SECONDS,
      help: 'Time from a request to the end of its answer',
      type: 'histogram',
      aggregator: 'sum',
      values,
    };
  }
}
