import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody, redirect, sendHtml } from '../http.js';
import { minor, type StripeObject } from '../json.js';
import { settleDelayed, WrongState } from '../payments.js';
import type { Sandbox } from '../sandbox.js';
import { document, type Html, html, money } from './html.js';
import { mailList } from './mailbox.js';
import { actOnMoney, moneyTables } from './money.js';
import { button, newest, ROWS, table, time } from './parts.js';

/** The home page `/`: recent sessions and events, and switches for deliveries. */
export function home(sandbox: Sandbox, res: ServerResponse): void {
  const on = sandbox.deliveries?.on ?? false;
  const body = html`<h1>Boai sandbox 博爱沙盒</h1><p class="note">A pretend Stripe: no real money. 模拟支付，没有真实资金。Faults seed ${sandbox.faults.seed}. Times are UTC.</p>
<form method="post" action="/deliveries" class="line"><input type="hidden" name="on" value="${on ? 'false' : 'true'}">
<button class="small">${on ? 'Stop webhooks 停止通知' : 'Resume webhooks 恢复通知'}</button></form>
<h2>Checkout sessions 支付会话</h2>${table(['created', 'amount', 'status', 'payment', 'id', 'act'], newest(sandbox, 'checkout.session').map(sessionRow))}
${moneyTables(sandbox)}
<h2>Events 事件</h2>${table(
    ['created', 'type', 'webhook', 'id', 'act'],
    newest(sandbox, 'event').map((event) => eventRow(sandbox, event)),
  )}
${sandbox.mailbox ? html`<h2>Mail 邮件</h2>${table(['received', 'to', 'subject'], mailList(sandbox.mailbox, ROWS))}` : null}`;
  sendHtml(res, 200, document('en', 'Boai sandbox', body, true));
}

/** The home page's buttons; each answers by going back to it. */
export async function homeForm(
  sandbox: Sandbox,
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
): Promise<void> {
  const { origin, host } = req.headers;
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) {
    return sendHtml(res, 403, document('en', '403', html`<p>Only from the sandbox's own page.</p>`));
  }
  const form = new URLSearchParams(await readBody(req));
  const id = form.get('id') ?? '';
  if (path === '/deliveries') sandbox.switchDeliveries(form.get('on') === 'true');
  if (path === '/redeliver' && sandbox.store.find('event', id)) sandbox.deliveries?.redeliver(id);
  if (path === '/settle') settle(sandbox, id, form.get('outcome') === 'succeeded');
  if (path.startsWith('/money/')) actOnMoney(sandbox, path.slice('/money/'.length), id);
  redirect(res, '/');
}

function settle(sandbox: Sandbox, id: string, succeeded: boolean): void {
  const session = sandbox.store.find('checkout.session', id);
  if (!session) return;
  const work = sandbox.work(undefined);
  try {
    settleDelayed(work, session, succeeded);
  } catch (error) {
    // A button pressed twice: the money has already come or failed to.
    if (error instanceof WrongState) return;
    throw error;
  }
  sandbox.commit(work);
}

function sessionRow(session: StripeObject): Html[] {
  const waiting = session.status === 'complete' && session.payment_status === 'unpaid';
  return [
    html`${time(session.created)}`,
    html`${money(minor(session.amount_total), String(session.currency))}`,
    html`${String(session.status)}`,
    html`${String(session.payment_status)}`,
    session.status === 'open'
      ? html`<a href="/c/pay/${session.id}">${session.id.slice(0, 20)}…</a>`
      : html`${session.id.slice(0, 20)}…`,
    waiting
      ? html`${button('/settle', session.id, 'Money arrives 到账', 'succeeded')} ${button('/settle', session.id, 'Fails 失败', 'failed')}`
      : html``,
  ];
}

function eventRow(sandbox: Sandbox, event: StripeObject): Html[] {
  const delivery = sandbox.store.deliveries.get(event.id);
  const last = delivery?.last_status ?? delivery?.last_error ?? '';
  return [
    html`${time(event.created)}`,
    html`${String(event.type)}`,
    html`${delivery ? `${delivery.state} (${delivery.attempts}) ${last}` : 'no endpoint'}`,
    html`${event.id}`,
    delivery ? button('/redeliver', event.id, 'Redeliver 重发') : html``,
  ];
}
