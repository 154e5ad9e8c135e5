import { Module } from '@nestjs/common';
import { DonationsModule } from '../donations/donations.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { ProgressMetrics } from './progress.metrics.js';
import { ProgressQueries } from './progress.queries.js';
import { ProgressFeed } from './progress-feed.service.js';
import { Projector } from './projector.service.js';
import { PublicGiftsQueries } from './public-gifts.queries.js';

@Module({
  imports: [ProjectsModule, DonationsModule],
  providers: [Projector, ProgressMetrics, ProgressQueries, ProgressFeed, PublicGiftsQueries],
  exports: [Projector, ProgressQueries, ProgressFeed, PublicGiftsQueries],
})
export class ProgressModule {}
