import { Module } from '@nestjs/common';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { AccountingDays } from './accounting-days.service.js';
import { ChartOfAccounts } from './chart-of-accounts.service.js';
import { Funds } from './funds.service.js';
import { LedgerMetrics } from './ledger.metrics.js';
import { LedgerQueries } from './ledger.queries.js';
import { Ledger } from './ledger.service.js';
import { Numberer } from './numberer.service.js';

@Module({
  imports: [OrganizationsModule],
  providers: [AccountingDays, ChartOfAccounts, Funds, Ledger, LedgerMetrics, LedgerQueries, Numberer],
  exports: [AccountingDays, ChartOfAccounts, Funds, Ledger, LedgerQueries, Numberer],
})
export class LedgerModule {}
