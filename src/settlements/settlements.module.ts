import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { SettlementsQueries } from './settlements.queries.js';
import { SettlementsSchedules } from './settlements.schedules.js';
import { Settlements } from './settlements.service.js';

@Module({
  imports: [ProvidersModule, LedgerModule, CasesModule],
  providers: [Settlements, SettlementsQueries, SettlementsSchedules],
  exports: [Settlements, SettlementsQueries, SettlementsSchedules],
})
export class SettlementsModule {}
