import { Injectable, Module, type OnModuleInit } from '@nestjs/common';
import { DisclosureModule } from '../../disclosure/disclosure.module.js';
import { OrganizationsModule } from '../../organizations/organizations.module.js';
import { PartnerFeedModule } from '../../partner-feed/partner-feed.module.js';
import { PartnersModule } from '../../partners/partners.module.js';
import type { HotRoutes } from '../../platform/http/hot-routes.js';
import { HttpModule } from '../../platform/http/http.module.js';
import { ProgressModule } from '../../progress/progress.module.js';
import { ProgressFeed } from '../../progress/progress-feed.service.js';
import { ProjectsModule } from '../../projects/projects.module.js';
import { AnnualController } from './annual.controller.js';
import { AnnualAnswering } from './annual-answering.service.js';
import { ApiCallers } from './api-callers.service.js';
import { ApiDoor } from './api-door.service.js';
import { ApiLimits } from './api-limits.service.js';
import { ApiProblems } from './api-problems.service.js';
import { CertificateAnswering } from './certificate-answering.service.js';
import { ChannelAnswering } from './channel-answering.service.js';
import { HotStream } from './hot-stream.service.js';
import { PartnerDataController } from './partner-data.controller.js';
import { PartnerKeyGuard } from './partner-key.guard.js';
import { PROGRESS_PATHS, progressRoutes } from './progress.plugin.js';
import { ProjectAnswers } from './project-answers.service.js';
import { ProjectLists } from './project-lists.service.js';
import { ProjectsController } from './projects.controller.js';
import { SpendingAnswering } from './spending-answering.service.js';

/** The hot part of the public API, to be registered in front of all hooks. */
@Injectable()
export class HotProgress implements OnModuleInit {
  readonly routes: HotRoutes;

  constructor(
    limits: ApiLimits,
    problems: ApiProblems,
    private readonly feed: ProgressFeed,
  ) {
    this.routes = {
      name: 'progress',
      paths: PROGRESS_PATHS,
      methods: ['GET', 'HEAD'],
      plugin: (fastify) => progressRoutes(fastify, { feed, limits, problems }),
    };
  }

  async onModuleInit(): Promise<void> {
    await this.feed.start();
  }
}

@Module({
  imports: [
    HttpModule,
    OrganizationsModule,
    ProjectsModule,
    PartnersModule,
    ProgressModule,
    DisclosureModule,
    PartnerFeedModule,
  ],
  controllers: [ProjectsController, AnnualController, PartnerDataController],
  providers: [
    ProjectAnswers,
    ProjectLists,
    CertificateAnswering,
    SpendingAnswering,
    AnnualAnswering,
    ChannelAnswering,
    ApiCallers,
    ApiLimits,
    ApiProblems,
    ApiDoor,
    PartnerKeyGuard,
    HotProgress,
    HotStream,
  ],
  exports: [HotProgress, HotStream],
})
export class PartnerApiModule {}
