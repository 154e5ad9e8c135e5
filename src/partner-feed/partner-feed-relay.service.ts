import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { PartnersQueries } from '../partners/partners.queries.js';
import { Database, type Tx } from '../platform/database/database.js';
import {
  type Announcement,
  announceBeginnings,
  markTold,
  projectBeginning,
  waitingAnnouncements,
} from './announcements.js';
import { type ChannelContent, ChannelDataMaker } from './channel-data.service.js';
import { closedDays, passDay } from './closed-days.js';
import { type EventContent, EventDataMaker } from './event-data.service.js';
import { appendEvents } from './event-numbering.js';
import { type DueFigure, dueFigures, fingerprint, settleFigure } from './figures.js';
import { followLedger } from './ledger-follower.js';
import type { EventDraft, EventKind } from './partner-event.js';

/** Announcements and figures that are told in one database transaction. */
const AT_ONCE = 100;

/**
 * Tells partners what has happened, and gives each event its number. It reads only what has committed, and one relay
 * works at a time: so a partner's events have one order and no gap, and reading after a number never misses one.
 */
@Injectable()
export class PartnerFeedRelay {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly content: EventDataMaker,
    private readonly figures: ChannelDataMaker,
    private readonly partners: PartnersQueries,
  ) {}

  /**
   * One round. Any number of workers may call it: the row lock lets one of them through, and whatever it has done is
   * committed as a whole or not at all.
   * @returns how much was done; call again at once while it is more than zero.
   */
  relayOnce(): Promise<number> {
    return this.database.inTransaction(async (tx) => {
      const [turn]: unknown[] = await tx.query(
        'SELECT id FROM partner_feed_turn WHERE id = 1 FOR UPDATE SKIP LOCKED',
      );
      if (!turn) return 0;
      const now = this.clock.now();
      const followed = await followLedger(tx, now);
      const settled = await this.tellSettled(tx, now);
      const told = await this.tellAnnouncements(tx, now);
      const figures = await this.tellFigures(tx, now);
      return followed + settled + told + figures;
    });
  }

  /** Closed days: what each channel brought on them is final. */
  private async tellSettled(tx: Tx, now: Date): Promise<number> {
    const closed = await closedDays(tx);
    for (const day of closed) {
      const partners = new Set(await this.partners.activePartnersOf(day.organizationId));
      const drafts: EventDraft[] = [];
      for (const content of await this.figures.settled(day))
        if (partners.has(content.ownerId))
          drafts.push({
            ...content,
            ...{ partnerId: content.ownerId, livemode: true, kind: 'channel.settled', occurredAt: now },
          });
      await appendEvents(tx, drafts, now);
      await passDay(tx, day);
    }
    return closed.length;
  }

  private async tellAnnouncements(tx: Tx, now: Date): Promise<number> {
    const waiting = await waitingAnnouncements(tx, AT_ONCE);
    const drafts: EventDraft[] = [];
    for (const announcement of waiting) drafts.push(...(await this.draftsOf(announcement)));
    await appendEvents(tx, drafts, now);
    await markTold(tx, waiting, now);
    return waiting.length;
  }

  private async draftsOf(announcement: Announcement): Promise<EventDraft[]> {
    const { kind, livemode, ref, occurredAt, partnerId } = announcement;
    if (kind === 'test.ping') {
      if (partnerId === null) return [];
      return [{ partnerId, livemode, kind, endpointId: ref, data: this.content.ping(ref), occurredAt }];
    }
    const content = await (kind.startsWith('update.')
      ? this.content.update(ref, kind)
      : this.content.project(ref));
    if (!content) return [];
    const partners = await this.partners.activePartnersOf(content.organizationId);
    return partners.map((id) => ({ ...content, partnerId: id, livemode, kind, occurredAt }));
  }

  /** A figure that is due and was told less than a minute ago stays due, so that its last state is never left out. */
  private async tellFigures(tx: Tx, now: Date): Promise<number> {
    const due = await dueFigures(tx, now, AT_ONCE);
    const projects = due.filter(({ subject, livemode }) => subject === 'project' && livemode);
    const projectIds = projects.map(({ subjectId }) => subjectId);
    // A publication that has not come through the outbox yet is told first, and the figures in the next round.
    if ((await announceBeginnings(tx, projectIds.map(projectBeginning), now)) > 0) return due.length;
    const contents = await this.content.progressOf(projectIds);
    const drafts: EventDraft[] = [];
    for (const figure of due) {
      const content =
        figure.subject === 'project' && figure.livemode
          ? contents.get(figure.subjectId)
          : await this.figures.of(figure);
      const partners = content ? await this.toldOf(figure, content) : [];
      const isNews = content && fingerprint(content.data).toString('hex') !== figure.toldSha256;
      if (!isNews || partners.length === 0) {
        await settleFigure(tx, figure, null);
        continue;
      }
      const { livemode } = figure;
      for (const partnerId of partners)
        drafts.push({ ...content, partnerId, livemode, kind: KIND_OF[figure.subject], occurredAt: now });
      await settleFigure(tx, figure, { data: content.data, at: now });
    }
    await appendEvents(tx, drafts, now);
    return due.length;
  }

  /** Real figures of a project go to all partners of its society; a channel's and test figures to their owner. */
  private async toldOf({ partnerId }: DueFigure, content: EventContent | ChannelContent): Promise<string[]> {
    if (partnerId !== '') return [partnerId];
    return 'ownerId' in content ? [content.ownerId] : this.partners.activePartnersOf(content.organizationId);
  }
}

const KIND_OF = {
  project: 'project.progress.updated',
  channel: 'channel.figures.updated',
} as const satisfies Record<DueFigure['subject'], EventKind>;
