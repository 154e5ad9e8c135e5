import { unixNow } from './ids.js';
import { integer, type JsonObject, jsonInteger, minor, text } from './json.js';
import type { Store } from './store.js';

/** `GET /v1/balance`: what all lines come to, by currency, what may be paid out apart from what may not yet. */
export function balance(store: Store): JsonObject {
  const sums = { available: new Map<string, bigint>(), pending: new Map<string, bigint>() };
  const now = unixNow();
  for (const id of store.timeline('balance_transaction').newestFirst(0, Number.MAX_SAFE_INTEGER)) {
    const line = store.find('balance_transaction', id);
    const currency = text(line?.currency);
    if (!line || !currency) continue;
    const part = integer(line.available_on) <= now ? sums.available : sums.pending;
    part.set(currency, (part.get(currency) ?? 0n) + minor(line.net));
  }
  const currencies = [...new Set([...sums.available.keys(), ...sums.pending.keys()])].sort();
  const shown = (part: Map<string, bigint>) =>
    currencies.map((currency) => {
      const amount = jsonInteger(part.get(currency) ?? 0n);
      return { amount, currency, source_types: { card: amount } };
    });
  return {
    object: 'balance',
    available: shown(sums.available),
    livemode: false,
    pending: shown(sums.pending),
  };
}
