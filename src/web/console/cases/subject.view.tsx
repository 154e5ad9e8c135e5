import type { VNode } from 'preact';
import { type IdPrefix, isId, withPrefix } from '../../../kernel/ids.js';
import type { Desk } from '../access/visit.js';
import { wordFor } from '../console.words.js';
import { at } from '../layout.js';

/** Subjects that have a page of their own in the console. */
const PAGES: Readonly<Record<string, readonly [IdPrefix, string]>> = {
  donation: ['don', '/gifts/'],
  project: ['prj', '/projects/'],
  refund: ['rfd', '/refunds/'],
  refund_request: ['rrq', '/refund-requests/'],
  settlement: ['stl', '/settlements/'],
  disbursement: ['dsb', '/disbursements/'],
  receipt: ['rcp', '/receipts/'],
  case: ['cas', '/cases/'],
};

/** What a case or an entry is about, as a link where there is a page for it. */
export function Subject({ desk, type, id }: { desk: Desk; type: string; id: string }): VNode {
  const name = wordFor(desk.locale, 'subject', type);
  const page = PAGES[type];
  if (page && isId(id)) return <a href={at(desk, `${page[1]}${withPrefix(page[0], id)}`)}>{name}</a>;
  return (
    <>
      {name} <code class="small">{id}</code>
    </>
  );
}
