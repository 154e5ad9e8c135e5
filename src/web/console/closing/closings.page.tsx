import type { VNode } from 'preact';
import type { DayLine } from '../../../ledger/accounting-days.queries.js';
import { Actions, Button, ButtonLink } from '../../ui/buttons.js';
import { readableCount, readableDay } from '../../ui/format.js';
import { Badge } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import type { Desk } from '../access/visit.js';
import { words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';

interface ClosingsProps {
  readonly days: readonly DayLine[];
  /** The last day of this page, when there are older ones. */
  readonly older: string | null;
  readonly before: string | null;
  readonly today: string;
  /** Days for which a request waits. */
  readonly requested: ReadonlySet<string>;
}

/** Whether a day is closed, open, or open again. */
export function StateBadge(props: { desk: Desk; state: DayLine['state']; revision: number }): VNode {
  const { desk, state, revision } = props;
  const word = state === 'closed' ? 'closed' : revision > 0 ? 'reopened' : 'open';
  return (
    <Badge tone={word === 'closed' ? 'good' : word === 'reopened' ? 'warn' : 'plain'}>
      {words(desk.locale, `closing.${word}`)}
    </Badge>
  );
}

/** All accounting days with business, newest first. */
export function closingsPage(desk: Desk, props: ClosingsProps): VNode {
  const { locale } = desk;
  const title = words(locale, 'nav.closing');
  return (
    <DeskPage desk={desk} title={title} current="closing">
      <h1>{title}</h1>
      <p class="soft">{words(locale, 'closing.lead')}</p>
      <form class="filters" method="get" action={at(desk, '/closing')}>
        <div class="field">
          <label for="day">{words(locale, 'closing.other')}</label>
          <input type="date" id="day" name="day" max={props.today} required />
        </div>
        <Button second>{words(locale, 'closing.go')}</Button>
      </form>
      <Table
        caption={title}
        hideCaption
        columns={[
          { head: words(locale, 'closing.day') },
          { head: words(locale, 'closing.state') },
          { head: words(locale, 'closing.entries'), number: true },
          { head: words(locale, 'closing.revision'), number: true },
          { head: words(locale, 'closing.root') },
        ]}
        rows={props.days.map((day) => [
          <a class="nowrap" href={at(desk, `/closing/${day.day}`)}>
            {readableDay(day.day, locale)}
          </a>,
          <>
            <StateBadge desk={desk} state={day.state} revision={day.revision} />{' '}
            {props.requested.has(day.day) && <Badge tone="warn">{words(locale, 'closing.requested')}</Badge>}
          </>,
          readableCount(day.entries, locale),
          day.revision === 0 ? words(locale, 'none') : String(day.revision),
          day.root === null ? words(locale, 'none') : <code title={day.root}>{day.root.slice(0, 12)}</code>,
        ])}
        empty={words(locale, 'closing.nothing')}
      />
      <Actions>
        {props.before !== null && (
          <ButtonLink second href={at(desk, '/closing')}>
            {words(locale, 'closing.newest')}
          </ButtonLink>
        )}
        {props.older !== null && (
          <ButtonLink second href={at(desk, `/closing?before=${props.older}`)}>
            {words(locale, 'closing.older')}
          </ButtonLink>
        )}
      </Actions>
    </DeskPage>
  );
}
