import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module.js';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { AnnualQueries } from './annual.queries.js';
import { BooksQueries } from './books.queries.js';
import { CertificateChecks } from './certificate-checks.service.js';
import { FundOrders } from './fund-orders.queries.js';
import { GiftLifeQueries } from './gift-life.queries.js';
import { GiftSpending } from './gift-spending.queries.js';
import { PublicSpending } from './project-spending.queries.js';

const PROVIDERS = [
  BooksQueries,
  AnnualQueries,
  CertificateChecks,
  FundOrders,
  GiftLifeQueries,
  GiftSpending,
  PublicSpending,
];

@Module({
  imports: [LedgerModule, OrganizationsModule, ProjectsModule],
  providers: PROVIDERS,
  exports: PROVIDERS,
})
export class DisclosureModule {}
