import { Module } from '@nestjs/common';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { PartnersModule } from '../partners/partners.module.js';
import { ProgressModule } from '../progress/progress.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { EventDataMaker } from './event-data.service.js';
import { PartnerAudience } from './partner-audience.service.js';
import { PartnerEvents } from './partner-events.queries.js';
import { PartnerFeedJobs } from './partner-feed.jobs.js';
import { PartnerFeedRelay } from './partner-feed-relay.service.js';

@Module({
  imports: [OrganizationsModule, PartnersModule, ProjectsModule, ProgressModule],
  providers: [PartnerFeedRelay, PartnerFeedJobs, PartnerEvents, EventDataMaker, PartnerAudience],
  exports: [PartnerFeedRelay, PartnerFeedJobs, PartnerEvents],
})
export class PartnerFeedModule {}
