import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module.js';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { DisbursementPayments } from './disbursement-payments.service.js';
import { DisbursementsJobs } from './disbursements.jobs.js';
import { DisbursementsQueries } from './disbursements.queries.js';
import { Disbursements } from './disbursements.service.js';
import { FundTransfers } from './fund-transfers.service.js';

@Module({
  imports: [OrganizationsModule, LedgerModule, ProjectsModule],
  providers: [Disbursements, DisbursementPayments, DisbursementsQueries, DisbursementsJobs, FundTransfers],
  exports: [Disbursements, DisbursementPayments, DisbursementsQueries, DisbursementsJobs, FundTransfers],
})
export class DisbursementsModule {}
