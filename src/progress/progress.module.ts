import { Module } from '@nestjs/common';
import { ProjectsModule } from '../projects/projects.module.js';
import { ProgressMetrics } from './progress.metrics.js';
import { ProgressQueries } from './progress.queries.js';
import { ProgressFeed } from './progress-feed.service.js';
import { Projector } from './projector.service.js';

@Module({
  imports: [ProjectsModule],
  providers: [Projector, ProgressMetrics, ProgressQueries, ProgressFeed],
  exports: [Projector, ProgressQueries, ProgressFeed],
})
export class ProgressModule {}
