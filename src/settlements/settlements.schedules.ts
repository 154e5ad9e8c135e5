import { Injectable } from '@nestjs/common';
import { Config } from '../platform/config/config.js';
import type { Schedule } from '../platform/schedules/schedule.js';
import { Settlements } from './settlements.service.js';
import { UnbookedDisputes } from './unbooked-disputes.service.js';

const HOURLY = 3_600;
/** A sandbox costs nothing to ask, and whoever looks at the demonstration wants to see the fee come. */
const SANDBOX_SECONDS = 20;

/** What this room does by the clock. */
@Injectable()
export class SettlementsSchedules {
  readonly schedules: readonly Schedule[];

  constructor(settlements: Settlements, disputes: UnbookedDisputes, config: Config) {
    this.schedules = [
      {
        name: 'settlements.import',
        everySeconds: config.STRIPE_API_BASE ? SANDBOX_SECONDS : HOURLY,
        run: () => settlements.importAll(),
      },
      {
        name: 'settlements.disputes',
        everySeconds: HOURLY,
        run: async () => void (await disputes.openCases()),
      },
    ];
  }
}
