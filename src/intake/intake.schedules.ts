import { Injectable } from '@nestjs/common';
import type { Schedule } from '../platform/schedules/schedule.js';
import { Doubts } from './doubts.service.js';
import { Recovery } from './recovery.service.js';

const MINUTE = 60;

/** What this room does by the clock. */
@Injectable()
export class IntakeSchedules {
  constructor(
    private readonly recovery: Recovery,
    private readonly doubts: Doubts,
  ) {}

  readonly schedules: readonly Schedule[] = [
    {
      name: 'intake.undelivered',
      everySeconds: 5 * MINUTE,
      run: async () => void (await this.recovery.fetchUndelivered()),
    },
    {
      name: 'intake.waiting',
      everySeconds: MINUTE,
      run: async () => void (await this.recovery.askAboutWaiting()),
    },
    {
      name: 'intake.doubts',
      everySeconds: MINUTE,
      run: async () => void (await this.doubts.ask()),
    },
    {
      name: 'intake.compare',
      everySeconds: 24 * 60 * MINUTE,
      run: async () => void (await this.recovery.compareLastDays()),
    },
  ];
}
