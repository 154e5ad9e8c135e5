import { Module } from '@nestjs/common';
import { DisbursementsModule } from '../disbursements/disbursements.module.js';
import { DonationsModule } from '../donations/donations.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { PartnersModule } from '../partners/partners.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { ReconciliationModule } from '../reconciliation/reconciliation.module.js';
import { SettlementsModule } from '../settlements/settlements.module.js';
import { StaffModule } from '../staff/staff.module.js';
import { Demo } from './demo.service.js';
import { DemoCheckout } from './demo-checkout.js';
import { DemoDays } from './demo-days.service.js';
import { DemoHouse } from './demo-house.service.js';
import { DemoLogins } from './demo-logins.service.js';
import { DemoPartners } from './demo-partners.service.js';
import { DemoSpending } from './demo-spending.service.js';
import { DemoWords } from './demo-words.service.js';

@Module({
  imports: [
    OrganizationsModule,
    StaffModule,
    PartnersModule,
    ProjectsModule,
    ProvidersModule,
    DonationsModule,
    SettlementsModule,
    LedgerModule,
    ReconciliationModule,
    DisbursementsModule,
  ],
  providers: [Demo, DemoDays, DemoHouse, DemoPartners, DemoSpending, DemoWords, DemoCheckout, DemoLogins],
  exports: [Demo, DemoLogins],
})
export class DemoModule {}
