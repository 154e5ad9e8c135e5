import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { mayMove } from '../kernel/transitions.js';
import type { Tx } from '../platform/database/database.js';
import { Project } from './project.entity.js';
import type { Actor } from './project-trail.service.js';
import {
  PROJECT_UPDATE_TRANSITIONS,
  ProjectUpdate,
  type ProjectUpdateState,
} from './project-update.entity.js';
import { updateProblems } from './project-update.js';
import { ProjectUpdateTrail } from './project-update-trail.service.js';
import {
  invalidUpdate,
  noSuchUpdate,
  projectNotPublic,
  updateChangedMeanwhile,
  updateMovedOn,
} from './project-updates.errors.js';

/** An update in a version that somebody saw. */
export interface SeenUpdate {
  readonly id: string;
  readonly version: number;
}

/** How an update becomes public, now by its editor or later by itself. */
@Injectable()
export class ProjectUpdatePublication {
  constructor(
    private readonly clock: Clock,
    private readonly trail: ProjectUpdateTrail,
  ) {}

  /**
   * Shows a locked update to everybody, under the next number of its project; call `trail.announce` afterwards.
   * @throws Refusal invalid `update_invalid` · conflict `update_project_not_public`.
   */
  async publish(tx: Tx, actor: Actor, update: ProjectUpdate): Promise<void> {
    this.refuseUnusable(update);
    const number = await nextNumber(tx, update.projectId);
    const at = this.clock.now();
    const shown = {
      number,
      state: 'published' as const,
      ...{ revision: 1, version: update.version + 1, publishedAt: at, revisedAt: at },
      ...{ publishAt: null, scheduledBy: null, withMail: update.withMail },
    };
    await tx.update(ProjectUpdate, { id: update.id }, shown);
    await this.trail.publish(tx, actor, { ...update, ...shown }, { noteZh: '', noteEn: '' });
  }

  /** @throws Refusal invalid when the public could not read it as it is. */
  refuseUnusable(update: ProjectUpdate): void {
    const problems = updateProblems(update, { isPublic: true, hasPicture: update.pictureFileId !== null });
    if (problems.length > 0) throw invalidUpdate(problems);
  }
}

/**
 * The update, locked, in the version that was seen and in a state from which it may go to `to`; null = in any.
 * @throws Refusal not_found · conflict `update_moved_on`, `update_changed_meanwhile`.
 */
export async function lockedUpdate(
  tx: Tx,
  { id, version }: SeenUpdate,
  to: ProjectUpdateState | null,
): Promise<ProjectUpdate> {
  const update = await tx.findOne(ProjectUpdate, { where: { id }, lock: { mode: 'pessimistic_write' } });
  if (!update) throw noSuchUpdate();
  const isOpen =
    to === 'draft'
      ? update.state === 'draft'
      : to === null || mayMove(PROJECT_UPDATE_TRANSITIONS, update.state, to);
  if (!isOpen) throw updateMovedOn(update.state);
  if (update.version !== version) throw updateChangedMeanwhile();
  return update;
}

/** Two that are published at once get two numbers: the project's row lets one through after the other. */
async function nextNumber(tx: Tx, projectId: string): Promise<number> {
  await lockPublic(tx, projectId);
  const [row]: { last: number | null }[] = await tx.query(
    'SELECT MAX(number) AS last FROM project_update WHERE project_id = ?',
    [projectId],
  );
  return Number(row?.last ?? 0) + 1;
}

/** Locks the project's row. @throws Refusal conflict `update_project_not_public`. */
export async function lockPublic(tx: Tx, projectId: string): Promise<void> {
  const project = await tx.findOne(Project, {
    where: { id: projectId },
    lock: { mode: 'pessimistic_write' },
  });
  if (!project || project.state === 'draft') throw projectNotPublic();
}
