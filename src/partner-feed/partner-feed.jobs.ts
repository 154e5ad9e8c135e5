import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import type { Tx } from '../platform/database/database.js';
import type { OutboxTask, Subscriber } from '../platform/outbox/subscriber.js';
import { PROJECT_CLOSED, PROJECT_PUBLISHED } from '../projects/projects.outbox.js';
import { announce, announcePublications } from './announcements.js';
import type { EventKind } from './partner-event.js';

/** What this room does when something happened elsewhere: it writes down what is to be told. */
@Injectable()
export class PartnerFeedJobs {
  constructor(private readonly clock: Clock) {}

  readonly subscribers: readonly Subscriber[] = [
    this.follows('partner-feed.project-published', PROJECT_PUBLISHED, 'project.published'),
    this.follows('partner-feed.project-closed', PROJECT_CLOSED, 'project.closed'),
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
}
