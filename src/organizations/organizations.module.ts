import { Module } from '@nestjs/common';
import { BankAccountsQueries } from './bank-accounts.queries.js';
import { BankAccounts } from './bank-accounts.service.js';
import { OrganizationsQueries } from './organizations.queries.js';
import { Organizations } from './organizations.service.js';

@Module({
  providers: [Organizations, OrganizationsQueries, BankAccounts, BankAccountsQueries],
  exports: [Organizations, OrganizationsQueries, BankAccounts, BankAccountsQueries],
})
export class OrganizationsModule {}
