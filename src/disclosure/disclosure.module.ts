import { Module } from '@nestjs/common';
import { LedgerModule } from '../ledger/ledger.module.js';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { AnnualQueries } from './annual.queries.js';
import { BooksQueries } from './books.queries.js';
import { CertificateChecks } from './certificate-checks.service.js';

@Module({
  imports: [LedgerModule, OrganizationsModule, ProjectsModule],
  providers: [BooksQueries, AnnualQueries, CertificateChecks],
  exports: [BooksQueries, AnnualQueries, CertificateChecks],
})
export class DisclosureModule {}
