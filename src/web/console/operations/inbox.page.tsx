import type { VNode } from 'preact';
import type { InboxRow } from '../../../providers/inbox.queries.js';
import { Actions, ButtonLink } from '../../ui/buttons.js';
import { Facts } from '../../ui/facts.js';
import { readableCount, Time } from '../../ui/format.js';
import { Badge, Notice } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { wordFor, words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';
import { maskedBody } from './masked-body.js';
import type { EventDetail } from './operations.queries.js';
import { reasonInWords } from './reasons.js';

/** States of an inbox row in the order in which they matter to a person. */
export const INBOX_STATES = ['QUARANTINED', 'WAITING', 'NEW', 'DONE', 'IGNORED'] as const;
export type InboxState = (typeof INBOX_STATES)[number];

const TONE = { QUARANTINED: 'bad', WAITING: 'warn', NEW: 'plain', DONE: 'good', IGNORED: 'plain' } as const;

export interface InboxProps {
  readonly counts: Readonly<Record<InboxState, number>>;
  readonly stuck: readonly InboxRow[];
  readonly rows: readonly InboxRow[];
  readonly state: InboxState | null;
}

function Rows({
  desk,
  rows,
  caption,
  empty,
}: {
  desk: Desk;
  rows: readonly InboxRow[];
  caption: string;
  empty: string;
}): VNode {
  const { locale, organization } = desk;
  return (
    <Table
      caption={caption}
      columns={[
        { head: '#', number: true },
        { head: words(locale, 'inbox.type') },
        { head: words(locale, 'day.state') },
        { head: words(locale, 'inbox.received') },
        { head: words(locale, 'inbox.attempts'), number: true },
        { head: words(locale, 'inbox.reason') },
      ]}
      rows={rows.map((row) => [
        <a href={at(desk, `/inbox/${row.id}`)}>{row.id}</a>,
        <code class="small">{row.type}</code>,
        <Badge tone={TONE[row.state]}>{words(locale, `inbox.${row.state}`)}</Badge>,
        <Time at={row.receivedAt} locale={locale} zone={organization.timeZone} />,
        String(row.attempts),
        reasonInWords(locale, row.reason),
      ])}
      empty={empty}
    />
  );
}

/** The inbox: how many events are in which state, what is stuck and why, and the newest ones. */
export function inboxPage(desk: Desk, props: InboxProps): VNode {
  const { locale } = desk;
  const title = words(locale, 'nav.inbox');
  const here = at(desk, '/inbox');
  return (
    <DeskPage desk={desk} title={title} current="inbox">
      <h1>{title}</h1>
      <p class="soft">{words(locale, 'inbox.lead')}</p>
      <nav class="counts" aria-label={words(locale, 'inbox.byState')}>
        <a href={here} aria-current={props.state === null ? 'page' : undefined}>
          {words(locale, 'all')}
        </a>
        {INBOX_STATES.map((state) => (
          <a
            key={state}
            href={`${here}?state=${state}`}
            aria-current={props.state === state ? 'page' : undefined}
          >
            {words(locale, `inbox.${state}`)} <b>{readableCount(props.counts[state], locale)}</b>
          </a>
        ))}
      </nav>
      {props.state === null && (
        <Rows
          desk={desk}
          rows={props.stuck}
          caption={words(locale, 'inbox.stuck')}
          empty={words(locale, 'inbox.nothingStuck')}
        />
      )}
      <Rows
        desk={desk}
        rows={props.rows}
        caption={words(locale, props.state === null ? 'inbox.newest' : `inbox.${props.state}`)}
        empty={words(locale, 'inbox.nothing')}
      />
    </DeskPage>
  );
}

/** One event. Its body only for those who work with it, and never a donor's data. */
export function inboxEventPage(
  desk: Desk,
  event: EventDetail,
  { showsBody, done }: { showsBody: boolean; done?: unknown },
): VNode {
  const { locale, organization } = desk;
  const title = words(locale, 'inbox.event', { id: event.id });
  const zone = organization.timeZone;
  const body = showsBody ? maskedBody(event.body) : undefined;
  return (
    <DeskPage desk={desk} title={title} current="inbox" done={done}>
      <p class="crumbs">
        <a href={at(desk, '/inbox')}>{words(locale, 'nav.inbox')}</a>
      </p>
      <h1>{title}</h1>
      {event.conflicts > 0 && (
        <Notice tone="bad">
          <p>{words(locale, 'inbox.conflicts', { n: event.conflicts })}</p>
        </Notice>
      )}
      <Facts
        facts={[
          [words(locale, 'inbox.type'), <code>{event.type}</code>],
          [words(locale, 'inbox.eventId'), <code>{event.eventId}</code>],
          [words(locale, 'inbox.account'), event.account],
          [words(locale, 'day.state'), wordFor(locale, 'inbox', event.state)],
          [words(locale, 'inbox.reason'), event.reason && reasonInWords(locale, event.reason)],
          [words(locale, 'inbox.received'), <Time at={event.receivedAt} locale={locale} zone={zone} />],
          [words(locale, 'inbox.attempts'), String(event.attempts)],
          [
            words(locale, 'inbox.next'),
            ['NEW', 'WAITING'].includes(event.state) && event.nextAt.getUTCFullYear() < 9000 ? (
              <Time at={event.nextAt} locale={locale} zone={zone} />
            ) : null,
          ],
        ]}
      />
      {event.state === 'QUARANTINED' && mayAct(desk, 'clerk', 'approver') && (
        <Actions>
          <ButtonLink second href={at(desk, `/inbox/${event.id}/replay`)}>
            {words(locale, 'replay.link')}
          </ButtonLink>
        </Actions>
      )}
      <h2>{words(locale, 'inbox.body')}</h2>
      {body === undefined ? (
        <p class="soft">{words(locale, 'inbox.bodyHidden')}</p>
      ) : (
        <>
          <p class="soft small">{words(locale, 'inbox.bodyMasked')}</p>
          <pre class="body">{body ?? words(locale, 'inbox.bodyUnreadable', { n: event.body.length })}</pre>
        </>
      )}
    </DeskPage>
  );
}
