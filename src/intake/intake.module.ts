import { Module } from '@nestjs/common';
import { DonationsModule } from '../donations/donations.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { Doubts } from './doubts.service.js';
import { IntakeSchedules } from './intake.schedules.js';
import { Intake } from './intake.service.js';
import { Recovery } from './recovery.service.js';
import { Replays } from './replays.service.js';

@Module({
  imports: [ProvidersModule, DonationsModule],
  providers: [Intake, Doubts, Recovery, Replays, IntakeSchedules],
  exports: [Intake, Doubts, Recovery, Replays, IntakeSchedules],
})
export class IntakeModule {}
