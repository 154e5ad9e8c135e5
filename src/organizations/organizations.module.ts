import { Module } from '@nestjs/common';
import { OrganizationsQueries } from './organizations.queries.js';
import { Organizations } from './organizations.service.js';

@Module({
  providers: [Organizations, OrganizationsQueries],
  exports: [Organizations, OrganizationsQueries],
})
export class OrganizationsModule {}
