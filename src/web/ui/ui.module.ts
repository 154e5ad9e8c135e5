import { Module } from '@nestjs/common';
import { ProvidersModule } from '../../providers/providers.module.js';
import { AssetsController } from './assets.controller.js';
import { FormLimits } from './form-limits.service.js';
import { ServiceStanding } from './standing/service-standing.service.js';

/**
 * What all faces share: the stylesheet's route, limits for small forms, and what is away or late now. Layout and
 * components are plain functions.
 */
@Module({
  imports: [ProvidersModule],
  controllers: [AssetsController],
  providers: [FormLimits, ServiceStanding],
  exports: [FormLimits, ServiceStanding],
})
export class UiModule {}
