import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Clock, SystemClock } from '../kernel/clock.js';
import { Audit } from './audit/audit.js';
import { Config } from './config/config.js';
import { openDataSource, type Tables } from './database/data-source.js';
import { Database } from './database/database.js';
import { Files } from './files/files.js';
import { Mail } from './mail/mail.js';
import { HttpMetrics } from './metrics/http-metrics.js';
import { Metrics } from './metrics/metrics.js';
import { Outbox } from './outbox/outbox.js';
import { Secrets } from './secrets/secrets.js';

/** What a process is started with. */
export interface ProcessOptions {
  readonly config: Config;
  /** Default: the machine's clock. */
  readonly clock?: Clock;
}

export interface PlatformOptions extends ProcessOptions {
  /** Entity classes of all rooms that this process uses. */
  readonly tables: Tables;
}

const DOORS = [Secrets, Outbox, Mail, Files, Audit, Metrics, HttpMetrics];

/** The floor that every room stands on; imported once, by the process. */
@Global()
@Module({})
export class PlatformModule {
  static with({ config, tables, clock = new SystemClock() }: PlatformOptions): DynamicModule {
    const given = [
      { provide: Config, useValue: config },
      { provide: Clock, useValue: clock },
      {
        provide: Database,
        useFactory: async () =>
          new Database(await openDataSource(config.DATABASE_URL, tables, config.DATABASE_POOL)),
      },
    ];
    return {
      module: PlatformModule,
      providers: [...given, ...DOORS],
      exports: [Config, Clock, Database, ...DOORS],
    };
  }
}
