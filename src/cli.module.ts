import { type DynamicModule, Module } from '@nestjs/common';
import { ALL_CHECKS } from './checks.js';
import { DemoModule } from './demo/demo.module.js';
import { PlatformModule, type ProcessOptions } from './platform/platform.module.js';
import { ROOMS } from './rooms.js';
import { TABLES } from './tables.js';

/** A command's process: all rooms, no faces, no pollers. */
@Module({})
export class CliModule {
  static with(options: ProcessOptions): DynamicModule {
    return {
      module: CliModule,
      imports: [
        PlatformModule.with({ ...options, tables: TABLES, checks: ALL_CHECKS }),
        ...ROOMS,
        DemoModule,
      ],
    };
  }
}
