import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { Database, type Tx } from '../platform/database/database.js';
import type { OutboxTask, Subscriber } from '../platform/outbox/subscriber.js';
import type { Schedule } from '../platform/schedules/schedule.js';
import { PROJECT_CLOSED, PROJECT_PUBLISHED } from '../projects/projects.outbox.js';
import { announce, announcePublications } from './announcements.js';
import type { EventKind } from './partner-event.js';

const LOG_KEPT_DAYS = 30;
const ROWS_AT_ONCE = 2_000;

/** What this room does when something happened elsewhere: it writes down what is to be told. */
@Injectable()
export class PartnerFeedJobs {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  readonly subscribers: readonly Subscriber[] = [
    this.follows('partner-feed.project-published', PROJECT_PUBLISHED, 'project.published'),
    this.follows('partner-feed.project-closed', PROJECT_CLOSED, 'project.closed'),
  ];

  readonly schedules: readonly Schedule[] = [
    { name: 'partner-feed.purge', everySeconds: 24 * 60 * 60, run: () => this.purge() },
  ];

  private follows(name: string, on: string, kind: EventKind): Subscriber {
    return { name, on, mode: 'batch', batch: 100, handle: (tx, tasks) => this.write(tx, kind, tasks) };
  }

  private async write(tx: Tx, kind: EventKind, tasks: readonly OutboxTask[]): Promise<void> {
    const now = this.clock.now();
    const projects = tasks.map(({ ref }) => ref);
    if (kind !== 'project.published') await announcePublications(tx, projects, now);
    await announce(
      tx,
      tasks.map(({ dedupeKey, organizationId, ref }) => ({
        ...{ dedupeKey, organizationId, ref, kind },
        ...{ livemode: true, partnerId: null, occurredAt: now },
      })),
    );
  }

  /** The log of attempts is kept for 30 days; the events themselves stay. */
  private async purge(): Promise<void> {
    const before = new Date(this.clock.now().getTime() - LOG_KEPT_DAYS * 24 * 60 * 60 * 1_000);
    for (const [table, at] of [
      ['webhook_delivery', 'attempted_at'],
      ['partner_announcement', "kind = 'test.ping' AND told_at"],
    ]) {
      let removed = ROWS_AT_ONCE;
      while (removed === ROWS_AT_ONCE)
        removed = await this.database.inTransaction(async (tx) => {
          const { affectedRows }: { affectedRows: number } = await tx.query(
            `DELETE FROM ${table} WHERE ${at} < ? ORDER BY id LIMIT ${ROWS_AT_ONCE}`,
            [before],
          );
          return affectedRows;
        });
    }
  }
}
