import type { VNode } from 'preact';
import { Notice } from '../../ui/notices.js';
import type { PartnerDesk } from '../access/partner-desk.js';
import { partnerPage } from '../frame.js';
import { sentence, words } from '../partner.words.js';

/** How things stand and what to do next. */
export function startPage(desk: PartnerDesk): VNode {
  const { locale, standing } = desk;
  const title = words(locale, 'nav.start');
  const rests = sentence(locale, `start.${standing}`);
  return partnerPage({
    ...{ desk, title, current: 'start' },
    children: (
      <>
        <h1>{desk.partnerName}</h1>
        {standing !== 'active' && rests && (
          <Notice tone="warn">
            <p>{rests}</p>
          </Notice>
        )}
      </>
    ),
  });
}
