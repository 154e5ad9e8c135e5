import { Module } from '@nestjs/common';
import { DonationsModule } from '../donations/donations.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { PartnersModule } from '../partners/partners.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { ChannelFigures } from './channel-figures.queries.js';
import { ChannelShares } from './channel-shares.queries.js';
import { ProgressMetrics } from './progress.metrics.js';
import { ProgressQueries } from './progress.queries.js';
import { ProgressFeed } from './progress-feed.service.js';
import { Projector } from './projector.service.js';
import { PublicGiftsQueries } from './public-gifts.queries.js';
import { TestChannelFigures } from './test-channel-figures.queries.js';

const READING = [
  ProgressQueries,
  ProgressFeed,
  PublicGiftsQueries,
  ChannelFigures,
  ChannelShares,
  TestChannelFigures,
];

@Module({
  imports: [DonationsModule, LedgerModule, PartnersModule, ProjectsModule],
  providers: [Projector, ProgressMetrics, ...READING],
  exports: [Projector, ...READING],
})
export class ProgressModule {}
