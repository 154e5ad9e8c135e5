import { Module } from '@nestjs/common';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { PartnersModule } from '../partners/partners.module.js';
import { ProgressModule } from '../progress/progress.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { ChannelDataMaker } from './channel-data.service.js';
import { EventDataMaker } from './event-data.service.js';
import { PartnerEvents } from './partner-events.queries.js';
import { PartnerFeedJobs } from './partner-feed.jobs.js';
import { PartnerFeedMetrics } from './partner-feed.metrics.js';
import { PartnerFeedRelay } from './partner-feed-relay.service.js';
import { WebhookDeliveries } from './webhook-deliveries.service.js';
import { WebhookEndpointsQueries } from './webhook-endpoints.queries.js';
import { WebhookEndpoints } from './webhook-endpoints.service.js';
import { WebhookOutcomes } from './webhook-outcomes.service.js';
import { WebhookSending } from './webhook-sending.service.js';
import { HostNames, WebhookTargets } from './webhook-targets.service.js';

@Module({
  imports: [OrganizationsModule, PartnersModule, ProjectsModule, ProgressModule],
  providers: [
    PartnerFeedRelay,
    PartnerFeedJobs,
    PartnerFeedMetrics,
    PartnerEvents,
    EventDataMaker,
    ChannelDataMaker,
    HostNames,
    WebhookTargets,
    WebhookEndpoints,
    WebhookEndpointsQueries,
    WebhookDeliveries,
    WebhookOutcomes,
    WebhookSending,
  ],
  exports: [
    PartnerFeedRelay,
    PartnerFeedJobs,
    PartnerEvents,
    WebhookEndpoints,
    WebhookEndpointsQueries,
    WebhookDeliveries,
    WebhookSending,
  ],
})
export class PartnerFeedModule {}
