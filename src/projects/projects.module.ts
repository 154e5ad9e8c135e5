import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { ProjectFunds } from './project-funds.service.js';
import { ProjectPictures } from './project-pictures.service.js';
import { ProjectPresets } from './project-presets.service.js';
import { ProjectTrail } from './project-trail.service.js';
import { ProjectUpdatePublication } from './project-update-publication.service.js';
import { ProjectUpdateTrail } from './project-update-trail.service.js';
import { ProjectUpdatesQueries } from './project-updates.queries.js';
import { ProjectUpdates } from './project-updates.service.js';
import { ProjectsJobs } from './projects.jobs.js';
import { ProjectsQueries } from './projects.queries.js';
import { Projects } from './projects.service.js';
import { ScheduledUpdates } from './scheduled-updates.service.js';
import { SilentProjects } from './silent-projects.service.js';

@Module({
  imports: [OrganizationsModule, LedgerModule, CasesModule],
  providers: [
    ProjectFunds,
    ProjectPictures,
    ProjectPresets,
    ProjectTrail,
    ProjectUpdatePublication,
    ProjectUpdateTrail,
    ProjectUpdates,
    ProjectUpdatesQueries,
    Projects,
    ProjectsJobs,
    ProjectsQueries,
    ScheduledUpdates,
    SilentProjects,
  ],
  exports: [
    ProjectPictures,
    ProjectPresets,
    ProjectUpdates,
    ProjectUpdatesQueries,
    Projects,
    ProjectsJobs,
    ProjectsQueries,
    ScheduledUpdates,
    SilentProjects,
  ],
})
export class ProjectsModule {}
