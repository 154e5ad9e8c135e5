import { Module } from '@nestjs/common';
import { AssetsController } from './assets.controller.js';
import { FormLimits } from './form-limits.service.js';

/** What all faces share: the stylesheet's route and limits for small forms. Layout and components are plain functions. */
@Module({ controllers: [AssetsController], providers: [FormLimits], exports: [FormLimits] })
export class UiModule {}
