import type { VNode } from 'preact';
import { readableDay } from '../../ui/format.js';
import { Notice } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import type { PartnerDesk } from '../access/partner-desk.js';
import { StandingBadge, societyName } from '../agreements/agreements.page.js';
import type { AgreementView } from '../agreements/desk-agreements.js';
import { partnerPage } from '../frame.js';
import { words } from '../partner.words.js';
import type { Step } from './next-steps.js';

/** How things stand and what to do next. */
export function startPage(
  desk: PartnerDesk,
  props: {
    agreements: readonly AgreementView[];
    steps: readonly Step[];
    suspendedReason: string | null;
    done?: unknown;
  },
): VNode {
  const { locale, standing } = desk;
  return partnerPage({
    ...{ desk, title: words(locale, 'nav.start'), current: 'start', done: props.done },
    children: (
      <>
        <h1>{desk.partnerName}</h1>
        {standing !== 'active' && (
          <Notice tone="warn">
            <p>{words(locale, `start.${standing}`)}</p>
            {props.suspendedReason && (
              <p>
                {words(locale, 'agreement.reason')}: {props.suspendedReason}
              </p>
            )}
          </Notice>
        )}
        <h2>{words(locale, 'start.next')}</h2>
        <ul>
          {props.steps.map(({ name, path }) => (
            <li key={name}>
              <a href={path}>{words(locale, `step.${name}`)}</a>
            </li>
          ))}
        </ul>
        <h2>{words(locale, 'nav.agreements')}</h2>
        <Table
          caption={words(locale, 'nav.agreements')}
          hideCaption
          columns={[
            { head: words(locale, 'apply.organization') },
            { head: words(locale, 'agreement.number') },
            { head: words(locale, 'agreement.until') },
            { head: words(locale, 'agreement.state') },
          ]}
          rows={props.agreements.map((view) => [
            societyName(view.organization, locale),
            view.agreement.number ?? '—',
            view.agreement.validUntil ? readableDay(view.agreement.validUntil, locale) : '—',
            <StandingBadge view={view} locale={locale} />,
          ])}
          empty={words(locale, 'agreement.none')}
        />
      </>
    ),
  });
}
