import { Injectable } from '@nestjs/common';
import { Refusal } from '../../../kernel/errors.js';
import { withoutPrefix } from '../../../kernel/ids.js';
import type { ProjectUpdate } from '../../../projects/project-update.entity.js';
import { ProjectUpdatesQueries } from '../../../projects/project-updates.queries.js';
import type { ProjectPreview } from '../../../projects/projects.queries.js';
import type { Desk } from '../access/visit.js';
import { DeskProjects } from '../projects/desk-projects.js';

/** Finds the update that an address names, inside its project and the organization of the desk. */
@Injectable()
export class DeskUpdates {
  constructor(
    private readonly projects: DeskProjects,
    private readonly queries: ProjectUpdatesQueries,
  ) {}

  /** @throws Refusal not_found for none, for another project's and another organization's alike. */
  async find(
    desk: Desk,
    key: string,
    updateKey: string,
  ): Promise<ProjectPreview & { update: ProjectUpdate }> {
    const preview = await this.projects.project(desk, key);
    const id = withoutPrefix('upd', updateKey);
    const update = id === null ? null : await this.queries.byId(id);
    if (update?.projectId !== preview.project.id) throw new Refusal('not_found', 'not_found');
    return { ...preview, update };
  }
}
