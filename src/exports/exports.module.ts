import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module.js';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { StaffModule } from '../staff/staff.module.js';
import { ExportMaking } from './export-making.service.js';
import { ExportsJobs } from './exports.jobs.js';
import { ExportsQueries } from './exports.queries.js';
import { Exports } from './exports.service.js';
import { VoucherFile } from './voucher-file.service.js';
import { VoucherNumbers } from './voucher-numbers.service.js';

@Module({
  imports: [OrganizationsModule, StaffModule, LedgerModule],
  providers: [Exports, ExportsQueries, ExportMaking, ExportsJobs, VoucherFile, VoucherNumbers],
  exports: [Exports, ExportsQueries, ExportsJobs],
})
export class ExportsModule {}
