import { Injectable } from '@nestjs/common';
import { Audit } from '../platform/audit/audit.js';
import type { Tx } from '../platform/database/database.js';
import { Doorbell } from '../platform/jobs/doorbell.js';
import { Outbox } from '../platform/outbox/outbox.js';
import type { Actor } from './project-trail.service.js';
import type { ProjectUpdate } from './project-update.entity.js';
import type { UpdateNote } from './project-update.js';
import { ProjectUpdateRevision } from './project-update-revision.entity.js';
import {
  PROJECT_UPDATE_CORRECTED,
  PROJECT_UPDATE_PUBLISHED,
  PROJECT_UPDATE_WITHDRAWN,
  projectEvent,
} from './projects.outbox.js';

/** Rung after what a project tells has changed: web processes that show it look again. */
export const PROJECT_UPDATES_CHANGED = 'project-updates.changed';

type UpdateAction =
  | 'update.created'
  | 'update.edited'
  | 'update.discarded'
  | 'update.scheduled'
  | 'update.unscheduled'
  | 'update.published'
  | 'update.corrected'
  | 'update.withdrawn';

/** Keeps what was public, and tells of each step: the audit trail, the outbox, other processes. */
@Injectable()
export class ProjectUpdateTrail {
  constructor(
    private readonly audit: Audit,
    private readonly outbox: Outbox,
    private readonly doorbell: Doorbell,
  ) {}

  /** Call when the change is committed. */
  announce(): void {
    this.doorbell.ring(PROJECT_UPDATES_CHANGED);
  }

  /** Records a step in the database transaction that makes it. */
  record(
    tx: Tx,
    { staffId }: Actor,
    action: UpdateAction,
    { id, organizationId, projectId }: Pick<ProjectUpdate, 'id' | 'organizationId' | 'projectId'>,
    after: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const subject = { subjectType: 'project_update', subjectId: id };
    return this.audit.record(tx, {
      organizationId,
      staffId,
      action,
      ...subject,
      after: { ...after, projectId },
    });
  }

  /** Keeps the wording that is public from now on; its note is empty for the first one. */
  async publish(tx: Tx, actor: Actor, update: ProjectUpdate, note: UpdateNote): Promise<void> {
    const { id, organizationId, withMail, revision, number, titleZh, titleEn, textZh, textEn } = update;
    const { pictureFileId, pictureAltZh, pictureAltEn, revisedAt } = update;
    await tx.insert(ProjectUpdateRevision, {
      ...{ updateId: id, revision, organizationId, titleZh, titleEn, textZh, textEn },
      ...{ pictureFileId, pictureAltZh, pictureAltEn, ...note, withMail },
      staffId: actor.staffId,
      publishedAt: revisedAt ?? undefined,
    });
    const isFirst = revision === 1;
    await this.record(tx, actor, isFirst ? 'update.published' : 'update.corrected', update, {
      ...{ number, revision, title: titleZh, withMail },
      ...(isFirst ? {} : { note: note.noteZh }),
    });
    const told = isFirst
      ? projectEvent(PROJECT_UPDATE_PUBLISHED, update)
      : projectEvent(PROJECT_UPDATE_CORRECTED, update, revision);
    await this.outbox.announce(tx, [told]);
  }

  async withdraw(tx: Tx, actor: Actor, update: ProjectUpdate, { noteZh }: UpdateNote): Promise<void> {
    await this.record(tx, actor, 'update.withdrawn', update, { number: update.number, note: noteZh });
    await this.outbox.announce(tx, [projectEvent(PROJECT_UPDATE_WITHDRAWN, update)]);
  }
}
