import type { VNode } from 'preact';
import { Button } from '../../ui/buttons.js';
import { Figures } from '../../ui/facts.js';
import { readableCount, Time } from '../../ui/format.js';
import { Badge } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { wordFor, words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';
import type { OutboxCounts, OutboxRow } from './operations.queries.js';

const STATES = ['RELAY', 'PENDING', 'ENQUEUED', 'DEAD', 'DONE'] as const;
const TONE = { PENDING: 'plain', ENQUEUED: 'plain', DEAD: 'bad', DONE: 'good' } as const;

function Retry({ desk, row }: { desk: Desk; row: OutboxRow }): VNode | null {
  if (!mayAct(desk, 'clerk', 'administrator') || !['DEAD', 'PENDING'].includes(row.state)) return null;
  return (
    <form method="post" action={at(desk, `/outbox/${row.id}/retry`)}>
      <Button second size="small">
        {words(desk.locale, 'outbox.retry')}
      </Button>
    </form>
  );
}

function Rows({
  desk,
  rows,
  caption,
  empty,
  retries,
}: {
  desk: Desk;
  rows: readonly OutboxRow[];
  caption: string;
  empty: string;
  retries: boolean;
}): VNode {
  const { locale, organization } = desk;
  const zone = organization.timeZone;
  return (
    <Table
      caption={caption}
      columns={[
        { head: '#', number: true },
        { head: words(locale, 'outbox.task') },
        { head: words(locale, 'day.state') },
        { head: words(locale, 'outbox.since') },
        { head: words(locale, 'outbox.due') },
        { head: words(locale, 'inbox.attempts'), number: true },
        { head: words(locale, 'inbox.reason') },
        ...(retries ? [{ head: words(locale, 'outbox.action') }] : []),
      ]}
      rows={rows.map((row) => [
        row.id,
        <>
          {wordFor(locale, 'task', row.subscriber)} <code class="small soft">{row.ref}</code>
        </>,
        <Badge tone={TONE[row.state]}>{words(locale, `outbox.${row.state}`)}</Badge>,
        <Time at={row.announcedAt} locale={locale} zone={zone} />,
        row.doneAt ? words(locale, 'none') : <Time at={row.dueAt} locale={locale} zone={zone} />,
        String(row.attempts),
        row.reason ?? words(locale, 'none'),
        ...(retries ? [<Retry desk={desk} row={row} />] : []),
      ])}
      empty={empty}
    />
  );
}

/** The outbox: what still has to be done after an event, what is stuck and why. */
export function outboxPage(
  desk: Desk,
  props: {
    counts: OutboxCounts;
    stuck: readonly OutboxRow[];
    recent: readonly OutboxRow[];
    done?: unknown;
  },
): VNode {
  const { locale } = desk;
  const title = words(locale, 'nav.outbox');
  return (
    <DeskPage desk={desk} title={title} current="outbox" done={props.done}>
      <h1>{title}</h1>
      <p class="soft">{words(locale, 'outbox.lead')}</p>
      <Figures
        figures={STATES.map((state) => [
          words(locale, `outbox.${state}`),
          readableCount(props.counts[state], locale),
        ])}
      />
      <Rows
        desk={desk}
        rows={props.stuck}
        caption={words(locale, 'outbox.stuck')}
        empty={words(locale, 'outbox.nothingStuck')}
        retries
      />
      <Rows
        desk={desk}
        rows={props.recent}
        caption={words(locale, 'outbox.recent')}
        empty={words(locale, 'outbox.nothing')}
        retries={false}
      />
    </DeskPage>
  );
}
