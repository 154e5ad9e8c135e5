import { Injectable } from '@nestjs/common';
import { Refusal } from '../../../kernel/errors.js';
import { withoutPrefix } from '../../../kernel/ids.js';
import { type ProjectPreview, ProjectsQueries } from '../../../projects/projects.queries.js';
import type { Desk } from '../access/visit.js';

/** Finds the project that an address names, inside the organization of the desk and nowhere else. */
@Injectable()
export class DeskProjects {
  constructor(private readonly queries: ProjectsQueries) {}

  /** @throws Refusal not_found for no project and for another organization's alike. */
  async project(desk: Desk, key: string): Promise<ProjectPreview> {
    const id = withoutPrefix('prj', key);
    const preview = id === null ? null : await this.queries.preview(id);
    if (preview?.project.organizationId !== desk.organization.id) throw new Refusal('not_found', 'not_found');
    return preview;
  }
}
