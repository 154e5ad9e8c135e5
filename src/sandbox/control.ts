import type { IncomingMessage, ServerResponse } from 'node:http';
import { CARDS, cardCalled } from './cards.js';
import { type Handler, isPast, type Reply } from './control-door.js';
import { MONEY_ROUTES } from './control-money.js';
import { readFaults } from './faults.js';
import { forge } from './forgeries.js';
import { readBody, sendJson } from './http.js';
import { newId } from './ids.js';
import { isObject, type JsonObject, type StripeObject, text } from './json.js';
import { METHODS } from './objects/session.js';
import { decide, type Outcome, settleDelayed, WrongState } from './payments.js';
import { type Sandbox, sessionOf } from './sandbox.js';
import { moneyOf, state } from './state.js';
import { API_VERSION } from './work.js';

const OUTCOMES = ['paid', 'declined', 'unpaid', 'expired'];

const ROUTES: Record<string, Handler> = {
  'POST /pay': pay,
  'POST /async': settle,
  'GET /faults': (sandbox) => [200, { ...sandbox.faults.settings, seed: sandbox.faults.seed }],
  'PUT /faults': setFaults,
  'POST /deliveries': (sandbox, body) => {
    if (typeof body.on !== 'boolean') return [400, { error: 'on must be true or false' }];
    sandbox.switchDeliveries(body.on);
    return [200, { on: body.on }];
  },
  'POST /redeliver': (sandbox, body) => {
    const event = sandbox.store.find('event', text(body.event) ?? '');
    if (!event || !sandbox.deliveries) return [404, { error: 'no such event, or no webhook endpoint' }];
    sandbox.deliveries.redeliver(event.id);
    return [202, { event: event.id }];
  },
  'PUT /clock': (sandbox, body) => {
    const { at } = body;
    if (at !== null && !isPast(at)) return [400, { error: 'at must be unix seconds in the past, or null' }];
    sandbox.clock = at;
    return [200, { at }];
  },
  'GET /state': (sandbox) => [200, state(sandbox)],
  'GET /money': (sandbox) => [200, moneyOf(sandbox)],
  'POST /emit': emit,
  'POST /forge': forge,
  ...MONEY_ROUTES,
};

/** The control door under `/_sandbox`: JSON in, JSON out. Not part of Stripe. */
export async function control(
  sandbox: Sandbox,
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
): Promise<void> {
  const [, , name, id = ''] = path.split('/');
  const handler = ROUTES[`${req.method} /${name}`];
  if (!handler) return sendJson(res, 404, { error: 'no such control' });
  let body: unknown = {};
  if (req.method !== 'GET') {
    // A page of another site can post a form here, but not JSON.
    if (!req.headers['content-type']?.startsWith('application/json'))
      return sendJson(res, 415, { error: 'JSON only' });
    try {
      body = JSON.parse(await readBody(req));
    } catch {
      return sendJson(res, 400, { error: 'not JSON' });
    }
  }
  if (!isObject(body)) return sendJson(res, 400, { error: 'not a JSON object' });
  sendJson(res, ...(await handler(sandbox, body, id)));
}

function pay(sandbox: Sandbox, body: JsonObject): Reply {
  const session = sessionOf(sandbox, body.session);
  if (!session) return [404, { error: 'no such session' }];
  const outcome = body.outcome ?? 'paid';
  const method = METHODS.find((known) => known === (body.method ?? 'card'));
  const card = cardCalled(body.card ?? 'pays');
  const at = body.at ?? sandbox.now();
  if (!OUTCOMES.includes(String(outcome)))
    return [400, { error: `outcome must be one of ${OUTCOMES.join(', ')}` }];
  if (!method) return [400, { error: `method must be one of ${METHODS.join(', ')}` }];
  if (!card) return [400, { error: `card must be one of ${Object.keys(CARDS).join(', ')}` }];
  if (!isPast(at)) return [400, { error: 'at must be unix seconds in the past' }];
  const work = sandbox.work(at);
  try {
    decide(work, session, outcome as Outcome, method, card);
  } catch (error) {
    if (error instanceof WrongState) return [409, { error: error.message }];
    throw error;
  }
  if (work.events.length) sandbox.commit(work);
  return [200, outcomeOf(sandbox, session.id, work.events)];
}

function settle(sandbox: Sandbox, body: JsonObject, id: string): Reply {
  const session = sessionOf(sandbox, id);
  if (!session) return [404, { error: 'no such session' }];
  if (body.outcome !== 'succeeded' && body.outcome !== 'failed') {
    return [400, { error: 'outcome must be succeeded or failed' }];
  }
  const work = sandbox.work(isPast(body.at) ? body.at : undefined);
  try {
    settleDelayed(work, session, body.outcome === 'succeeded');
  } catch (error) {
    if (error instanceof WrongState) return [409, { error: error.message }];
    throw error;
  }
  sandbox.commit(work);
  return [200, outcomeOf(sandbox, id, work.events)];
}

function outcomeOf(sandbox: Sandbox, id: string, events: StripeObject[]): JsonObject {
  const session = sessionOf(sandbox, id);
  const intent = sandbox.store.find('payment_intent', text(session?.payment_intent) ?? '');
  const charge = sandbox.store.find('charge', text(intent?.latest_charge) ?? '');
  return {
    session: id,
    status: session?.status,
    payment_status: session?.payment_status,
    payment_intent: intent?.id ?? null,
    charge: charge?.id ?? null,
    balance_transaction: charge?.balance_transaction ?? null,
    events: events.map((event) => ({ id: event.id, type: event.type })),
  };
}

function setFaults(sandbox: Sandbox, body: JsonObject): Reply {
  const { seed: _, ...given } = body;
  const [settings, wrong] = readFaults(given, sandbox.faults.settings);
  if (wrong.length) return [400, { error: `not a fault, or out of bounds: ${wrong.join(', ')}` }];
  sandbox.faults.settings = settings;
  sandbox.saveSettings();
  return [200, { ...settings, seed: sandbox.faults.seed }];
}

/** Delivers an event made by hand, missing members filled in: for cases that Stripe would produce only rarely. */
function emit(sandbox: Sandbox, body: JsonObject): Reply {
  const given = body.event;
  if (!isObject(given) || typeof given.type !== 'string')
    return [400, { error: 'event needs a type and data' }];
  const event: StripeObject = {
    object: 'event',
    api_version: API_VERSION,
    data: { object: {} },
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    ...given,
    id: text(given.id) ?? newId('evt_1'),
    created: typeof given.created === 'number' ? given.created : sandbox.now(),
  };
  if (event.object !== 'event') return [400, { error: 'object must be event' }];
  const work = sandbox.work(undefined);
  work.events.push(event);
  sandbox.commit(work);
  return [200, { event: event.id }];
}
