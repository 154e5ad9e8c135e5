import type { DisputeReading, DisputeStatus, EventReading, FactDraft } from '../event-reading.js';
import {
  contradiction,
  currencyOf,
  type Envelope,
  factOf,
  idOf,
  instantOf,
  isInteger,
  isPositiveInteger,
  type Json,
  stating,
  text,
} from './stripe.reading.js';

const STATUSES: Readonly<Record<string, DisputeStatus>> = {
  warning_needs_response: 'inquiry',
  warning_under_review: 'inquiry_under_review',
  warning_closed: 'inquiry_closed',
  needs_response: 'needs_response',
  under_review: 'under_review',
  prevented: 'prevented',
  won: 'won',
  lost: 'lost',
};
const CLOSED: readonly DisputeStatus[] = ['inquiry_closed', 'prevented', 'won', 'lost'];

/**
 * What an event about a dispute states: how the dispute stands, each movement of money in its
 * `balance_transactions` (none, one or two; dated by themselves), and from `charge.dispute.closed` its outcome.
 */
export function readDispute({ type, occurredAt, object }: Envelope): EventReading {
  const key = text(object.id);
  if (object.object !== 'dispute' || !key) return contradiction('not a dispute');
  const doubted = { type: 'dispute' as const, id: key };
  const paymentKey = idOf(object.payment_intent) ?? idOf(object.charge);
  const dispute = paymentKey && stateOf(key, paymentKey, occurredAt, object);
  if (!dispute) return contradiction(`${type} without an amount, a payment, a date or a status`, doubted);
  const lines = Array.isArray(object.balance_transactions) ? (object.balance_transactions as unknown[]) : [];
  const movements: FactDraft[] = [];
  for (const line of lines) {
    const movement = movementOf(line, key, paymentKey);
    if (movement === undefined)
      return contradiction(`${type} with an unreadable balance transaction`, doubted);
    if (movement) movements.push(movement);
  }
  const lacking = lackingIn(type, movements);
  if (lacking) return contradiction(lacking, doubted);
  if (type === 'charge.dispute.closed' && !CLOSED.includes(dispute.status))
    return contradiction(`${type} with status ${String(object.status)}`, doubted);
  if (type === 'charge.dispute.closed' && (dispute.status === 'won' || dispute.status === 'lost')) {
    const outcome = dispute.status === 'won' ? 'dispute_won' : 'dispute_lost';
    movements.push(
      factOf(outcome, `${key}:${dispute.status}`, occurredAt, {
        paymentKey,
        disputeKey: key,
        detail: dispute.reason,
      }),
    );
  }
  const reference = { attemptId: null, paymentId: idOf(object.payment_intent), sessionId: null };
  return { ...stating(reference, ...movements), dispute };
}

function stateOf(key: string, paymentKey: string, statedAt: Date, object: Json): DisputeReading | null {
  const status = STATUSES[String(object.status)];
  const openedAt = instantOf(object.created);
  const currency = currencyOf(object.currency);
  if (!status || !openedAt || !currency || !isPositiveInteger(object.amount)) return null;
  const evidence = (object.evidence_details ?? {}) as Json;
  return {
    key,
    paymentKey,
    status,
    amount: BigInt(object.amount),
    currency,
    reason: text(object.reason),
    openedAt,
    evidenceDueAt: instantOf(evidence.due_by),
    statedAt,
  };
}

/** One movement; null when it moves nothing, undefined when it cannot be read. Its sign says which way it went. */
function movementOf(line: unknown, disputeKey: string, paymentKey: string): FactDraft | null | undefined {
  if (typeof line !== 'object' || line === null) return undefined;
  const { id, amount, fee, currency, created } = line as Json;
  const key = text(id);
  const at = instantOf(created);
  const code = currencyOf(currency);
  if (!key || !at || !code || !isInteger(amount) || !isInteger(fee)) return undefined;
  if (amount === 0 && fee === 0) return null;
  const kind = amount < 0 || (amount === 0 && fee > 0) ? 'dispute_withdrawn' : 'dispute_reinstated';
  const moved = BigInt(amount);
  return factOf(kind, key, at, {
    amount: moved < 0n ? -moved : moved,
    fee: BigInt(fee),
    currency: code,
    paymentKey,
    disputeKey,
  });
}

/** What an event about moved money must hold, by its type. */
function lackingIn(type: string, movements: readonly FactDraft[]): string | null {
  const has = (kind: string): boolean => movements.some((movement) => movement.kind === kind);
  if (type === 'charge.dispute.funds_withdrawn' && !has('dispute_withdrawn'))
    return `${type} that withdraws nothing`;
  if (type === 'charge.dispute.funds_reinstated' && !has('dispute_reinstated'))
    return `${type} that gives nothing back`;
  return null;
}
