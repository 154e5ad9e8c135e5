import { Injectable } from '@nestjs/common';
import { Gauge } from 'prom-client';
import { Metrics } from '../platform/metrics/metrics.js';
import { LedgerQueries } from './ledger.queries.js';

/** How far numbering is behind, read when somebody asks. Without a numberer nothing booked becomes public. */
@Injectable()
export class LedgerMetrics {
  constructor(metrics: Metrics, queries: LedgerQueries) {
    const registers = [metrics.registry];
    const oldest = new Gauge({
      name: 'boai_ledger_unnumbered_oldest_seconds',
      help: 'How long the oldest entry has waited for its ledger number',
      registers,
    });
    new Gauge({
      name: 'boai_ledger_unnumbered_entries',
      help: 'Booked entries that wait for their ledger number',
      registers,
      async collect() {
        const waiting = await queries.waitingForNumber().catch(() => undefined);
        if (!waiting) return;
        this.set(waiting.entries);
        oldest.set(waiting.oldestSeconds);
      },
    });
    new Gauge({
      name: 'boai_ledger_unsealed_entries',
      help: 'Numbered entries that no sealed block holds yet; normally those of the last minute',
      registers,
      async collect() {
        const unsealed = await queries.unsealed().catch(() => undefined);
        if (unsealed !== undefined) this.set(unsealed);
      },
    });
  }
}
