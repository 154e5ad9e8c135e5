import type { Call } from './call.js';
import { ApiError, badParameter, missing } from './errors.js';
import { integer, type Json, type JsonObject } from './json.js';
import { METHODS, newLineItem, newSession } from './objects/session.js';
import {
  bool,
  currency,
  type Field,
  hash,
  int,
  list,
  metadata,
  oneOf,
  readAll,
  required,
  str,
  url,
} from './params.js';
import { expire } from './payments.js';

type Answer = (call: Call, body: Json, paths?: string[]) => Json;

const AMOUNT_MAX = 99_999_999;
const HALF_HOUR_S = 1800;
const DAY_S = 86_400;

/** Stripe takes fewer addresses than RFC 6531 allows: ASCII alone, no dot at either end or beside another. */
const email: Field<string> = (raw, path) => {
  const address = str(800)(raw, path);
  const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+";
  if (!new RegExp(`^${atom}(\\.${atom})*@([A-Za-z0-9-]+\\.)+[A-Za-z]{2,}$`).test(address))
    throw badParameter(path, `Invalid email address: ${address}`, 'email_invalid');
  return address;
};

/** Parameters of a session that the sandbox understands; anything else is refused, not ignored. */
const SESSION = {
  adaptive_pricing: hash({ enabled: bool }),
  allowed_payment_method_types: list(oneOf(...METHODS)),
  billing_address_collection: oneOf('auto', 'required'),
  cancel_url: url,
  client_reference_id: str(200),
  currency,
  customer_creation: oneOf('always', 'if_required'),
  customer_email: email,
  expand: list(str()),
  expires_at: int(0, 99_999_999_999),
  line_items: list(
    hash({
      price_data: hash({
        currency,
        product_data: hash({ description: str(40_000), images: list(str(2048), 8), metadata, name: str() }),
        unit_amount: int(0, AMOUNT_MAX),
      }),
      quantity: int(1, 999_999),
    }),
  ),
  locale: oneOf('auto', 'en', 'en-GB', 'zh', 'zh-HK', 'zh-TW'),
  metadata,
  mode: oneOf('payment', 'setup', 'subscription'),
  payment_intent_data: hash({
    capture_method: oneOf('automatic', 'automatic_async'),
    description: str(1000),
    metadata,
    receipt_email: str(800),
    setup_future_usage: oneOf('off_session', 'on_session'),
    statement_descriptor: str(22),
    statement_descriptor_suffix: str(22),
  }),
  submit_type: oneOf('auto', 'book', 'donate', 'pay'),
  success_url: url,
  ui_mode: oneOf('hosted_page', 'embedded_page', 'elements'),
};

/** `POST /v1/checkout/sessions`: reads and checks everything first, then makes the session. */
export function createSession(call: Call, answer: Answer): () => Json {
  const asked = readAll(call.raw, SESSION);
  const mode = required(asked.mode, 'mode');
  if (mode !== 'payment') throw badParameter('mode', `The sandbox serves mode payment, not ${mode}.`);
  if (asked.ui_mode && asked.ui_mode !== 'hosted_page') {
    throw badParameter('ui_mode', `The sandbox serves ui_mode hosted_page, not ${asked.ui_mode}.`);
  }
  const successUrl = required(asked.success_url, 'success_url');
  const { created, expires_at, deadline } = times(call, asked.expires_at);
  const items = readItems(asked.line_items, created);
  const [first] = items;
  const amount = items.reduce((sum, item) => sum + integer(item.amount_total), 0);
  if (amount > AMOUNT_MAX) {
    throw badParameter(
      'line_items',
      `The Checkout Session's total amount must be at most ${AMOUNT_MAX}.`,
      'amount_too_large',
    );
  }
  if (amount < 1)
    throw badParameter('line_items', "The Checkout Session's total amount is too small.", 'amount_too_small');
  // Methods that cannot be kept for later are not offered where one is to be kept.
  const saves = asked.payment_intent_data?.setup_future_usage !== undefined;
  return () => {
    const session = newSession({
      base: call.sandbox.base,
      created,
      expires_at,
      amount,
      currency: String(first?.currency),
      methods: asked.allowed_payment_method_types ?? (saves ? ['card'] : [...METHODS]),
      given: { ...(asked as JsonObject), success_url: successUrl },
    });
    call.work.put(session);
    const intent = (asked.payment_intent_data ?? {}) as JsonObject;
    call.work.notes.push({ session: session.id, deadline, intent, items });
    return answer(call, session, asked.expand);
  };
}

/** `POST /v1/checkout/sessions/:id/expire`. */
export function expireSession(call: Call, answer: Answer): () => Json {
  const asked = readAll(call.raw, { expand: list(str()) });
  return () => {
    const session = call.work.find('checkout.session', call.id);
    if (!session) throw missing('checkout.session', call.id, 'session');
    if (session.status !== 'open') {
      throw new ApiError(
        400,
        `Only Checkout Sessions with a status in ["open"] can be expired. This Session has a status of ${String(session.status)}.`,
      );
    }
    return answer(call, expire(call.work, session), asked.expand);
  };
}

/**
 * A backdated session lives as long as any other on the wall clock, although its `expires_at` has passed. While the
 * present is pretended, callers may go by either clock, so the bounds are not checked.
 */
function times(call: Call, asked: number | undefined) {
  const created = call.work.at;
  const expires_at = asked ?? created + DAY_S;
  const pretended = call.sandbox.clock !== null;
  if (!pretended && (expires_at < created + HALF_HOUR_S || expires_at > created + DAY_S)) {
    throw badParameter(
      'expires_at',
      'The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.',
    );
  }
  const wall = Math.trunc(Date.now() / 1000);
  return { created, expires_at, deadline: wall + (pretended ? DAY_S : expires_at - created) };
}

type AskedItem = {
  price_data?: { currency?: string; product_data?: { name?: string }; unit_amount?: number };
  quantity?: number;
};

function readItems(asked: AskedItem[] | undefined, created: number): JsonObject[] {
  const items = required(asked, 'line_items').map((item, index) => {
    const at = `line_items[${index}]`;
    const price = required(item.price_data, `${at}[price_data]`);
    const unit = required(price.unit_amount, `${at}[price_data][unit_amount]`);
    const product = required(price.product_data, `${at}[price_data][product_data]`);
    const name = required(product.name, `${at}[price_data][product_data][name]`);
    const code = required(price.currency, `${at}[price_data][currency]`);
    return newLineItem(name, unit, required(item.quantity, `${at}[quantity]`), code, created);
  });
  if (items.length === 0)
    throw badParameter('line_items', 'Missing required param: line_items.', 'parameter_missing');
  if (new Set(items.map((item) => item.currency)).size > 1) {
    throw badParameter('line_items', 'All line items must be in the same currency.');
  }
  return items;
}
