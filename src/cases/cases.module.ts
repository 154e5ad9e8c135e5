import { Module } from '@nestjs/common';
import { StaffModule } from '../staff/staff.module.js';
import { CaseWork } from './case-work.service.js';
import { CasesQueries } from './cases.queries.js';
import { Cases } from './cases.service.js';

@Module({
  imports: [StaffModule],
  providers: [Cases, CaseWork, CasesQueries],
  exports: [Cases, CaseWork, CasesQueries],
})
export class CasesModule {}
