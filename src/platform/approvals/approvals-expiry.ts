import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { Database } from '../database/database.js';
import type { Schedule } from '../schedules/schedule.js';
import { Approvals } from './approvals.js';

const EVERY_SECONDS = 300;

/** Ends requests whose 72 hours are over, so that what was set aside for them is free again. */
@Injectable()
export class ApprovalsExpiry {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly approvals: Approvals,
  ) {}

  get schedule(): Schedule {
    return { name: 'approvals.expire', everySeconds: EVERY_SECONDS, run: () => this.run() };
  }

  async run(): Promise<void> {
    let ended = 1;
    while (ended > 0)
      ended = await this.database.inTransaction((tx) => this.approvals.expire(tx, this.clock.now()));
  }
}
