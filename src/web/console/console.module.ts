import { Module } from '@nestjs/common';
import { CasesModule } from '../../cases/cases.module.js';
import { DisbursementsModule } from '../../disbursements/disbursements.module.js';
import { DonationsModule } from '../../donations/donations.module.js';
import { ExportsModule } from '../../exports/exports.module.js';
import { IntakeModule } from '../../intake/intake.module.js';
import { LedgerModule } from '../../ledger/ledger.module.js';
import { OrganizationsModule } from '../../organizations/organizations.module.js';
import { PartnersModule } from '../../partners/partners.module.js';
import { HttpModule } from '../../platform/http/http.module.js';
import { ProjectsModule } from '../../projects/projects.module.js';
import { ProvidersModule } from '../../providers/providers.module.js';
import { ReceiptsModule } from '../../receipts/receipts.module.js';
import { ReconciliationModule } from '../../reconciliation/reconciliation.module.js';
import { SettlementsModule } from '../../settlements/settlements.module.js';
import { StaffModule } from '../../staff/staff.module.js';
import { DonorModule } from '../donor/donor.module.js';
import { AccountController } from './account/account.controller.js';
import { ApprovalsController } from './approvals/approvals.controller.js';
import { BankAccountsController } from './bank-accounts/bank-accounts.controller.js';
import { CaseController } from './cases/case.controller.js';
import { CasesController } from './cases/cases.controller.js';
import { DeskCases } from './cases/desk-cases.js';
import { ReleaseController } from './cases/release.controller.js';
import { ResolutionController } from './cases/resolution.controller.js';
import { ChecksController } from './checks/checks.controller.js';
import { ClosingController } from './closing/closing.controller.js';
import { DayController } from './day/day.controller.js';
import { DayQueries } from './day/day.queries.js';
import { DeskGifts } from './day/desk-gifts.js';
import { DeskSheets } from './day/desk-sheets.js';
import { GiftController } from './day/gift.controller.js';
import { GiftQueries } from './day/gift.queries.js';
import { SheetController } from './day/sheet.controller.js';
import { DeskDisbursements } from './disbursements/desk-disbursements.js';
import { DisbursementController } from './disbursements/disbursement.controller.js';
import { DisbursementsController } from './disbursements/disbursements.controller.js';
import { EvidenceController } from './disbursements/evidence.controller.js';
import { UsesController } from './disbursements/uses.controller.js';
import { DisputesController } from './disputes/disputes.controller.js';
import { ExportsController } from './exports/exports.controller.js';
import { FormRefusals } from './form-refusals.js';
import { FundsController } from './funds/funds.controller.js';
import { GiftMappingsController } from './gift-mappings/gift-mappings.controller.js';
import { LoginController } from './login/login.controller.js';
import { SecondFactorController } from './login/second-factor.controller.js';
import { ModerationController } from './moderation/moderation.controller.js';
import { MonthlyGiftsController } from './monthly/monthly.controller.js';
/** The console: the rooms of finance staff, project editors and supervisors. */ import { CashChecksController } from './months/cash-checks.controller.js';
import { MonthsController } from './months/months.controller.js';
import { CashDepositsController } from './offline-gifts/cash-deposits.controller.js';
import { OfflineGiftController } from './offline-gifts/offline-gift.controller.js';
import { OfflineGiftsController } from './offline-gifts/offline-gifts.controller.js';
import { InboxController } from './operations/inbox.controller.js';
import { MailboxController } from './operations/mailbox.controller.js';
import { MailboxQueries } from './operations/mailbox.queries.js';
import { OperationsQueries } from './operations/operations.queries.js';
import { OutboxController } from './operations/outbox.controller.js';
import { ReplayController } from './operations/replay.controller.js';
import { SchedulesController } from './operations/schedules.controller.js';
import { DeskPartners } from './partners/desk-partners.js';
import { PartnersController } from './partners/partners.controller.js';
import { DeskPeople } from './people/desk-people.js';
import { PeopleController } from './people/people.controller.js';
import { RightsController } from './people/rights.controller.js';
import { PledgesController } from './pledges/pledges.controller.js';
import { ProjectPresetsController } from './project-presets/project-presets.controller.js';
import { DeskUpdates } from './project-updates/desk-updates.js';
import { ProjectUpdatesController } from './project-updates/project-updates.controller.js';
import { UpdateMailingsController } from './project-updates/update-mailings.controller.js';
import { DeskProjects } from './projects/desk-projects.js';
import { ProjectController } from './projects/project.controller.js';
import { ProjectsController } from './projects/projects.controller.js';
import { RaisedQueries } from './projects/raised.queries.js';
import { DeskProviderAccounts } from './provider-accounts/desk-provider-accounts.js';
import { FileAccountsController } from './provider-accounts/file-accounts.controller.js';
import { ProviderAccountsController } from './provider-accounts/provider-accounts.controller.js';
import { OfficialController } from './receipts/official.controller.js';
import { OfficialsController } from './receipts/officials.controller.js';
import { ReceiptController } from './receipts/receipt.controller.js';
import { ReceiptsController } from './receipts/receipts.controller.js';
import { DeskRows } from './reconciliation/desk-rows.service.js';
import { ManyController } from './reconciliation/many.controller.js';
import { ReconciliationController } from './reconciliation/reconciliation.controller.js';
import { RunsController } from './reconciliation/runs.controller.js';
import { RefundRequestsController } from './refund-requests/refund-requests.controller.js';
import { RefundsController } from './refunds/refunds.controller.js';
import { RefusedAddressesController } from './refused-addresses/refused-addresses.controller.js';
import { SettlementsController } from './settlements/settlements.controller.js';
import { SocietyController } from './society/society.controller.js';
import { StartController } from './start/start.controller.js';
import { StatementIntakeController } from './statement-intake/statement-intake.controller.js';
import { LayoutsController } from './statements/layouts.controller.js';
import { StatementFileController } from './statements/statement-file.controller.js';
import { StatementsController } from './statements/statements.controller.js';
import { TrailQueries } from './trail/trail.queries.js';
import { WorkController } from './work/work.controller.js';
import { WorkStreams } from './work/work-streams.js';
import { YearsController } from './years/years.controller.js';

@Module({
  imports: [
    OrganizationsModule,
    StaffModule,
    LedgerModule,
    CasesModule,
    ProjectsModule,
    ProvidersModule,
    ReceiptsModule,
    DonationsModule,
    IntakeModule,
    SettlementsModule,
    ReconciliationModule,
    DisbursementsModule,
    ExportsModule,
    PartnersModule,
    HttpModule,
    DonorModule,
  ],
  controllers: [
    LoginController,
    SecondFactorController,
    AccountController,
    StartController,
    DayController,
    SheetController,
    ClosingController,
    ChecksController,
    GiftController,
    RefundsController,
    RefundRequestsController,
    DisputesController,
    MonthlyGiftsController,
    SettlementsController,
    SocietyController,
    StatementsController,
    LayoutsController,
    StatementFileController,
    ProjectsController,
    ProjectController,
    ModerationController,
    ProjectPresetsController,
    ProjectUpdatesController,
    UpdateMailingsController,
    RefusedAddressesController,
    DisbursementsController,
    DisbursementController,
    EvidenceController,
    UsesController,
    FundsController,
    OfflineGiftsController,
    OfflineGiftController,
    CashDepositsController,
    PledgesController,
    ApprovalsController,
    ReceiptsController,
    ReceiptController,
    OfficialsController,
    OfficialController,
    CasesController,
    CaseController,
    ResolutionController,
    ReleaseController,
    InboxController,
    ReplayController,
    OutboxController,
    SchedulesController,
    MailboxController,
    PeopleController,
    PartnersController,
    RightsController,
    ProviderAccountsController,
    FileAccountsController,
    BankAccountsController,
    WorkController,
    GiftMappingsController,
    StatementIntakeController,
    YearsController,
    ManyController,
    ReconciliationController,
    RunsController,
    MonthsController,
    CashChecksController,
    ExportsController,
  ],
  providers: [
    DayQueries,
    GiftQueries,
    DeskGifts,
    DeskSheets,
    RaisedQueries,
    DeskProjects,
    DeskUpdates,
    DeskCases,
    OperationsQueries,
    MailboxQueries,
    TrailQueries,
    FormRefusals,
    DeskPeople,
    DeskPartners,
    DeskRows,
    DeskDisbursements,
    DeskProviderAccounts,
    WorkStreams,
  ],
})
export class ConsoleModule {}
