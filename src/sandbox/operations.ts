import { balance } from './balance.js';
import type { Call } from './call.js';
import { detachMethod } from './detaching.js';
import { badParameter, missing } from './errors.js';
import { expand, lineItems } from './expand.js';
import { unixNow } from './ids.js';
import { integer, type Json, type StripeObject } from './json.js';
import { PAGE, type Page, page } from './lists.js';
import { createIntent } from './off-session.js';
import { bool, type Field, int, list, metadata, oneOf, readAll, str } from './params.js';
import { refund } from './refunds.js';
import type { Sandbox } from './sandbox.js';
import { createSession, expireSession } from './sessions.js';

interface Operation {
  method: 'GET' | 'POST';
  path: RegExp;
  /** Reads the parameters (so a mistake is found before anything happens) and gives the action. */
  plan(call: Call): () => Json;
}

const EXPAND = { expand: list(str()) as Field<string[]> };
const EVENT_DAYS_S = 30 * 86_400;

/** Objects as they are answered now: what depends on the hour or on deliveries is filled in. */
export function present(sandbox: Sandbox, object: Json): Json {
  const held = object as StripeObject;
  if (held?.object === 'balance_transaction' && integer(held.available_on) <= unixNow()) {
    return { ...held, status: 'available' };
  }
  if (held?.object === 'event') {
    const state = sandbox.store.deliveries.get(held.id)?.state ?? 'succeeded';
    return { ...held, pending_webhooks: state === 'succeeded' ? 0 : 1 };
  }
  return object;
}

function answer(call: Call, body: Json, paths?: string[]): Json {
  const show = (object: Json) => present(call.sandbox, object);
  const { store } = call.sandbox;
  const many = body as { object?: string; data?: Json[] };
  const shown = many.object === 'list' ? { ...many, data: many.data?.map(show) } : show(body);
  return expand(store, shown, paths, show);
}

function retrieve(kind: string, path: RegExp, oldestS = Number.POSITIVE_INFINITY): Operation {
  return {
    method: 'GET',
    path,
    plan(call) {
      const asked = readAll(call.raw, EXPAND);
      return () => {
        const found = call.work.find(kind, call.id);
        if (!found || found.created < unixNow() - oldestS) throw missing(kind, call.id);
        return answer(call, found, asked.expand);
      };
    },
  };
}

type Filters = Record<string, Field<unknown>>;

/** A list whose extra parameters each name a member that must be equal. */
function listing(
  kind: string,
  url: string,
  filters: Filters,
  fits?: (call: Call, object: StripeObject, asked: Record<string, unknown>) => boolean,
  oldestS?: number,
): Operation {
  return {
    method: 'GET',
    path: new RegExp(`^${url}$`),
    plan(call) {
      const asked: Page & Record<string, unknown> & { expand?: string[] } = readAll(call.raw, {
        ...PAGE,
        ...filters,
      });
      const equal = Object.keys(filters).filter((name) => asked[name] !== undefined);
      const check = fits ?? ((_, object) => equal.every((name) => (object[name] ?? null) === asked[name]));
      return () => {
        const oldest = oldestS ? unixNow() - oldestS : 0;
        const found = page(
          call.sandbox.store,
          kind,
          url,
          asked,
          (object) => check(call, object, asked),
          oldest,
        );
        return answer(call, found, asked.expand);
      };
    },
  };
}

/** `type` may end in `*`, e.g. `charge.*`; `types` lists up to 20; `delivery_success` compares the webhook's state. */
function eventFits(call: Call, event: StripeObject, asked: Record<string, unknown>): boolean {
  const type = String(event.type);
  if (typeof asked.type === 'string') {
    const wanted = asked.type;
    if (wanted.endsWith('*') ? !type.startsWith(wanted.slice(0, -1)) : type !== wanted) return false;
  }
  if (Array.isArray(asked.types) && !asked.types.includes(type)) return false;
  if (asked.delivery_success === undefined) return true;
  const delivery = call.sandbox.store.deliveries.get(event.id);
  return (delivery === undefined || delivery.state === 'succeeded') === asked.delivery_success;
}

/** @throws ApiError when there is no such payout, or it was asked for by hand: its lines are not known. */
function automatic(call: Call, id: string): void {
  const payout = call.work.find('payout', id);
  if (!payout) throw missing('payout', id, 'payout');
  if (payout.automatic) return;
  throw badParameter(
    'payout',
    'Balance transaction history can only be filtered on automatic transfers, not manual.',
  );
}

const REFUND = {
  amount: int(1, 99_999_999),
  charge: str(),
  metadata,
  payment_intent: str(),
  reason: oneOf('duplicate', 'fraudulent', 'requested_by_customer'),
  ...EXPAND,
};

/** The part of Stripe's API that Boai calls. */
export const OPERATIONS: Operation[] = [
  { method: 'POST', path: /^\/v1\/checkout\/sessions$/, plan: (call) => createSession(call, answer) },
  {
    method: 'POST',
    path: /^\/v1\/checkout\/sessions\/([^/]+)\/expire$/,
    plan: (call) => expireSession(call, answer),
  },
  {
    method: 'GET',
    path: /^\/v1\/checkout\/sessions\/([^/]+)\/line_items$/,
    plan(call) {
      readAll(call.raw, { limit: int(1, 100) });
      return () => {
        if (!call.work.find('checkout.session', call.id))
          throw missing('checkout.session', call.id, 'session');
        return lineItems(call.sandbox.store, call.id);
      };
    },
  },
  retrieve('checkout.session', /^\/v1\/checkout\/sessions\/([^/]+)$/),
  listing('checkout.session', '/v1/checkout/sessions', {
    payment_intent: str(),
    status: oneOf('complete', 'expired', 'open'),
  }),
  {
    method: 'POST',
    path: /^\/v1\/payment_intents$/,
    plan: (call) => createIntent(call, answer),
  },
  retrieve('payment_intent', /^\/v1\/payment_intents\/([^/]+)$/),
  listing('payment_intent', '/v1/payment_intents', { customer: str() }),
  retrieve('customer', /^\/v1\/customers\/([^/]+)$/),
  retrieve('payment_method', /^\/v1\/payment_methods\/([^/]+)$/),
  {
    method: 'POST',
    path: /^\/v1\/payment_methods\/([^/]+)\/detach$/,
    plan: (call) => detachMethod(call, answer),
  },
  retrieve('charge', /^\/v1\/charges\/([^/]+)$/),
  listing('charge', '/v1/charges', { payment_intent: str() }),
  retrieve('balance_transaction', /^\/v1\/balance_transactions\/([^/]+)$/),
  listing(
    'balance_transaction',
    '/v1/balance_transactions',
    { currency: str(), payout: str(), source: str(), type: str() },
    (call, line, asked) => {
      if (asked.payout) automatic(call, String(asked.payout));
      if (asked.payout && call.sandbox.store.payoutOf.get(line.id) !== asked.payout) return false;
      return ['currency', 'source', 'type'].every(
        (name) => asked[name] === undefined || line[name] === asked[name],
      );
    },
  ),
  retrieve('event', /^\/v1\/events\/([^/]+)$/, EVENT_DAYS_S),
  listing(
    'event',
    '/v1/events',
    { delivery_success: bool, type: str(), types: list(str(), 20) },
    eventFits,
    EVENT_DAYS_S,
  ),
  {
    method: 'POST',
    path: /^\/v1\/refunds$/,
    plan(call) {
      const asked = readAll(call.raw, REFUND);
      const way = call.sandbox.faults.settings.refunds;
      return () => answer(call, refund(call.work, asked, way), asked.expand);
    },
  },
  retrieve('refund', /^\/v1\/refunds\/([^/]+)$/),
  listing('refund', '/v1/refunds', { charge: str(), payment_intent: str() }),
  {
    method: 'GET',
    path: /^\/v1\/balance$/,
    plan(call) {
      const asked = readAll(call.raw, EXPAND);
      return () => answer(call, balance(call.sandbox.store), asked.expand);
    },
  },
  retrieve('payout', /^\/v1\/payouts\/([^/]+)$/),
  listing('payout', '/v1/payouts', { status: oneOf('pending', 'paid', 'failed', 'canceled') }),
  retrieve('dispute', /^\/v1\/disputes\/([^/]+)$/),
  listing('dispute', '/v1/disputes', { charge: str(), payment_intent: str() }),
];
