import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import { HealthController } from '../health/health.controller.js';
import { Drain } from './drain.js';
import { EventStreams } from './event-streams.service.js';
import { ProblemsController } from './problems.controller.js';
import { RouteGuards } from './route-guards.js';
import { Wording } from './wording.js';

/** What only the web process needs of the platform. */
@Module({
  imports: [DiscoveryModule],
  controllers: [ProblemsController, HealthController],
  providers: [RouteGuards, Wording, Drain, EventStreams],
  exports: [Wording, EventStreams],
})
export class HttpModule {}
