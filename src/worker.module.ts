import { type DynamicModule, type INestApplicationContext, Module, type Type } from '@nestjs/common';
import type { WorkerDuties } from './platform/jobs/worker-loops.js';
import { MAIL_REQUESTED } from './platform/mail/mail.js';
import { MailSender } from './platform/mail/mail.sender.js';
import { PlatformModule, type ProcessOptions } from './platform/platform.module.js';
import { ROOMS } from './rooms.js';
import { TABLES } from './tables.js';

/** The worker process: all rooms, no faces. */
@Module({})
export class WorkerModule {
  static with(options: ProcessOptions): DynamicModule {
    return {
      module: WorkerModule,
      imports: [PlatformModule.with({ ...options, tables: TABLES }), ...ROOMS],
    };
  }
}

/** Everything a worker does, one line each; checked when it starts. */
export function workerDuties(app: INestApplicationContext): WorkerDuties {
  const get = <T>(token: Type<T>): T => app.get(token, { strict: false });
  return {
    kinds: [MAIL_REQUESTED],
    subscribers: [get(MailSender).subscriber],
    schedules: [],
    pollers: [],
  };
}
