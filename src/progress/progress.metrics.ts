import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Metrics } from '../platform/metrics/metrics.js';
import { ProgressQueries } from './progress.queries.js';

/** How far the public numbers are behind the books, read when somebody asks. */
@Injectable()
export class ProgressMetrics {
  constructor(metrics: Metrics, queries: ProgressQueries) {
    new Gauge({
      name: 'boai_progress_numbers_behind',
      help: 'Ledger numbers that the public progress does not contain yet',
      registers: [metrics.registry],
      async collect() {
        const behind = await queries.numbersBehind().catch(() => undefined);
        if (behind !== undefined) this.set(behind);
      },
    });
  }
}
