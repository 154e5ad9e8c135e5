import { type JsonObject, jsonInteger, minor, type StripeObject, text } from './json.js';
import type { Sandbox } from './sandbox.js';

/** Counts for tools and tests. */
export function state(sandbox: Sandbox): JsonObject {
  const count = (kind: string) => sandbox.store.timeline(kind).size;
  const deliveries = { pending: 0, succeeded: 0, failed: 0, lost: 0 };
  for (const delivery of sandbox.store.deliveries.values()) deliveries[delivery.state] += 1;
  const sessions: Record<string, number> = { open: 0, complete: 0, expired: 0 };
  for (const id of sandbox.store.timeline('checkout.session').newestFirst(0, Number.MAX_SAFE_INTEGER)) {
    const status = String(sandbox.store.objects.get(id)?.status);
    sessions[status] = (sessions[status] ?? 0) + 1;
  }
  return {
    sessions,
    payment_intents: count('payment_intent'),
    charges: count('charge'),
    balance_transactions: count('balance_transaction'),
    refunds: count('refund'),
    disputes: count('dispute'),
    payouts: count('payout'),
    events: count('event'),
    deliveries,
    deliveries_on: sandbox.deliveries?.on ?? false,
    idempotency_keys: sandbox.store.answers.size,
    faults: { ...sandbox.faults.settings },
    seed: sandbox.faults.seed,
  };
}

/**
 * Every payment that succeeded, with what became of it, and what the balance comes to: what books must agree with.
 * `refunded` counts refunds whose money has left, `withdrawn` what disputes hold, `lost` what they have decided.
 */
export function moneyOf(sandbox: Sandbox): JsonObject {
  const all = (kind: string) => every(sandbox, kind);
  const refunded = new Map<string, bigint>();
  for (const refund of all('refund')) {
    if (refund.status === 'succeeded') add(refunded, text(refund.charge), minor(refund.amount));
  }
  const withdrawn = new Map<string, bigint>();
  const lost = new Map<string, bigint>();
  for (const dispute of all('dispute')) {
    const lines = dispute.balance_transactions as JsonObject[];
    const held = lines.reduce((sum, line) => sum - minor(line.amount), 0n);
    add(dispute.status === 'lost' ? lost : withdrawn, text(dispute.charge), held);
  }
  const payments = all('charge')
    .filter((charge) => charge.status === 'succeeded')
    .map((charge) => ({
      payment_intent: charge.payment_intent,
      payment_attempt: (charge.metadata as JsonObject).payment_attempt ?? null,
      charge: charge.id,
      amount: charge.amount,
      currency: charge.currency,
      refunded: jsonInteger(refunded.get(charge.id) ?? 0n),
      withdrawn: jsonInteger(withdrawn.get(charge.id) ?? 0n),
      lost: jsonInteger(lost.get(charge.id) ?? 0n),
    }));
  const balance = new Map<string, bigint>();
  for (const line of all('balance_transaction')) add(balance, text(line.currency), minor(line.net));
  return {
    payments,
    balance: Object.fromEntries([...balance].map(([currency, net]) => [currency, jsonInteger(net)])),
    payouts: all('payout').map(({ id, amount, currency, status }) => ({ id, amount, currency, status })),
  };
}

function every(sandbox: Sandbox, kind: string): StripeObject[] {
  const ids = [...sandbox.store.timeline(kind).newestFirst(0, Number.MAX_SAFE_INTEGER)];
  return ids.flatMap((id) => sandbox.store.find(kind, id) ?? []).reverse();
}

function add(sums: Map<string, bigint>, key: string | null, amount: bigint): void {
  sums.set(key ?? '', (sums.get(key ?? '') ?? 0n) + amount);
}
