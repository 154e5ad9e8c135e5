import { openDispute, stepDispute } from '../disputes.js';
import { ApiError } from '../errors.js';
import { integer, minor, type StripeObject, text } from '../json.js';
import { WrongState } from '../payments.js';
import { makePayout, stepPayout } from '../payouts.js';
import { refund, settleRefund } from '../refunds.js';
import type { Sandbox } from '../sandbox.js';
import type { Work } from '../work.js';
import { type Html, html, money } from './html.js';
import { button, newest, table, time } from './parts.js';

const ACTS: Record<string, (work: Work, id: string) => void> = {
  refund: (work, charge) => void refund(work, { charge }),
  refund_fails: (work, id) => void settleRefund(work, the(work, 'refund', id), 'failed'),
  dispute: (work, id) => void openDispute(work, the(work, 'charge', id)),
  dispute_won: (work, id) => void stepDispute(work, the(work, 'dispute', id), 'won', { feeReturned: true }),
  dispute_lost: (work, id) => void stepDispute(work, the(work, 'dispute', id), 'lost'),
  payout: (work, currency) => {
    let payout = makePayout(work, { currency, early: true });
    for (const step of ['in_transit', 'paid', 'reconciled']) payout = stepPayout(work, payout, step);
  },
  payout_fails: (work, id) => void stepPayout(work, the(work, 'payout', id), 'failed'),
};

/** What a person may do in the provider's dashboard, and what banks do. A button that no longer fits does nothing. */
export function actOnMoney(sandbox: Sandbox, act: string, id: string): void {
  const work = sandbox.work(undefined);
  try {
    ACTS[act]?.(work, id);
  } catch (error) {
    if (error instanceof WrongState || error instanceof ApiError) return;
    throw error;
  }
  if (work.events.length) sandbox.commit(work);
}

/** Payments, refunds, disputes and payouts with their buttons. */
export function moneyTables(sandbox: Sandbox): Html {
  const rows = (kind: string, acts: (object: StripeObject) => Html) =>
    table(
      ['created', 'amount', 'act', 'status', 'id'],
      newest(sandbox, kind).map((object) => row(object, acts(object))),
    );
  const currencies = new Set(newest(sandbox, 'charge').map((charge) => String(charge.currency)));
  return html`<h2>Payments 付款</h2>${rows('charge', chargeActs)}
<h2>Refunds 退款</h2>${rows('refund', (refund) =>
    refund.status === 'succeeded'
      ? button('/money/refund_fails', refund.id, 'Bank sends it back 退款失败')
      : html``,
  )}
<h2>Disputes 争议</h2>${rows('dispute', (dispute) =>
    dispute.status === 'needs_response'
      ? html`${button('/money/dispute_won', dispute.id, 'Won 胜诉')} ${button('/money/dispute_lost', dispute.id, 'Lost 败诉')}`
      : html``,
  )}
<h2>Payouts 结算到账</h2><p>${[...currencies].map((currency) => button('/money/payout', currency, `Pay out ${currency} now 立即结算`))}</p>${rows(
    'payout',
    (payout) =>
      payout.status === 'paid'
        ? button('/money/payout_fails', payout.id, 'Bank returns it 银行退回')
        : html``,
  )}`;
}

function chargeActs(charge: StripeObject): Html {
  if (charge.status !== 'succeeded' || charge.disputed) return html``;
  const left = integer(charge.amount_refunded) < integer(charge.amount);
  return html`${left ? button('/money/refund', charge.id, 'Refund in the dashboard 后台退款') : null} ${button('/money/dispute', charge.id, 'Dispute 发起争议')}`;
}

function row(object: StripeObject, acts: Html): Html[] {
  const refunded = object.object === 'charge' ? minor(object.amount_refunded) : 0n;
  const currency = String(object.currency);
  return [
    html`${time(object.created)}`,
    html`${money(minor(object.amount), currency)}${refunded ? html` − ${money(refunded, currency)}` : null}`,
    acts,
    html`${object.disputed ? 'disputed' : (text(object.status) ?? '')}`,
    html`${object.id}`,
  ];
}

function the(work: Work, kind: string, id: string): StripeObject {
  const found = work.find(kind, id);
  if (!found) throw new WrongState(`no such ${kind}`);
  return found;
}
