import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { PARTNER_TEST_GIFT } from '../partners/partners.outbox.js';
import { TestGiftsQueries } from '../partners/test-gifts.queries.js';
import { Database, type Tx } from '../platform/database/database.js';
import type { OutboxTask, Subscriber } from '../platform/outbox/subscriber.js';
import type { Schedule } from '../platform/schedules/schedule.js';
import { ProjectUpdatesQueries } from '../projects/project-updates.queries.js';
import {
  PROJECT_CLOSED,
  PROJECT_EVENTS,
  PROJECT_PUBLISHED,
  PROJECT_UPDATE_PUBLISHED,
} from '../projects/projects.outbox.js';
import { announce, announceBeginnings, projectBeginning, TOLD_AS, updateBeginning } from './announcements.js';
import { markTestFigures } from './figures.js';

const TASKS_AT_ONCE = 100;
const LOG_KEPT_DAYS = 30;
const ROWS_AT_ONCE = 2_000;

/** What this room does when something happened elsewhere: it writes down what is to be told. */
@Injectable()
export class PartnerFeedJobs {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly updates: ProjectUpdatesQueries,
    private readonly testGifts: TestGiftsQueries,
  ) {}

  readonly subscribers: readonly Subscriber[] = [
    ...PROJECT_EVENTS.map((on) => ({
      name: `partner-feed.${on.replace(/[._]/g, '-')}`,
      on,
      mode: 'batch' as const,
      batch: TASKS_AT_ONCE,
      handle: (tx: Tx, tasks: readonly OutboxTask[]) => this.write(tx, on, tasks),
    })),
    {
      name: 'partner-feed.test-gift',
      on: PARTNER_TEST_GIFT,
      mode: 'batch',
      batch: TASKS_AT_ONCE,
      handle: (tx, tasks) => this.markTests(tx, tasks),
    },
  ];

  readonly schedules: readonly Schedule[] = [
    { name: 'partner-feed.purge', everySeconds: 24 * 60 * 60, run: () => this.purge() },
  ];

  private async write(
    tx: Tx,
    on: (typeof PROJECT_EVENTS)[number],
    tasks: readonly OutboxTask[],
  ): Promise<void> {
    const now = this.clock.now();
    await announceBeginnings(tx, await this.before(on, tasks), now);
    await announce(
      tx,
      tasks.map(({ dedupeKey, organizationId, ref }) => ({
        ...{ dedupeKey, organizationId, ref, kind: TOLD_AS[on] },
        ...{ livemode: true, partnerId: null, occurredAt: now },
      })),
    );
  }

  /** What is told before these, as keys of the outbox. */
  private async before(on: (typeof PROJECT_EVENTS)[number], tasks: readonly OutboxTask[]): Promise<string[]> {
    const refs = tasks.map(({ ref }) => ref);
    if (on === PROJECT_PUBLISHED) return [];
    if (on === PROJECT_CLOSED) return refs.map(projectBeginning);
    const updates = await Promise.all(refs.map((id) => this.updates.byId(id)));
    const projects = updates.flatMap((update) => (update ? [projectBeginning(update.projectId)] : []));
    return on === PROJECT_UPDATE_PUBLISHED ? projects : [...projects, ...refs.map(updateBeginning)];
  }

  /** A test gift that was cleared away meanwhile is told no more. */
  private async markTests(tx: Tx, tasks: readonly OutboxTask[]): Promise<void> {
    const gifts = await Promise.all(tasks.map(({ ref }) => this.testGifts.byId(ref)));
    await markTestFigures(
      tx,
      gifts.filter((gift) => gift !== null),
      this.clock.now(),
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
