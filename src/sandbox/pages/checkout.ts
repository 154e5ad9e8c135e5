import type { IncomingMessage, ServerResponse } from 'node:http';
import { CARDS, cardCalled } from '../cards.js';
import { readBody, redirect, sendHtml } from '../http.js';
import { minor, type StripeObject, text } from '../json.js';
import { METHODS } from '../objects/session.js';
import { decide, type Outcome, WrongState } from '../payments.js';
import type { Sandbox } from '../sandbox.js';
import { document, type Html, html, money } from './html.js';
import { type Language, languageOf, WORDS, type Words } from './words.js';

const ACTIONS: Record<string, Outcome> = { pay: 'paid', decline: 'declined', later: 'unpaid' };

/** The hosted checkout page `/c/pay/:session`: one form, no script. `action` is pay, decline or later. */
export async function checkout(
  sandbox: Sandbox,
  req: IncomingMessage,
  res: ServerResponse,
  id: string,
): Promise<void> {
  // The body comes first: between reading the session and paying it, nothing else may happen.
  const form = new URLSearchParams(req.method === 'POST' ? await readBody(req) : '');
  const session = sandbox.store.find('checkout.session', id);
  const language = languageOf(text(session?.locale), req.headers['accept-language']);
  const words = WORDS[language];
  if (!session) return sendHtml(res, 404, page(language, words.unknown, html`<p>${words.unknown}</p>`));
  if (req.method === 'GET') return sendHtml(res, 200, view(sandbox, session, language));
  if (req.method !== 'POST') return sendHtml(res, 405, page(language, '405', html`<p>405</p>`));

  const outcome = ACTIONS[form.get('action') ?? 'pay'];
  const method = METHODS.find((known) => known === (form.get('method') ?? 'card'));
  const card = cardCalled(form.get('card') ?? 'pays');
  if (!outcome || !method || !card) return sendHtml(res, 400, view(sandbox, session, language));
  const work = sandbox.work(undefined);
  try {
    decide(work, session, outcome, method, card);
  } catch (error) {
    if (!(error instanceof WrongState)) throw error;
    return sendHtml(res, 409, view(sandbox, session, language));
  }
  if (work.events.length) sandbox.commit(work);
  const after = sandbox.store.find('checkout.session', id) ?? session;
  if (outcome === 'declined') return sendHtml(res, 402, view(sandbox, after, language, words.declined));
  redirect(res, successUrl(after));
}

/** Where the payer goes after paying, with Stripe's template filled in. */
function successUrl(session: StripeObject): string {
  return (text(session.success_url) ?? '/').replaceAll('{CHECKOUT_SESSION_ID}', session.id);
}

function page(language: Language, title: string, body: Html): string {
  return document(
    language === 'zh' ? 'zh-CN' : 'en',
    title,
    html`<p class="note">${WORDS[language].notice}</p>${body}`,
  );
}

function view(sandbox: Sandbox, session: StripeObject, language: Language, problem?: string): string {
  const words = WORDS[language];
  const amount = money(minor(session.amount_total), String(session.currency));
  const items = sandbox.store.notes.get(session.id)?.items ?? [];
  const head = html`<h1>${items.map((item) => text(item.description)).join(' · ')}</h1><p class="amount">${amount}</p>`;
  return page(
    language,
    `${words.title} ${amount}`,
    html`<div class="card">${head}${problem ? html`<p class="bad" role="alert">${problem}</p>` : null}${
      session.status === 'open' ? form(sandbox, session, words) : closed(session, words)
    }</div>`,
  );
}

function form(sandbox: Sandbox, session: StripeObject, words: Words): Html {
  const offered = (session.payment_method_types as string[]).filter((method) => method !== 'us_bank_account');
  const cancel = text(session.cancel_url);
  const saves = Boolean(sandbox.store.notes.get(session.id)?.intent.setup_future_usage);
  const choices = offered.map(
    (method, index) =>
      html`<label><input type="radio" name="method" value="${method}"${index ? null : html` checked`}>${words.methods[method] ?? method}</label>`,
  );
  return html`<form method="post"><fieldset><legend>${words.method}</legend>${choices}</fieldset>${saves ? cards(words) : null}
<button class="go" name="action" value="pay">${words.pay}</button>
<button name="action" value="decline">${words.decline}</button>
<button name="action" value="later">${words.later}</button></form>
${cancel ? html`<a class="back" href="${cancel}" rel="noreferrer">← ${words.back}</a>` : null}`;
}

/** What the card, which is kept for later, will do when it is charged while its owner is away. */
function cards(words: Words): Html {
  const choices = Object.entries(CARDS).map(
    ([name, { last4 }]) => html`<option value="${name}">…${last4} ${words.cards[name] ?? name}</option>`,
  );
  return html`<p>${words.saved}</p><p><label for="card">${words.later_charges}</label><select id="card" name="card">${choices}</select></p>`;
}

function closed(session: StripeObject, words: Words): Html {
  const paid = session.status === 'complete';
  const said = paid ? (session.payment_status === 'paid' ? words.paid : words.waiting) : words.expired;
  const target = paid ? successUrl(session) : text(session.cancel_url);
  return html`<p>${said}</p>${target ? html`<a class="back" href="${target}" rel="noreferrer">${words.onward}</a>` : null}`;
}
