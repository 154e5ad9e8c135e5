import type { VNode } from 'preact';
import type { Locale } from '../../../platform/i18n/locale.js';
import { Time } from '../../ui/format.js';
import type { Desk } from '../access/visit.js';
import { wordFor, words } from '../console.words.js';
import type { TrailEvent } from './trail.queries.js';

const SHOWN_MAX = 80;

function shown(value: unknown): string {
  if (value === null || value === undefined || value === '') return '—';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
}

/** Fields are called as in the form of a project, or as in a request for approval. */
function fieldName(locale: Locale, field: string): string {
  const name = wordFor(locale, 'projectField', field);
  return name === field ? wordFor(locale, 'approvalField', field) : name;
}

function Changes({ event, desk }: { event: TrailEvent; desk: Desk }): VNode | null {
  const fields = [...new Set([...Object.keys(event.before), ...Object.keys(event.after)])];
  if (fields.length === 0) return null;
  return (
    <details class="changes">
      <summary>{words(desk.locale, 'trail.changes', { n: fields.length })}</summary>
      <dl>
        {fields.map((field) => (
          <div key={field}>
            <dt>{fieldName(desk.locale, field)}</dt>
            <dd>
              {field in event.before && (
                <>
                  <del>{shown(event.before[field])}</del> →{' '}
                </>
              )}
              <ins>{shown(event.after[field])}</ins>
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function whoOf({ who, ofPartner }: TrailEvent, locale: Locale): string {
  if (who === null) return words(locale, 'trail.system');
  return ofPartner ? words(locale, 'trail.partnerPerson', { name: who }) : who;
}

/** Who did what and when, newest first. */
export function Trail({ desk, events }: { desk: Desk; events: readonly TrailEvent[] }): VNode {
  const { locale, organization } = desk;
  if (events.length === 0) return <p class="soft">{words(locale, 'trail.nothing')}</p>;
  return (
    <ol class="trail">
      {events.map((event) => (
        <li key={event.id}>
          <strong>{wordFor(locale, 'action', event.action)}</strong>{' '}
          <span class="soft small">
            {whoOf(event, locale)} · <Time at={event.at} locale={locale} zone={organization.timeZone} />
          </span>
          <Changes event={event} desk={desk} />
        </li>
      ))}
    </ol>
  );
}
