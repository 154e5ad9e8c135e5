import type { ProviderStatementLine } from '../providers/payment-provider.service.js';

/** Lines that one database transaction takes. */
const BATCH = 200;

/** A provider's lines as they come, in batches of which none is empty. */
export async function* inBatches(
  lines: AsyncIterable<ProviderStatementLine>,
): AsyncIterable<ProviderStatementLine[]> {
  let batch: ProviderStatementLine[] = [];
  for await (const line of lines) {
    batch.push(line);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
