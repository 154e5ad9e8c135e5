import { Injectable } from '@nestjs/common';
import { Cases } from '../cases/cases.service.js';
import { Clock } from '../kernel/clock.js';
import { Database } from '../platform/database/database.js';

/** So long a project may tell nothing while it asks for gifts (Charity Law 79: every three months). */
export const SILENT_DAYS = 90;
const DAY_MS = 86_400_000;

/** A project that takes gifts and tells nothing. */
export interface SilentProject {
  readonly id: string;
  readonly organizationId: string;
  readonly slug: string;
  /** Its last update that is still shown, or else its own publication. */
  readonly spokeAt: Date;
}

const SPOKE_AT = `GREATEST(p.published_at, COALESCE((
  SELECT MAX(u.published_at) FROM project_update u WHERE u.project_id = p.id AND u.state = 'published'), p.published_at))`;

/** Finds projects that have told nothing for 90 days, and tells their society once for each silence. */
@Injectable()
export class SilentProjects {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly cases: Cases,
  ) {}

  /** Since when the project is silent; null while it is not, or takes no gifts any more. */
  async silentSince(projectId: string): Promise<Date | null> {
    const [project] = await this.find('AND p.id = ?', [projectId]);
    return project?.spokeAt ?? null;
  }

  /** The organization's silent projects, the longest silence first. */
  ofOrganization(organizationId: string): Promise<SilentProject[]> {
    return this.find('AND p.organization_id = ?', [organizationId]);
  }

  /** Opens one case for each silence and closes those whose project has spoken or ended. */
  async look(): Promise<void> {
    for (const project of await this.find('', [])) await this.warn(project);
    await this.heal();
  }

  private find(and: string, parameters: readonly unknown[]): Promise<SilentProject[]> {
    return this.database.rows<SilentProject>(
      `SELECT p.id, p.organization_id AS organizationId, p.slug, ${SPOKE_AT} AS spokeAt FROM project p
        WHERE p.state = 'published' ${and} HAVING spokeAt < ? ORDER BY spokeAt, p.id`,
      [...parameters, new Date(this.clock.now().getTime() - SILENT_DAYS * DAY_MS)],
    );
  }

  private async warn({ id, organizationId, slug, spokeAt }: SilentProject): Promise<void> {
    await this.database.inTransaction((tx) =>
      this.cases.open(tx, {
        ...{ organizationId, kind: 'PROJECT_SILENT', subjectType: 'project', subjectId: id },
        dedupeKey: `project_silent:${id}:${spokeAt.toISOString().slice(0, 10)}`,
        detail: `${slug}: no update since ${spokeAt.toISOString().slice(0, 10)}`,
      }),
    );
  }

  /** A closed project, and one with an update that came after the case, need no reminder. */
  private async heal(): Promise<void> {
    const healed = await this.database.rows<{ id: string; organizationId: string }>(
      `SELECT c.id, c.organization_id AS organizationId FROM work_case c JOIN project p ON p.id = c.subject_id
        WHERE c.kind = 'PROJECT_SILENT' AND c.state = 'open'
          AND (p.state <> 'published' OR ${SPOKE_AT} >= ?)`,
      [new Date(this.clock.now().getTime() - SILENT_DAYS * DAY_MS)],
    );
    for (const { id, organizationId } of healed)
      await this.database.inTransaction(async (tx) => {
        // Somebody may have closed it meanwhile.
        const [open]: unknown[] = await tx.query(
          "SELECT id FROM work_case WHERE id = ? AND state = 'open' FOR UPDATE",
          [id],
        );
        if (!open) return;
        const reason = 'the project has told something since, or has ended';
        await this.cases.close(tx, {
          organizationId,
          caseId: id,
          outcome: 'RESOLVED',
          reason,
          staffId: null,
        });
      });
  }
}
