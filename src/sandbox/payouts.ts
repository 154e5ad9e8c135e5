import { integer, minor, type StripeObject } from './json.js';
import { addLine } from './lines.js';
import { newPayout, payoutFailure } from './objects/payout.js';
import { WrongState } from './payments.js';
import type { Work } from './work.js';

/** How a payout begins; amount in minor units. */
export interface PayoutOpening {
  currency: string;
  /** False: asked for by hand, an amount without lines of its own. */
  automatic?: boolean;
  /** Of a payout by hand; an automatic one takes what its lines come to. */
  amount?: bigint;
  /** True also takes what is not available yet, so that nobody has to wait two days. */
  early?: boolean;
}

const LEADS_TO: Record<string, string[]> = {
  pending: ['in_transit', 'paid', 'failed', 'canceled'],
  in_transit: ['paid', 'failed'],
  // "Some payouts that fail might initially show as paid", within five business days.
  paid: ['failed', 'reconciled'],
};

/**
 * Pays out: an automatic payout takes every line of its currency that is available and was not paid out before.
 * @throws WrongState when nothing, or less than nothing, is left.
 */
export function makePayout(work: Work, how: PayoutOpening): StripeObject {
  const automatic = how.automatic ?? true;
  const lines = unpaidLines(work, how.currency, how.early ?? false);
  const left = lines.reduce((sum, line) => sum + minor(line.net), 0n);
  const amount = automatic ? left : (how.amount ?? left);
  if (amount <= 0n) throw new WrongState(`There is nothing to pay out in ${how.currency}.`);
  if (amount > left) throw new WrongState('The balance is less than that.');
  const { currency } = how;
  const made = newPayout({ amount, currency, automatic, created: work.at });
  const payout = lineOf(work, made, -amount, 'payout');
  const opened = work.change(made, { balance_transaction: payout.id });
  if (automatic) {
    const taken = [payout, ...lines].map((line) => line.id);
    work.paidOut.push({ payout: made.id, lines: taken });
  }
  work.event('payout.created', opened);
  return opened;
}

/**
 * Takes a payout further; `failed` and `canceled` bring the money back by a line that belongs to a later payout.
 * @throws WrongState for a step that does not follow.
 */
export function stepPayout(
  work: Work,
  payout: StripeObject,
  to: string,
  code = 'account_closed',
): StripeObject {
  const before = String(payout.status);
  if (
    !LEADS_TO[before]?.includes(to) ||
    (to === 'reconciled' && payout.reconciliation_status !== 'in_progress')
  )
    throw new WrongState(`A payout that is ${before} cannot become ${to}.`);
  if (to === 'reconciled') {
    const reconciled = work.change(payout, { reconciliation_status: 'completed' });
    work.event('payout.reconciliation_completed', reconciled);
    return reconciled;
  }
  let next = work.change(payout, { status: to });
  if (to === 'paid') {
    const value = `SANDBOX${payout.id.slice(-9)}`;
    next = work.change(next, { trace_id: { status: 'supported', value } });
  }
  if (to === 'failed' || to === 'canceled') {
    const type = to === 'failed' ? 'payout_failure' : 'payout_cancel';
    const back = lineOf(work, payout, minor(payout.amount), type);
    const why = to === 'failed' ? payoutFailure(code) : {};
    next = work.change(next, { ...why, failure_balance_transaction: back.id });
  }
  work.event('payout.updated', next, { status: before });
  if (to !== 'in_transit') work.event(`payout.${to}`, next);
  return next;
}

/** The lines of a currency that no payout has taken, oldest first. */
function unpaidLines(work: Work, currency: string, early: boolean): StripeObject[] {
  const found: StripeObject[] = [];
  const { store } = work;
  for (const id of store.timeline('balance_transaction').newestFirst(0, work.at)) {
    const line = store.find('balance_transaction', id);
    if (!line || line.currency !== currency || store.payoutOf.has(id)) continue;
    if (early || integer(line.available_on) <= work.at) found.push(line);
  }
  return found.reverse();
}

function lineOf(work: Work, payout: StripeObject, amount: bigint, type: string): StripeObject {
  const description = { payout: 'STRIPE PAYOUT', payout_failure: 'STRIPE PAYOUT FAILURE' }[type];
  return addLine(work, {
    amount,
    fee: 0n,
    currency: String(payout.currency),
    source: payout.id,
    type,
    description: description ?? 'STRIPE PAYOUT CANCELED',
    at_once: true,
  });
}
