import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import { Clock, SystemClock } from '../kernel/clock.js';
import { Approvals } from './approvals/approvals.js';
import { ApprovalsQueries } from './approvals/approvals.queries.js';
import { ApprovalsExpiry } from './approvals/approvals-expiry.js';
import { Audit } from './audit/audit.js';
import { Config } from './config/config.js';
import type { Check } from './database/check.js';
import { Checks } from './database/checks.js';
import { openDataSource, type Tables } from './database/data-source.js';
import { Database } from './database/database.js';
import { Files } from './files/files.js';
import { Readiness } from './health/readiness.js';
import { Doorbell } from './jobs/doorbell.js';
import { Jobs } from './jobs/jobs.js';
import { Leases } from './jobs/leases.js';
import { WorkerLoops } from './jobs/worker-loops.js';
import { LoginSources } from './logins/login-sources.js';
import { LongWork } from './long-work/long-work.js';
import { LongWorkQueries } from './long-work/long-work.queries.js';
import { LongWorkRunner } from './long-work/long-work-runner.js';
import { Mail } from './mail/mail.js';
import { MailQueries } from './mail/mail.queries.js';
import { MailSender } from './mail/mail.sender.js';
import { MailBatches } from './mail/mail-batches.js';
import { MailRefusals } from './mail/mail-refusals.js';
import { HttpMetrics } from './metrics/http-metrics.js';
import { Metrics } from './metrics/metrics.js';
import { OperationsServer } from './metrics/operations-server.js';
import { Outbox } from './outbox/outbox.js';
import { OutboxMetrics } from './outbox/outbox.metrics.js';
import { OutboxQueries } from './outbox/outbox.queries.js';
import { OutboxPurge } from './outbox/outbox-purge.js';
import { OutboxRelay } from './outbox/outbox-relay.js';
import { OutboxRunner } from './outbox/outbox-runner.js';
import { Schedules } from './schedules/schedules.js';
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
  /** The rules of all rooms that this process uses; default: none. */
  readonly checks?: readonly Check[];
}

const DOORS = [
  Secrets,
  LoginSources,
  Outbox,
  OutboxQueries,
  OutboxRelay,
  OutboxRunner,
  Jobs,
  Doorbell,
  Leases,
  Schedules,
  WorkerLoops,
  LongWork,
  LongWorkQueries,
  LongWorkRunner,
  Mail,
  MailQueries,
  MailSender,
  MailBatches,
  MailRefusals,
  Files,
  Audit,
  Approvals,
  ApprovalsQueries,
  ApprovalsExpiry,
  Metrics,
  HttpMetrics,
  Readiness,
  OperationsServer,
  OutboxMetrics,
  OutboxPurge,
];

/** The floor that every room stands on; imported once, by the process. */
@Global()
@Module({})
export class PlatformModule {
  static with({ config, tables, checks = [], clock = new SystemClock() }: PlatformOptions): DynamicModule {
    const given = [
      { provide: Config, useValue: config },
      { provide: Clock, useValue: clock },
      {
        provide: Database,
        useFactory: async () =>
          new Database(await openDataSource(config.DATABASE_URL, tables, config.DATABASE_POOL)),
      },
      {
        provide: Checks,
        inject: [Database],
        useFactory: (database: Database) => new Checks(checks, database, clock),
      },
    ];
    return {
      module: PlatformModule,
      imports: [TerminusModule.forRoot({ logger: false })],
      providers: [...given, ...DOORS],
      exports: [Config, Clock, Database, Checks, ...DOORS],
    };
  }
}
