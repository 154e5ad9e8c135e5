import { Module } from '@nestjs/common';
import { DisbursementsModule } from '../disbursements/disbursements.module.js';
import { DonationsModule } from '../donations/donations.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { AnnualQueries } from './annual.queries.js';
import { BooksQueries } from './books.queries.js';
import { CertificateChecks } from './certificate-checks.service.js';
import { DisclosureJobs } from './disclosure.jobs.js';
import { FundOrders } from './fund-orders.queries.js';
import { GiftLifeQueries } from './gift-life.queries.js';
import { GiftLinks } from './gift-links.service.js';
import { GiftSpending } from './gift-spending.queries.js';
import { GiftsOfMail } from './gifts-of-mail.queries.js';
import { PublicSpending } from './project-spending.queries.js';

const PROVIDERS = [
  BooksQueries,
  AnnualQueries,
  CertificateChecks,
  FundOrders,
  GiftLifeQueries,
  GiftSpending,
  GiftLinks,
  GiftsOfMail,
  DisclosureJobs,
  PublicSpending,
];

@Module({
  imports: [DisbursementsModule, DonationsModule, LedgerModule, OrganizationsModule, ProjectsModule],
  providers: PROVIDERS,
  exports: PROVIDERS,
})
export class DisclosureModule {}
