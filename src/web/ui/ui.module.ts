import { Module } from '@nestjs/common';
import { AssetsController } from './assets.controller.js';

/** What all faces share: the stylesheet's route. Layout and components are plain functions. */
@Module({ controllers: [AssetsController] })
export class UiModule {}
