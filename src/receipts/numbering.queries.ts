import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { Database } from '../platform/database/database.js';

/** The numbers of one year of an organization. */
export interface SeriesReport {
  readonly year: number;
  /** The last number given, by the series itself. */
  readonly lastGiven: number;
  readonly first: number | null;
  readonly last: number | null;
  readonly count: number;
  readonly issued: number;
  readonly voided: number;
  readonly replaced: number;
  /** Runs of numbers that are not there; must be empty. */
  readonly missing: readonly { readonly from: number; readonly until: number }[];
}

/** What waits to be issued, and how fast it goes. */
export interface ReceiptQueue {
  /** Gifts whose receipt is due or has to change. */
  readonly waiting: number;
  /** Receipts whose page waits to be drawn and mailed. */
  readonly pages: number;
  /** Tasks that were given up and need a person. */
  readonly dead: number;
  /** Receipts issued in the last minute. */
  readonly lastMinute: number;
  /** Until nothing waits, at the pace of the last minute; null when nothing moves or nothing waits. */
  readonly secondsLeft: number | null;
  readonly at: Date;
}

const MISSING_MAX = 50;

/** How the numbers of an organization stand, and what is still to get one. */
@Injectable()
export class NumberingQueries {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** One report for every year, the latest first. */
  async series(organizationId: string): Promise<SeriesReport[]> {
    const rows = await this.database.rows<
      Record<'year' | 'lastGiven', number> &
        Record<'count' | 'issued' | 'voided' | 'replaced', string> &
        Record<'first' | 'last', number | null>
    >(
      `SELECT s.year, s.last_no AS lastGiven, MIN(r.no) AS first, MAX(r.no) AS last, COUNT(r.id) AS count,
              COUNT(IF(r.state = 'issued', 1, NULL)) AS issued, COUNT(IF(r.state = 'voided', 1, NULL)) AS voided,
              COUNT(IF(r.state = 'replaced', 1, NULL)) AS replaced
         FROM receipt_series s LEFT JOIN receipt r ON r.organization_id = s.organization_id AND r.year = s.year
        WHERE s.organization_id = ? GROUP BY s.year, s.last_no ORDER BY s.year DESC`,
      [organizationId],
    );
    const reports: SeriesReport[] = [];
    for (const row of rows)
      reports.push({
        ...row,
        count: Number(row.count),
        issued: Number(row.issued),
        voided: Number(row.voided),
        replaced: Number(row.replaced),
        missing: await this.missing(organizationId, row.year, row.lastGiven),
      });
    return reports;
  }

  /** The queue of one organization's receipts. */
  async queue(organizationId: string): Promise<ReceiptQueue> {
    const at = this.clock.now();
    const [waiting, pages, dead] = [
      await this.events(
        organizationId,
        ['donation.booked', 'donation.changed'],
        ['receipts.issue', 'receipts.change'],
      ),
      await this.events(organizationId, ['receipt.issued'], ['receipts.mail']),
      await this.tasks(organizationId, ['receipts.issue', 'receipts.change', 'receipts.mail'], ['DEAD']),
    ];
    const [row] = await this.database.rows<{ n: string }>(
      'SELECT COUNT(*) AS n FROM receipt WHERE organization_id = ? AND issued_at > ?',
      [organizationId, new Date(at.getTime() - 60_000)],
    );
    const lastMinute = Number(row?.n ?? 0);
    const secondsLeft = waiting === 0 || lastMinute === 0 ? null : Math.ceil((waiting * 60) / lastMinute);
    return { waiting, pages, dead, lastMinute, secondsLeft, at };
  }

  /** Announcements that no worker has taken up yet, and their tasks that are not done. */
  private async events(
    organizationId: string,
    kinds: readonly string[],
    subscribers: readonly string[],
  ): Promise<number> {
    const [row] = await this.database.rows<{ n: string }>(
      `SELECT COUNT(*) AS n FROM outbox_event WHERE state = 'PENDING' AND kind IN (?) AND organization_id = ?`,
      [kinds, organizationId],
    );
    return Number(row?.n ?? 0) + (await this.tasks(organizationId, subscribers, ['PENDING', 'ENQUEUED']));
  }

  private async tasks(
    organizationId: string,
    subscribers: readonly string[],
    states: readonly string[],
  ): Promise<number> {
    const [row] = await this.database.rows<{ n: string }>(
      `SELECT COUNT(*) AS n FROM outbox_task k JOIN outbox_event v ON v.id = k.event_id
        WHERE k.state IN (?) AND k.subscriber IN (?) AND v.organization_id = ?`,
      [states, subscribers, organizationId],
    );
    return Number(row?.n ?? 0);
  }

  private async missing(organizationId: string, year: number, lastGiven: number) {
    return this.database.rows<{ from: number; until: number }>(
      `SELECT g.no + 1 AS \`from\`, g.next - 1 AS until
         FROM (SELECT n.no, LEAD(n.no) OVER (ORDER BY n.no) AS next
                 FROM (SELECT no FROM receipt WHERE organization_id = ? AND year = ?
                       UNION ALL SELECT 0 UNION ALL SELECT ? + 1) n) g
        WHERE g.next > g.no + 1 ORDER BY g.no LIMIT ?`,
      [organizationId, year, lastGiven, MISSING_MAX],
    );
  }
}
