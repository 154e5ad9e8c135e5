import type { StripeObject } from '../json.js';
import type { Sandbox } from '../sandbox.js';
import { type Html, html } from './html.js';

/** How many rows a table of the home page shows. */
export const ROWS = 50;

/** The newest objects of a kind. */
export function newest(sandbox: Sandbox, kind: string): StripeObject[] {
  const found: StripeObject[] = [];
  for (const id of sandbox.store.timeline(kind).newestFirst(0, Number.MAX_SAFE_INTEGER)) {
    const object = sandbox.store.find(kind, id);
    if (object) found.push(object);
    if (found.length === ROWS) break;
  }
  return found;
}

/** A button that posts an id, and goes back to the page it stands on. */
export function button(action: string, id: string, label: string, outcome?: string): Html {
  return html`<form method="post" action="${action}" class="line"><input type="hidden" name="id" value="${id}">${
    outcome ? html`<input type="hidden" name="outcome" value="${outcome}">` : null
  }<button class="small">${label}</button></form>`;
}

/** Unix seconds as people read them, UTC. */
export function time(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

/** A table that scrolls sideways by itself on a phone. */
export function table(heads: string[], rows: Html[][]): Html {
  if (rows.length === 0) return html`<p class="soft">Nothing yet. 暂无。</p>`;
  return html`<div class="scroll"><table><thead><tr>${heads.map((head) => html`<th>${head}</th>`)}</tr></thead><tbody>${rows.map(
    (row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`,
  )}</tbody></table></div>`;
}
