import { Module } from '@nestjs/common';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { AccountingDaysQueries } from './accounting-days.queries.js';
import { AccountingDays } from './accounting-days.service.js';
import { AccountingYearsQueries } from './accounting-years.queries.js';
import { AccountingYears } from './accounting-years.service.js';
import { ChartOfAccounts } from './chart-of-accounts.service.js';
import { DaySealProof } from './day-seal-proof.service.js';
import { DaySeals } from './day-seals.service.js';
import { FundGuard } from './fund-guard.service.js';
import { FundsQueries } from './funds.queries.js';
import { Funds } from './funds.service.js';
import { LedgerMetrics } from './ledger.metrics.js';
import { LedgerQueries } from './ledger.queries.js';
import { Ledger } from './ledger.service.js';
import { Numberer } from './numberer.service.js';
import { OwnDays } from './own-days.service.js';
import { SealKeys } from './seal-keys.service.js';
import { Sealer } from './sealer.service.js';

@Module({
  imports: [OrganizationsModule],
  providers: [
    AccountingDays,
    AccountingDaysQueries,
    AccountingYears,
    AccountingYearsQueries,
    DaySealProof,
    DaySeals,
    SealKeys,
    ChartOfAccounts,
    FundGuard,
    Funds,
    FundsQueries,
    Ledger,
    LedgerMetrics,
    LedgerQueries,
    Numberer,
    Sealer,
    OwnDays,
  ],
  exports: [
    AccountingDays,
    AccountingDaysQueries,
    AccountingYears,
    AccountingYearsQueries,
    DaySealProof,
    DaySeals,
    SealKeys,
    ChartOfAccounts,
    FundGuard,
    Funds,
    FundsQueries,
    Ledger,
    LedgerQueries,
    Numberer,
    Sealer,
    OwnDays,
  ],
})
export class LedgerModule {}
