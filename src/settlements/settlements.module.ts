import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { FilePayouts } from './file-payouts.service.js';
import { Payouts } from './payouts.service.js';
import { SettlementsJobs } from './settlements.jobs.js';
import { SettlementsQueries } from './settlements.queries.js';
import { SettlementsSchedules } from './settlements.schedules.js';
import { Settlements } from './settlements.service.js';
import { StatementBookings } from './statement-bookings.service.js';
import { StatementBooks } from './statement-books.service.js';
import { StatementFigures } from './statement-figures.queries.js';
import { StatementFilesQueries } from './statement-files.queries.js';
import { StatementFiles } from './statement-files.service.js';
import { StatementLayouts } from './statement-layouts.service.js';
import { StatementReading } from './statement-reading.service.js';
import { UnbookedDisputes } from './unbooked-disputes.service.js';

@Module({
  imports: [OrganizationsModule, ProvidersModule, LedgerModule, CasesModule],
  providers: [
    UnbookedDisputes,
    StatementBooks,
    StatementFigures,
    Payouts,
    FilePayouts,
    StatementBookings,
    Settlements,
    SettlementsQueries,
    SettlementsSchedules,
    SettlementsJobs,
    StatementReading,
    StatementFiles,
    StatementFilesQueries,
    StatementLayouts,
  ],
  exports: [
    Settlements,
    StatementFigures,
    SettlementsQueries,
    SettlementsSchedules,
    SettlementsJobs,
    StatementFiles,
    StatementFilesQueries,
    StatementLayouts,
    StatementBooks,
    StatementBookings,
    FilePayouts,
    StatementReading,
  ],
})
export class SettlementsModule {}
