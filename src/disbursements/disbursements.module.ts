import { Module } from '@nestjs/common';
import { DonationsModule } from '../donations/donations.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { DisbursementPayments } from './disbursement-payments.service.js';
import { DisbursementsJobs } from './disbursements.jobs.js';
import { DisbursementsQueries } from './disbursements.queries.js';
import { Disbursements } from './disbursements.service.js';
import { EvidenceQueries } from './evidence.queries.js';
import { EvidencePapers } from './evidence.service.js';
import { FundTransfers } from './fund-transfers.service.js';
import { UseChangeMails } from './use-change-mails.service.js';
import { UseChangesQueries } from './use-changes.queries.js';
import { UseChanges } from './use-changes.service.js';

const PROVIDERS = [
  Disbursements,
  DisbursementPayments,
  DisbursementsQueries,
  DisbursementsJobs,
  FundTransfers,
  EvidencePapers,
  EvidenceQueries,
  UseChanges,
  UseChangesQueries,
  UseChangeMails,
];

@Module({
  imports: [OrganizationsModule, LedgerModule, ProjectsModule, DonationsModule],
  providers: PROVIDERS,
  exports: PROVIDERS,
})
export class DisbursementsModule {}
