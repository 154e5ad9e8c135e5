import { CARDS, cardCalled } from './cards.js';
import { type Handler, isPast, type Reply } from './control-door.js';
import { type DisputeStep, openDispute, STEPS, stepDispute } from './disputes.js';
import { ApiError } from './errors.js';
import { integer, type JsonObject, type StripeObject, text } from './json.js';
import { addLine } from './lines.js';
import { WrongState } from './payments.js';
import { makePayout, stepPayout } from './payouts.js';
import { REFUND_WAYS } from './refund-ways.js';
import { chargeOf, refund, settleRefund } from './refunds.js';
import { type Sandbox, sessionOf } from './sandbox.js';
import { turnCard } from './saved-methods.js';
import type { Work } from './work.js';

const BAD_AMOUNT = 'amount must be whole minor units above zero';

/** What people at the provider do: refunds in its dashboard, banks' disputes, payouts, fees. All datable by `at`. */
export const MONEY_ROUTES: Record<string, Handler> = {
  'POST /refund': (sandbox, body, id) =>
    doing(sandbox, body, (work) => {
      if (id) {
        const how = { ...said('reason', body), ...said('type', body) };
        return settleRefund(work, known(work, 'refund', id), String(body.to), how);
      }
      const way = REFUND_WAYS.find((each) => each === (body.way ?? 'as_usual'));
      if (!way) throw new WrongState(`way must be one of ${REFUND_WAYS.join(', ')}`);
      const charge = chargeIn(sandbox, work, body).id;
      return refund(work, { charge, ...amountIn(body), ...said('reason', body) }, way);
    }),
  'POST /dispute': (sandbox, body, id) =>
    doing(sandbox, body, (work) => {
      const fee = typeof body.fee === 'number' ? { fee: BigInt(integer(body.fee)) } : {};
      if (id) {
        const step = Object.keys(STEPS).find((each) => each === body.to) as DisputeStep | undefined;
        if (!step) throw new WrongState(`to must be one of ${Object.keys(STEPS).join(', ')}`);
        const feeReturned = body.fee_returned === true;
        return stepDispute(work, known(work, 'dispute', id), step, { ...fee, feeReturned });
      }
      const how = { ...amountIn(body), ...fee, ...said('reason', body) };
      const [funds, inquiry] = [body.funds !== false, body.inquiry === true];
      return openDispute(work, chargeIn(sandbox, work, body), { ...how, funds, inquiry });
    }),
  'POST /payout': (sandbox, body, id) =>
    doing(sandbox, body, (work) => {
      if (id)
        return stepPayout(work, known(work, 'payout', id), String(body.to), text(body.code) ?? undefined);
      const { amount } = amountIn(body);
      const currency = text(body.currency) ?? 'cny';
      const [automatic, early] = [body.automatic !== false, body.early === true];
      let payout = makePayout(work, {
        currency,
        automatic,
        early,
        ...(amount === undefined ? {} : { amount: BigInt(amount) }),
      });
      const steps = Array.isArray(body.steps) ? body.steps : ['in_transit', 'paid', 'reconciled'];
      for (const to of steps) {
        if (to === 'reconciled' && !automatic) continue;
        payout = stepPayout(work, payout, String(to));
      }
      return payout;
    }),
  'POST /card': (sandbox, body, id) =>
    doing(sandbox, body, (work) => {
      const card = cardCalled(body.card);
      if (!card) throw new WrongState(`card must be one of ${Object.keys(CARDS).join(', ')}`);
      return turnCard(work, id, card, body.times === undefined ? undefined : integer(body.times));
    }),
  'POST /line': (sandbox, body) =>
    doing(sandbox, body, (work) => {
      const type = text(body.type);
      if (!type || !Number.isSafeInteger(body.amount))
        throw new WrongState('a line needs a type and an amount');
      return addLine(work, {
        amount: BigInt(integer(body.amount)),
        fee: BigInt(integer(body.fee)),
        currency: text(body.currency) ?? 'cny',
        source: text(body.source),
        type,
        description: text(body.description),
        ...said('reporting_category', body),
        at_once: body.at_once !== false,
      });
    }),
};

/** Plans, does and commits one act; what the state forbids is 409, what is unknown is 404. */
function doing(sandbox: Sandbox, body: JsonObject, act: (work: Work) => StripeObject): Reply {
  if (body.at !== undefined && !isPast(body.at))
    return [400, { error: 'at must be unix seconds in the past' }];
  const work = sandbox.work(isPast(body.at) ? body.at : undefined);
  let made: StripeObject;
  try {
    made = act(work);
  } catch (error) {
    if (error instanceof WrongState) return [409, { error: error.message }];
    if (error instanceof ApiError) return [error.status, { error: error.message }];
    throw error;
  }
  sandbox.commit(work);
  const events = work.events.map((event) => ({ id: event.id, type: event.type }));
  return [200, { ...(sandbox.store.objects.get(made.id) ?? made), events }];
}

function known(work: Work, kind: string, id: string): StripeObject {
  const found = work.find(kind, id);
  if (!found) throw new ApiError(404, `no such ${kind}`);
  return found;
}

/** The charge named by itself, its payment intent or its session. */
function chargeIn(sandbox: Sandbox, work: Work, body: JsonObject): StripeObject {
  const session = sessionOf(sandbox, body.session);
  const payment_intent = text(body.payment_intent) ?? text(session?.payment_intent) ?? undefined;
  return chargeOf(work, { charge: text(body.charge) ?? undefined, payment_intent });
}

function amountIn(body: JsonObject): { amount?: number } {
  if (body.amount === undefined) return {};
  if (integer(body.amount) < 1) throw new ApiError(400, BAD_AMOUNT);
  return { amount: integer(body.amount) };
}

/** A text member when it is given, else nothing. */
function said<K extends string>(name: K, body: JsonObject): { [P in K]?: string } {
  const value = text(body[name]);
  return value === null ? {} : ({ [name]: value } as { [P in K]?: string });
}
