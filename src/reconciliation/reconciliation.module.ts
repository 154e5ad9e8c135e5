import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { SettlementsModule } from '../settlements/settlements.module.js';
import { BankMatches } from './bank-matches.service.js';
import { BankReconciliations } from './bank-reconciliations.queries.js';
import { BankRun } from './bank-run.service.js';
import { DayAccountsQueries } from './day-accounts.queries.js';
import { DayBooksQueries } from './day-books.queries.js';
import { DayClosing } from './day-closing.service.js';
import { DayControls } from './day-controls.service.js';
import { DayExplainedQueries } from './day-explained.queries.js';
import { DayGiftsQueries } from './day-gifts.queries.js';
import { DayObstacles } from './day-obstacles.service.js';
import { DayReconciling } from './day-reconciling.service.js';
import { DayReopening } from './day-reopening.service.js';
import { DayRun } from './day-run.service.js';
import { DayRunsQueries } from './day-runs.queries.js';
import { DaySheets } from './day-sheets.service.js';
import { Discrepancies } from './discrepancies.service.js';
import { Healing } from './healing.service.js';
import { MatchDesk } from './match-desk.service.js';
import { ReconciliationJobs } from './reconciliation.jobs.js';
import { ReconciliationQueries } from './reconciliation.queries.js';
import { ReconciliationSchedules } from './reconciliation.schedules.js';
import { Reconciliation } from './reconciliation.service.js';
import { ResolutionsQueries } from './resolutions.queries.js';
import { Resolutions } from './resolutions.service.js';
import { YearClosing } from './year-closing.service.js';
import { YearReopening } from './year-reopening.service.js';

@Module({
  imports: [OrganizationsModule, LedgerModule, CasesModule, ProvidersModule, SettlementsModule],
  providers: [
    BankMatches,
    BankRun,
    DayRun,
    Discrepancies,
    Healing,
    MatchDesk,
    Reconciliation,
    ReconciliationJobs,
    ReconciliationQueries,
    DayAccountsQueries,
    DayBooksQueries,
    DayExplainedQueries,
    DayReconciling,
    DayRunsQueries,
    DayGiftsQueries,
    DayControls,
    DaySheets,
    BankReconciliations,
    DayClosing,
    DayObstacles,
    DayReopening,
    ReconciliationSchedules,
    Resolutions,
    ResolutionsQueries,
    YearClosing,
    YearReopening,
  ],
  exports: [
    MatchDesk,
    Reconciliation,
    ReconciliationJobs,
    ReconciliationQueries,
    DayControls,
    DaySheets,
    BankReconciliations,
    DayClosing,
    DayReopening,
    ReconciliationSchedules,
    Resolutions,
    ResolutionsQueries,
    YearClosing,
    YearReopening,
  ],
})
export class ReconciliationModule {}
