import type { VNode } from 'preact';
import type { PartnerDesk } from '../access/partner-desk.js';
import { partnerPage } from '../frame.js';
import { words } from '../partner.words.js';

/** The months for which a statement can be printed, newest first. */
export function statementsPage(desk: PartnerDesk, months: readonly string[]): VNode {
  const title = words(desk.locale, 'statements.title');
  return partnerPage({
    ...{ desk, title, current: 'figures' },
    children: (
      <>
        <h1>{title}</h1>
        <p class="soft">{words(desk.locale, 'statements.lead')}</p>
        <ul class="links">
          {months.map((month) => (
            <li key={month}>
              <a href={`/partner/statement?month=${month}`}>{month}</a>
            </li>
          ))}
        </ul>
      </>
    ),
  });
}
