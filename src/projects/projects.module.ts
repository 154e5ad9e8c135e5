import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module.js';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { ProjectFunds } from './project-funds.service.js';
import { ProjectPictures } from './project-pictures.service.js';
import { ProjectTrail } from './project-trail.service.js';
import { ProjectsQueries } from './projects.queries.js';
import { Projects } from './projects.service.js';

@Module({
  imports: [OrganizationsModule, LedgerModule],
  providers: [ProjectFunds, ProjectPictures, ProjectTrail, Projects, ProjectsQueries],
  exports: [ProjectPictures, Projects, ProjectsQueries],
})
export class ProjectsModule {}
