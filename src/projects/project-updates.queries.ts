import { Injectable } from '@nestjs/common';
import { In, LessThan, Not } from 'typeorm';
import { Database } from '../platform/database/database.js';
import { PROJECT_UPDATE_STATES, ProjectUpdate } from './project-update.entity.js';
import { ProjectUpdateRevision } from './project-update-revision.entity.js';

export { PROJECT_UPDATES_CHANGED } from './project-update-trail.service.js';

/** Published updates of a project, the newest first. */
export interface UpdatesPage {
  readonly updates: readonly ProjectUpdate[];
  /** Where the next page goes on; null at the end. */
  readonly next: number | null;
}

/** An update with every wording of it that was public, the first one first. */
export interface UpdateWithRevisions {
  readonly update: ProjectUpdate;
  readonly revisions: readonly ProjectUpdateRevision[];
}

/** Read models of what projects tell. Drafts are seen by staff only: public methods never return one. */
@Injectable()
export class ProjectUpdatesQueries {
  constructor(private readonly database: Database) {}

  /** In any state: for staff, and for events about it. */
  byId(id: string): Promise<ProjectUpdate | null> {
    return this.database.read.findOneBy(ProjectUpdate, { id });
  }

  /**
   * What a project tells, the newest first; `after` is the `next` of the page before. Numbers are given when an update
   * is published, so that pages neither skip nor repeat one while others come.
   */
  async published(
    projectId: string,
    { limit, after }: { readonly limit: number; readonly after?: number | undefined },
  ): Promise<UpdatesPage> {
    const found = await this.database.read.find(ProjectUpdate, {
      where: { projectId, state: 'published', ...(after === undefined ? {} : { number: LessThan(after) }) },
      order: { number: 'DESC' },
      take: limit + 1,
    });
    const updates = found.slice(0, limit);
    return { updates, next: found.length > limit ? (updates.at(-1)?.number ?? null) : null };
  }

  /** The update at an address, withdrawn ones included; null for a draft or none. */
  async publicByNumber(projectId: string, number: number): Promise<UpdateWithRevisions | null> {
    const update = await this.database.read.findOneBy(ProjectUpdate, {
      projectId,
      number,
      state: Not(In(['draft', 'scheduled'])),
    });
    return update && { update, revisions: await this.revisionsOf(update.id) };
  }

  /** Whether a file is the picture of a wording that the public may read. */
  async showsPicture(projectId: string, fileId: string): Promise<boolean> {
    const shown = await this.database.rows(
      `SELECT 1 FROM project_update u JOIN project_update_revision r ON r.update_id = u.id
        WHERE u.project_id = ? AND u.state = 'published' AND r.picture_file_id = ? LIMIT 1`,
      [projectId, fileId],
    );
    return shown.length > 0;
  }

  revisionsOf(updateId: string): Promise<ProjectUpdateRevision[]> {
    return this.database.read.find(ProjectUpdateRevision, {
      where: { updateId },
      order: { revision: 'ASC' },
    });
  }

  /** A project's updates in every state, the newest first: for its staff. */
  async ofProject(projectId: string, skip: number, take: number): Promise<[ProjectUpdate[], number]> {
    return this.database.read.findAndCount(ProjectUpdate, {
      where: { projectId, state: In([...PROJECT_UPDATE_STATES]) },
      order: { id: 'DESC' },
      skip,
      take,
    });
  }
}
