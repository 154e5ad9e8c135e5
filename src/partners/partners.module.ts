import { Module } from '@nestjs/common';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { ChannelsQueries } from './channels.queries.js';
import { Channels } from './channels.service.js';
import { OverlaysQueries } from './overlays.queries.js';
import { Overlays } from './overlays.service.js';
import { PartnerAgreements } from './partner-agreements.service.js';
import { PartnerKeys } from './partner-keys.service.js';
import { PartnerLinks } from './partner-links.service.js';
import { PartnerLogins } from './partner-logins.service.js';
import { PartnerPeople } from './partner-people.service.js';
import { PartnerSessions } from './partner-sessions.service.js';
import { PartnerTrail } from './partner-trail.service.js';
import { PartnersJobs } from './partners.jobs.js';
import { PartnersQueries } from './partners.queries.js';
import { Partners } from './partners.service.js';
import { TestGiftsQueries } from './test-gifts.queries.js';
import { TestGifts } from './test-gifts.service.js';

/** The partners room: media partners, their agreements, people, keys and channels. */
@Module({
  imports: [OrganizationsModule],
  providers: [
    Channels,
    ChannelsQueries,
    PartnerAgreements,
    Overlays,
    OverlaysQueries,
    PartnerKeys,
    PartnerLinks,
    PartnerLogins,
    PartnerPeople,
    PartnerSessions,
    PartnerTrail,
    Partners,
    PartnersJobs,
    PartnersQueries,
    TestGifts,
    TestGiftsQueries,
  ],
  exports: [
    Channels,
    ChannelsQueries,
    PartnerAgreements,
    Overlays,
    OverlaysQueries,
    PartnerKeys,
    PartnerLogins,
    PartnerPeople,
    PartnerSessions,
    PartnerTrail,
    Partners,
    PartnersJobs,
    PartnersQueries,
    TestGifts,
    TestGiftsQueries,
  ],
})
export class PartnersModule {}
