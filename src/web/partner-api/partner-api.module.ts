import { Injectable, Module, type OnModuleInit } from '@nestjs/common';
import { OrganizationsModule } from '../../organizations/organizations.module.js';
import type { HotRoutes } from '../../platform/http/hot-routes.js';
import { HttpModule } from '../../platform/http/http.module.js';
import { ProgressModule } from '../../progress/progress.module.js';
import { ProgressFeed } from '../../progress/progress-feed.service.js';
import { ProjectsModule } from '../../projects/projects.module.js';
import { ApiDoor } from './api-door.service.js';
import { ApiLimits } from './api-limits.service.js';
import { ApiProblems } from './api-problems.service.js';
import { HotStream } from './hot-stream.service.js';
import { PROGRESS_PATHS, progressRoutes } from './progress.plugin.js';
import { ProjectAnswers } from './project-answers.service.js';
import { ProjectsController } from './projects.controller.js';

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
  imports: [HttpModule, OrganizationsModule, ProjectsModule, ProgressModule],
  controllers: [ProjectsController],
  providers: [ProjectAnswers, ApiLimits, ApiProblems, ApiDoor, HotProgress, HotStream],
  exports: [HotProgress, HotStream],
})
export class PartnerApiModule {}
