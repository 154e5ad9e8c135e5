import type { VNode } from 'preact';
import { RECOVERIES } from '../../../intake/recovery.service.js';
import { Button } from '../../ui/buttons.js';
import { Hidden } from '../../ui/fields.js';
import { Time } from '../../ui/format.js';
import { Badge } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { wordFor, words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';
import type { ScheduleRow } from './operations.queries.js';

/** What runs by the clock for the whole deployment: when it ran, how it ended, when it comes next. */
export function schedulesPage(
  desk: Desk,
  props: { schedules: readonly ScheduleRow[]; switches: boolean; done?: unknown },
): VNode {
  const { locale, organization } = desk;
  const zone = organization.timeZone;
  const title = words(locale, 'nav.schedules');
  const time = (instant: Date | null) =>
    instant === null ? words(locale, 'none') : <Time at={instant} locale={locale} zone={zone} />;
  const every = (seconds: number) =>
    seconds % 60 === 0
      ? words(locale, 'schedule.minutes', { n: seconds / 60 })
      : words(locale, 'schedule.seconds', { n: seconds });
  return (
    <DeskPage desk={desk} title={title} current="schedules" done={props.done}>
      <h1>{title}</h1>
      <p class="soft">{words(locale, 'schedule.lead')}</p>
      <Table
        caption={title}
        hideCaption
        columns={[
          { head: words(locale, 'schedule.name') },
          { head: words(locale, 'schedule.every') },
          { head: words(locale, 'schedule.last') },
          { head: words(locale, 'schedule.next') },
          { head: words(locale, 'day.state') },
          ...(props.switches ? [{ head: words(locale, 'outbox.action') }] : []),
        ]}
        rows={props.schedules.map((row) => [
          <>
            {wordFor(locale, 'scheduleName', row.name)} <code class="small soft">{row.name}</code>
            {RECOVERIES.some((name) => name === row.name) &&
              mayAct(desk, 'clerk', 'approver', 'administrator') && (
                <>
                  {' '}
                  <a href={at(desk, `/schedules/${row.name}/foresight`)}>{words(locale, 'foresight.link')}</a>
                </>
              )}
          </>,
          every(row.everySeconds),
          time(row.lastFinishedAt),
          row.enabled ? time(row.nextRunAt) : words(locale, 'none'),
          <>
            <Badge tone={row.lastError ? 'bad' : row.enabled ? 'good' : 'warn'}>
              {words(
                locale,
                row.lastError ? 'schedule.failed' : row.enabled ? 'schedule.on' : 'schedule.off',
              )}
            </Badge>
            {row.lastError && <small>{row.lastError}</small>}
          </>,
          ...(props.switches
            ? [
                <form method="post" action={at(desk, `/schedules/${row.name}/switch`)}>
                  <Hidden name="enabled" value={row.enabled ? '0' : '1'} />
                  <Button second size="small">
                    {words(locale, row.enabled ? 'schedule.turnOff' : 'schedule.turnOn')}
                  </Button>
                </form>,
              ]
            : []),
        ])}
        empty={words(locale, 'schedule.none')}
      />
    </DeskPage>
  );
}
