import { Injectable } from '@nestjs/common';
import type { Schedule } from '../platform/schedules/schedule.js';
import { MonthlyCharging } from './monthly-charging.service.js';
import { MonthlySettling } from './monthly-settling.service.js';
import { MonthlyWriting } from './monthly-writing.service.js';

const EVERY_SECONDS = 20;

/** What is done about monthly gifts by the clock: each step finds in the database what is due, whoever was killed. */
@Injectable()
export class MonthlyJobs {
  constructor(
    private readonly writing: MonthlyWriting,
    private readonly charging: MonthlyCharging,
    private readonly settling: MonthlySettling,
  ) {}

  readonly schedules: readonly Schedule[] = [
    { name: 'monthly.debits', everySeconds: EVERY_SECONDS, run: async () => void (await this.runOnce()) },
  ];

  /** All steps once, what has happened before what is to happen. @returns how much was done. */
  async runOnce(): Promise<number> {
    let done = 0;
    done += await this.settling.paid();
    done += await this.settling.declined();
    done += await this.settling.expire();
    done += await this.writing.endWithProjects();
    done += await this.writing.announce();
    done += await this.writing.begin();
    done += await this.writing.retry();
    done += await this.charging.send();
    done += await this.settling.forget();
    return done;
  }
}
