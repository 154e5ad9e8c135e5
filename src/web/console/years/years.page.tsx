import type { VNode } from 'preact';
import type { YearLine } from '../../../ledger/accounting-years.queries.js';
import { readableTime } from '../../ui/format.js';
import { Badge } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import type { Desk } from '../access/visit.js';
import { words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';

/** Whether a year is closed, open, or open again. */
export function YearBadge({ desk, year }: { desk: Desk; year: YearLine }): VNode {
  const word = year.closedAt === null ? 'open' : year.reopenedAt === null ? 'closed' : 'reopened';
  return (
    <Badge tone={word === 'closed' ? 'good' : word === 'reopened' ? 'warn' : 'plain'}>
      {words(desk.locale, `years.${word}`)}
    </Badge>
  );
}

/** All years with entries, newest first. */
export function yearsPage(desk: Desk, years: readonly YearLine[]): VNode {
  const { locale, organization } = desk;
  const title = words(locale, 'nav.years');
  return (
    <DeskPage desk={desk} title={title} current="years">
      <h1>{title}</h1>
      <p class="soft">{words(locale, 'years.lead')}</p>
      <Table
        caption={title}
        hideCaption
        columns={[
          { head: words(locale, 'years.year') },
          { head: words(locale, 'years.state') },
          { head: words(locale, 'years.revision'), number: true },
          { head: words(locale, 'years.closedAt') },
        ]}
        rows={years.map((year) => [
          <a href={at(desk, `/years/${year.year}`)}>{year.year}</a>,
          <YearBadge desk={desk} year={year} />,
          year.revision === 0 ? words(locale, 'none') : String(year.revision),
          year.closedAt === null
            ? words(locale, 'none')
            : readableTime(year.closedAt, locale, organization.timeZone),
        ])}
        empty={words(locale, 'years.nothing')}
      />
    </DeskPage>
  );
}
