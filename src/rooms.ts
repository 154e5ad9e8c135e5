import type { Type } from '@nestjs/common';
import { CasesModule } from './cases/cases.module.js';
import { DisbursementsModule } from './disbursements/disbursements.module.js';
import { DisclosureModule } from './disclosure/disclosure.module.js';
import { DonationsModule } from './donations/donations.module.js';
import { ExportsModule } from './exports/exports.module.js';
import { IntakeModule } from './intake/intake.module.js';
import { LedgerModule } from './ledger/ledger.module.js';
import { OrganizationsModule } from './organizations/organizations.module.js';
import { PartnerFeedModule } from './partner-feed/partner-feed.module.js';
import { PartnersModule } from './partners/partners.module.js';
import { ProgressModule } from './progress/progress.module.js';
import { ProjectsModule } from './projects/projects.module.js';
import { ProvidersModule } from './providers/providers.module.js';
import { ReceiptsModule } from './receipts/receipts.module.js';
import { ReconciliationModule } from './reconciliation/reconciliation.module.js';
import { SettlementsModule } from './settlements/settlements.module.js';
import { StaffModule } from './staff/staff.module.js';

/** Modules of all rooms below the faces: what web and worker share. One line per room, lowest floor first. */
export const ROOMS: readonly Type[] = [
  OrganizationsModule,
  StaffModule,
  LedgerModule,
  CasesModule,
  ProjectsModule,
  PartnersModule,
  ProvidersModule,
  DonationsModule,
  IntakeModule,
  ReconciliationModule,
  SettlementsModule,
  ProgressModule,
  ReceiptsModule,
  DisbursementsModule,
  DisclosureModule,
  ExportsModule,
  PartnerFeedModule,
];
