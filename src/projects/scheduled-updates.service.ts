import { Injectable } from '@nestjs/common';
import { Cases } from '../cases/cases.service.js';
import { Clock } from '../kernel/clock.js';
import { Refusal } from '../kernel/errors.js';
import { Database, type Tx } from '../platform/database/database.js';
import type { Actor } from './project-trail.service.js';
import { ProjectUpdate } from './project-update.entity.js';
import {
  lockedUpdate,
  lockPublic,
  ProjectUpdatePublication,
  type SeenUpdate,
} from './project-update-publication.service.js';
import { ProjectUpdateTrail } from './project-update-trail.service.js';
import { scheduleRefused, updateMovedOn } from './project-updates.errors.js';

const YEAR_MS = 366 * 86_400_000;
const DUE_AT_ONCE = 50;

/** Updates that publish themselves at a time that their editor chose. */
@Injectable()
export class ScheduledUpdates {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly cases: Cases,
    private readonly trail: ProjectUpdateTrail,
    private readonly publication: ProjectUpdatePublication,
  ) {}

  /**
   * Lets a draft publish itself at `at`. While it waits it is not changed: it is taken back to a draft first.
   * @throws Refusal not_found · invalid naming `publishAt`, or what the public could not read · conflict.
   */
  async schedule(
    actor: Actor,
    seen: SeenUpdate,
    { at, withMail }: { readonly at: Date; readonly withMail: boolean },
  ): Promise<void> {
    const now = this.clock.now().getTime();
    if (!(at.getTime() > now && at.getTime() < now + YEAR_MS)) throw scheduleRefused();
    await this.database.inTransaction(async (tx) => {
      const update = await lockedUpdate(tx, seen, 'scheduled');
      this.publication.refuseUnusable(update);
      await lockPublic(tx, update.projectId);
      const change = { publishAt: at, scheduledBy: actor.staffId, withMail };
      await tx.update(
        ProjectUpdate,
        { id: update.id },
        { ...change, state: 'scheduled', version: update.version + 1 },
      );
      const after = { title: update.titleZh, publishAt: at.toISOString(), withMail };
      await this.trail.record(tx, actor, 'update.scheduled', update, after);
    });
  }

  /** Takes a waiting update back to a draft. @throws Refusal not_found · conflict. */
  async unschedule(actor: Actor, seen: SeenUpdate): Promise<void> {
    await this.database.inTransaction(async (tx) => {
      const update = await lockedUpdate(tx, seen, null);
      if (update.state !== 'scheduled') throw updateMovedOn(update.state);
      await this.takeBack(tx, actor, update);
    });
  }

  /** Publishes what is due. Two at once publish none twice: each locks the row and looks again. */
  async publishDue(): Promise<void> {
    const due = await this.database.rows<{ id: string }>(
      "SELECT id FROM project_update WHERE state = 'scheduled' AND publish_at <= ? ORDER BY publish_at, id LIMIT ?",
      [this.clock.now(), DUE_AT_ONCE],
    );
    for (const { id } of due) await this.publishOne(id);
    if (due.length > 0) this.trail.announce();
  }

  private async publishOne(id: string): Promise<void> {
    try {
      await this.database.inTransaction(async (tx) => {
        const update = await this.lockDue(tx, id);
        if (update) await this.publication.publish(tx, { staffId: update.scheduledBy }, update);
      });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await this.giveUp(id, error.code);
    }
  }

  private async lockDue(tx: Tx, id: string): Promise<ProjectUpdate | null> {
    const update = await tx.findOne(ProjectUpdate, { where: { id }, lock: { mode: 'pessimistic_write' } });
    const isDue =
      update?.state === 'scheduled' && update.publishAt !== null && update.publishAt <= this.clock.now();
    return isDue ? update : null;
  }

  /** It cannot be published any more: it is a draft again, and a person is told why. */
  private async giveUp(id: string, why: string): Promise<void> {
    await this.database.inTransaction(async (tx) => {
      const update = await this.lockDue(tx, id);
      if (!update) return;
      await this.takeBack(tx, { staffId: null }, update);
      await this.cases.open(tx, {
        organizationId: update.organizationId,
        kind: 'UPDATE_NOT_PUBLISHED',
        dedupeKey: `update_not_published:${id}:${update.version}`,
        subjectType: 'project_update',
        subjectId: id,
        detail: `${update.titleZh}: ${why}`,
      });
    });
  }

  private async takeBack(tx: Tx, actor: Actor, update: ProjectUpdate): Promise<void> {
    const change = { publishAt: null, scheduledBy: null, withMail: false };
    await tx.update(
      ProjectUpdate,
      { id: update.id },
      { ...change, state: 'draft', version: update.version + 1 },
    );
    await this.trail.record(tx, actor, 'update.unscheduled', update, { title: update.titleZh });
  }
}
