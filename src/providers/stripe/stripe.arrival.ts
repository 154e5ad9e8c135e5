import { createHash } from 'node:crypto';
import type { ProviderAccount } from '../provider-account.entity.js';
import type { Arrival, SignedEvent } from '../provider-event.js';
import { readStrictJson } from '../strict-json.js';

/**
 * Types that become facts, link and wait for their booking event, or tell that the statement has news. All other money
 * moves are read from the statement, line by line.
 */
const READ = new Set([
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
  'charge.succeeded',
  'checkout.session.completed',
  'checkout.session.async_payment_succeeded',
  'checkout.session.async_payment_failed',
  'checkout.session.expired',
  'charge.refunded',
  'charge.refund.updated',
  'refund.created',
  'refund.updated',
  'refund.failed',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.funds_withdrawn',
  'charge.dispute.funds_reinstated',
  'charge.dispute.closed',
  'payout.created',
  'payout.updated',
  'payout.paid',
  'payout.failed',
  'payout.canceled',
  'payout.reconciliation_completed',
]);

const EVENT_ID = /^[\x21-\x7e]{1,120}$/;
const EVENT_TYPE = /^[\x21-\x7e]{1,100}$/;

/** The row that a signed body becomes, whatever it holds: a signed body is always kept. */
export function signedEvent(
  account: ProviderAccount,
  body: Buffer,
  headers: string,
  receivedAt: Date,
): SignedEvent {
  const { value, problem } = readStrictJson(body);
  const event = isObject(value) ? value : {};
  const bodySha256 = createHash('sha256').update(body).digest();
  const known = typeof event.id === 'string' && EVENT_ID.test(event.id);
  const typed = typeof event.type === 'string' && EVENT_TYPE.test(event.type);
  const arrival = problem
    ? { state: 'QUARANTINED' as const, reason: `unreadable: ${problem}` }
    : !known || !typed
      ? { state: 'QUARANTINED' as const, reason: 'not an event: no usable id or type' }
      : arrivalOf(event, account);
  return {
    account,
    // A body without a usable id is named by its own hash, so that its repetition is still recognised.
    eventId: known ? (event.id as string) : `unnamed-${bodySha256.toString('hex')}`,
    type: typed ? (event.type as string) : 'unreadable',
    body,
    bodySha256,
    headers,
    receivedAt,
    arrival,
  };
}

/**
 * An event in the place of one whose type its object denies, with the object as Stripe's API gave it. It has an id of
 * its own, so that both are kept, and asking twice makes one.
 */
export function fetchedEvent(
  account: ProviderAccount,
  doubted: { readonly id: string; readonly body: Buffer },
  object: object,
  headers: string,
  now: Date,
): SignedEvent {
  const event = JSON.parse(doubted.body.toString('utf8')) as Record<string, unknown>;
  const body = { ...event, id: `fetched-${doubted.id}`, fetched: true, data: { object } };
  return signedEvent(account, Buffer.from(JSON.stringify(body)), headers, now);
}

function arrivalOf(event: Record<string, unknown>, account: ProviderAccount): Arrival {
  if (event.object !== 'event') return { state: 'IGNORED', reason: 'thin event' };
  // Only events of connected accounts name one: that money is not on our balance, so a person must look.
  if (READ.has(String(event.type)) && typeof event.account === 'string')
    return { state: 'QUARANTINED', reason: 'of another account of the provider' };
  if (event.livemode !== account.livemode)
    return { state: 'IGNORED', reason: 'livemode differs', otherMode: true };
  const type = event.type as string;
  if (READ.has(type)) return { state: 'NEW', reason: null };
  return { state: 'IGNORED', reason: 'type not used' };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
