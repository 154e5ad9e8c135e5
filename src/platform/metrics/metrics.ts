import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Registry } from 'prom-client';

/** The figures of this process in Prometheus' form; rooms add theirs to `registry`. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();

  constructor() {
    collectDefaultMetrics({ register: this.registry, prefix: 'boai_' });
  }

  /** All figures as text. */
  text(): Promise<string> {
    return this.registry.metrics();
  }
}
