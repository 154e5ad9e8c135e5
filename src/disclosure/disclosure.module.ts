import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module.js';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { AnnualQueries } from './annual.queries.js';
import { BooksQueries } from './books.queries.js';
import { CertificateChecks } from './certificate-checks.service.js';
import { GiftLifeQueries } from './gift-life.queries.js';
import { GiftSpending } from './gift-spending.queries.js';

@Module({
  imports: [LedgerModule, OrganizationsModule, ProjectsModule],
  providers: [BooksQueries, AnnualQueries, CertificateChecks, GiftLifeQueries, GiftSpending],
  exports: [BooksQueries, AnnualQueries, CertificateChecks, GiftLifeQueries, GiftSpending],
})
export class DisclosureModule {}
