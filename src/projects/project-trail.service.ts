import { Injectable } from '@nestjs/common';
import { Audit } from '../platform/audit/audit.js';
import type { Tx } from '../platform/database/database.js';
import { Doorbell } from '../platform/jobs/doorbell.js';
import type { Project } from './project.entity.js';

/** Who does it; null = the demonstration's seed. */
export interface Actor {
  readonly staffId: string | null;
}

export type ProjectAction =
  | 'project.created'
  | 'project.edited'
  | 'project.published'
  | 'project.closed'
  | 'project.presets';

/** Rung after a project has changed: web processes that show it look again. */
export const PROJECTS_CHANGED = 'projects.changed';

/** Tells of each change to a project: the audit trail for good, other processes at once. */
@Injectable()
export class ProjectTrail {
  constructor(
    private readonly audit: Audit,
    private readonly doorbell: Doorbell,
  ) {}

  /** Call when the change is committed. */
  announce(): void {
    this.doorbell.ring(PROJECTS_CHANGED);
  }

  /** Records a change in the database transaction that makes it; `before` and `after` hold what differs. */
  record(
    tx: Tx,
    { staffId }: Actor,
    action: ProjectAction,
    { id, organizationId }: Pick<Project, 'id' | 'organizationId'>,
    before: Readonly<Record<string, unknown>> | null,
    after: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const subject = { subjectType: 'project', subjectId: id };
    return this.audit.record(tx, { organizationId, staffId, action, ...subject, before, after });
  }
}
