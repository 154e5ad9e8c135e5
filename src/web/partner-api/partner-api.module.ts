import { Injectable, Module, type OnModuleInit } from '@nestjs/common';
import { OrganizationsModule } from '../../organizations/organizations.module.js';
import { Config } from '../../platform/config/config.js';
import type { HotRoutes } from '../../platform/http/hot-routes.js';
import { HttpModule } from '../../platform/http/http.module.js';
import { ProgressModule } from '../../progress/progress.module.js';
import { ProgressFeed } from '../../progress/progress-feed.service.js';
import { ProjectsModule } from '../../projects/projects.module.js';
import { HotStream } from './hot-stream.service.js';
import { PROGRESS_PATHS, progressRoutes } from './progress.plugin.js';
import { ProjectAnswers } from './project-answers.service.js';
import { ProjectsController } from './projects.controller.js';

/** The hot part of the public API, to be registered in front of all hooks. */
@Injectable()
export class HotProgress implements OnModuleInit {
  readonly routes: HotRoutes;

  constructor(
    config: Config,
    private readonly feed: ProgressFeed,
  ) {
    this.routes = {
      name: 'progress',
      paths: PROGRESS_PATHS,
      plugin: (fastify) => progressRoutes(fastify, { feed, publicUrl: config.PUBLIC_URL }),
    };
  }

  async onModuleInit(): Promise<void> {
    await this.feed.start();
  }
}

@Module({
  imports: [HttpModule, OrganizationsModule, ProjectsModule, ProgressModule],
  controllers: [ProjectsController],
  providers: [ProjectAnswers, HotProgress, HotStream],
  exports: [HotProgress, HotStream],
})
export class PartnerApiModule {}
