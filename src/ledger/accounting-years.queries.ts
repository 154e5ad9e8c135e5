import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../platform/database/database.js';
import { daysOfYear, YEAR_CLOSINGS } from './year-close.js';

export { readYear } from './year-close.js';

/** A year of the books. */
export interface YearLine {
  readonly year: number;
  /** How often it was closed; 0 = never. */
  readonly revision: number;
  readonly closedAt: Date | null;
  /** Set when the last closing was undone. */
  readonly reopenedAt: Date | null;
  readonly reason: string | null;
}

/** Whether a year stands closed. */
export const isClosed = ({ closedAt, reopenedAt }: YearLine): boolean =>
  closedAt !== null && reopenedAt === null;

/** Read models of the years. Inside a database transaction give its handle. */
@Injectable()
export class AccountingYearsQueries {
  constructor(private readonly database: Database) {}

  /** Years with entries, newest first, each with its last closing. */
  async list(organizationId: string, tx?: Tx): Promise<YearLine[]> {
    const [span] = await this.database.rows<{ first: number | null; last: number | null }>(
      'SELECT YEAR(MIN(booked_on)) AS first, YEAR(MAX(booked_on)) AS last FROM entry WHERE organization_id = ?',
      [organizationId],
      tx,
    );
    if (!span?.first || !span.last) return [];
    const closings = await this.database.rows<YearLine>(
      `SELECT y.year, y.revision, y.closed_at AS closedAt, r.reopened_at AS reopenedAt, r.reason
         FROM ${YEAR_CLOSINGS}
        WHERE y.organization_id = ? ORDER BY y.year, y.revision`,
      [organizationId],
      tx,
    );
    const last = new Map(closings.map((each) => [each.year, each]));
    const years: YearLine[] = [];
    for (let year = span.last; year >= span.first; year--) years.push(last.get(year) ?? neverClosed(year));
    return years;
  }

  /** One year, also one without entries. */
  async ofYear(organizationId: string, year: number, tx?: Tx): Promise<YearLine> {
    return (await this.list(organizationId, tx)).find((each) => each.year === year) ?? neverClosed(year);
  }

  /** Whether the year of a day stands closed. */
  async isClosedOn(organizationId: string, day: string, tx?: Tx): Promise<boolean> {
    return isClosed(await this.ofYear(organizationId, Number(day.slice(0, 4)), tx));
  }

  /** Days of the year with business that are not closed, oldest first. */
  async openDays(organizationId: string, year: number, tx?: Tx): Promise<string[]> {
    const { first, last } = daysOfYear(year);
    const rows = await this.database.rows<{ day: string }>(
      `SELECT day FROM accounting_day
        WHERE organization_id = ? AND day BETWEEN ? AND ? AND state = 'open' ORDER BY day LIMIT 400`,
      [organizationId, first, last],
      tx,
    );
    return rows.map(({ day }) => day);
  }
}

function neverClosed(year: number): YearLine {
  return { year, revision: 0, closedAt: null, reopenedAt: null, reason: null };
}
