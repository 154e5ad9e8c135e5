import { Module } from '@nestjs/common';
import { OrganizationsModule } from '../../organizations/organizations.module.js';
import { PartnerFeedModule } from '../../partner-feed/partner-feed.module.js';
import { PartnersModule } from '../../partners/partners.module.js';
import { HttpModule } from '../../platform/http/http.module.js';
import { ProgressModule } from '../../progress/progress.module.js';
import { ProjectsModule } from '../../projects/projects.module.js';
import { FormRefusals } from '../ui/form-refusals.js';
import { UiModule } from '../ui/ui.module.js';
import { PartnerChannelsController } from './channels/channels.controller.js';
import { PartnerEmbedsController } from './embeds/embeds.controller.js';
import { PartnerEndpointsController } from './endpoints/endpoints.controller.js';
import { PartnerFiguresController } from './figures/figures.controller.js';
import { FiguresReading } from './figures/figures-reading.service.js';
import { PartnerStatementsController } from './figures/statements.controller.js';
import { PartnerWork } from './partner-work.service.js';
import { PartnerTestController } from './testing/test.controller.js';

/** Where a partner works: channels, embeds, figures, test mode. The partner itself is in `PartnerModule`. */
@Module({
  imports: [
    HttpModule,
    UiModule,
    OrganizationsModule,
    PartnersModule,
    ProjectsModule,
    ProgressModule,
    PartnerFeedModule,
  ],
  controllers: [
    PartnerChannelsController,
    PartnerEmbedsController,
    PartnerEndpointsController,
    PartnerFiguresController,
    PartnerStatementsController,
    PartnerTestController,
  ],
  providers: [FormRefusals, FiguresReading, PartnerWork],
})
export class PartnerWorkModule {}
