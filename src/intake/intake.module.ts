import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { DonationsModule } from '../donations/donations.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { SettlementsModule } from '../settlements/settlements.module.js';
import { Doubts } from './doubts.service.js';
import { IntakeSchedules } from './intake.schedules.js';
import { Intake } from './intake.service.js';
import { Recovery } from './recovery.service.js';
import { Replays } from './replays.service.js';
import { StatementBooking } from './statement-booking.service.js';
import { StatementFacts } from './statement-facts.service.js';
import { StatementIntake } from './statement-intake.service.js';
import { StatementIntakeWork } from './statement-intake-work.service.js';
import { StatementWaiting } from './statement-waiting.service.js';

@Module({
  imports: [CasesModule, ProvidersModule, DonationsModule, SettlementsModule],
  providers: [
    Intake,
    Doubts,
    Recovery,
    Replays,
    IntakeSchedules,
    StatementBooking,
    StatementFacts,
    StatementIntake,
    StatementIntakeWork,
    StatementWaiting,
  ],
  exports: [
    Intake,
    Doubts,
    Recovery,
    Replays,
    IntakeSchedules,
    StatementBooking,
    StatementIntake,
    StatementIntakeWork,
  ],
})
export class IntakeModule {}
