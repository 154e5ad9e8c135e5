import { Module } from '@nestjs/common';
import { BankAccountsQueries } from './bank-accounts.queries.js';
import { BankAccounts } from './bank-accounts.service.js';
import { OrganizationProfiles } from './organization-profiles.service.js';
import { OrganizationsQueries } from './organizations.queries.js';
import { Organizations } from './organizations.service.js';

@Module({
  providers: [Organizations, OrganizationProfiles, OrganizationsQueries, BankAccounts, BankAccountsQueries],
  exports: [Organizations, OrganizationProfiles, OrganizationsQueries, BankAccounts, BankAccountsQueries],
})
export class OrganizationsModule {}
