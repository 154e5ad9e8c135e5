import type Stripe from 'stripe';
import type { ProviderStatementLine } from '../payment-provider.service.js';

/** Fields of an expanded source that the line itself already says or that hold personal data are not kept. */
const KEPT_OF_SOURCE = ['id', 'object', 'payment_intent', 'charge', 'status', 'metadata'] as const;

/** A balance transaction as a statement line. `data.source` must be expanded: it names the payment. */
export function statementLine(line: Stripe.BalanceTransaction): ProviderStatementLine {
  const source = line.source;
  const members = typeof source === 'object' && source !== null ? (source as unknown as Json) : null;
  const kept = members
    ? Object.fromEntries(
        KEPT_OF_SOURCE.filter((name) => name in members).map((name) => [name, members[name]]),
      )
    : source;
  return {
    key: line.id,
    type: line.type,
    amount: BigInt(line.amount),
    fee: BigInt(line.fee),
    net: BigInt(line.net),
    currency: line.currency.toUpperCase(),
    paymentId: members ? idOf(members.payment_intent) : null,
    sourceKey: members ? idOf(members.id) : idOf(source),
    occurredAt: new Date(line.created * 1000),
    availableOn: new Date(line.available_on * 1000),
    raw: JSON.stringify({ ...line, source: kept }),
  };
}

type Json = Record<string, unknown>;

function idOf(reference: unknown): string | null {
  if (typeof reference === 'string') return reference;
  if (typeof reference !== 'object' || reference === null) return null;
  const { id } = reference as { id?: unknown };
  return typeof id === 'string' ? id : null;
}
