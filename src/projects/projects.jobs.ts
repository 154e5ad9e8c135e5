import { Injectable } from '@nestjs/common';
import { Cases } from '../cases/cases.service.js';
import { Clock, dayIn } from '../kernel/clock.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { Database } from '../platform/database/database.js';
import { Doorbell } from '../platform/jobs/doorbell.js';
import type { Subscriber } from '../platform/outbox/subscriber.js';
import type { Schedule } from '../platform/schedules/schedule.js';
import { Project } from './project.entity.js';
import { publishingWarnings } from './project.js';
import { PROJECTS_CHANGED } from './project-trail.service.js';
import { PROJECT_UPDATES_CHANGED } from './project-update-trail.service.js';
import { PROJECT_EVENTS } from './projects.outbox.js';
import { ScheduledUpdates } from './scheduled-updates.service.js';
import { SilentProjects } from './silent-projects.service.js';

const HOUR_SECONDS = 3_600;
const RINGS_AT_ONCE = 100;
const DUE_SECONDS = 30;

/** What is done about projects at regular times. */
@Injectable()
export class ProjectsJobs {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly organizations: OrganizationsQueries,
    private readonly cases: Cases,
    private readonly doorbell: Doorbell,
    private readonly scheduled: ScheduledUpdates,
    private readonly silent: SilentProjects,
  ) {}

  /**
   * What was announced is rung for once more: whoever made the change rings right after it, but may end in between, or
   * have lost Redis just then.
   */
  get subscribers(): Subscriber[] {
    return PROJECT_EVENTS.map((on) => ({
      name: `${on.replaceAll('_', '-')}.ring`,
      on,
      mode: 'batch',
      batch: RINGS_AT_ONCE,
      handle: async () =>
        this.doorbell.ring(on.startsWith('project.update_') ? PROJECT_UPDATES_CHANGED : PROJECTS_CHANGED),
    }));
  }

  /**
   * Every hour: an emergency appeal whose filing is due in two days, and a project that has told nothing for 90 days,
   * become cases for a person. Updates that are due publish themselves within half a minute.
   */
  get schedules(): Schedule[] {
    return [
      { name: 'projects.filing', everySeconds: HOUR_SECONDS, run: () => this.openFilingCases() },
      { name: 'projects.silence', everySeconds: HOUR_SECONDS, run: () => this.silent.look() },
      {
        name: 'projects.scheduled-updates',
        everySeconds: DUE_SECONDS,
        run: () => this.scheduled.publishDue(),
      },
    ];
  }

  /** Opens a case for each published emergency appeal that is in its 8th day or later and not yet filed. */
  async openFilingCases(): Promise<void> {
    const unfiled = await this.database.read
      .createQueryBuilder(Project, 'project')
      .where("project.state = 'published' AND project.emergency AND project.filingNo IS NULL")
      .getMany();
    for (const project of unfiled) {
      const timeZone = await this.organizations.timeZoneOf(project.organizationId);
      const warnings = publishingWarnings(project, dayIn(this.clock.now(), timeZone), timeZone);
      if (!warnings.includes('filing_due_soon')) continue;
      await this.database.inTransaction((tx) =>
        this.cases.open(tx, {
          organizationId: project.organizationId,
          kind: 'FILING_DUE',
          dedupeKey: `filing_due:${project.id}`,
          subjectType: 'project',
          subjectId: project.id,
          detail: `${project.slug}: the appeal takes no more gifts from its 10th day on without a filing number`,
        }),
      );
    }
  }
}
