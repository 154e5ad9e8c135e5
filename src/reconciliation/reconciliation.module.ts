import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { ResolutionsQueries } from './resolutions.queries.js';
import { Resolutions } from './resolutions.service.js';

@Module({
  imports: [CasesModule, LedgerModule],
  providers: [Resolutions, ResolutionsQueries],
  exports: [Resolutions, ResolutionsQueries],
})
export class ReconciliationModule {}
