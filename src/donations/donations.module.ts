import { Module } from '@nestjs/common';
import { CasesModule } from '../cases/cases.module.js';
import { LedgerModule } from '../ledger/ledger.module.js';
import { OrganizationsModule } from '../organizations/organizations.module.js';
import { PartnersModule } from '../partners/partners.module.js';
import { ProjectsModule } from '../projects/projects.module.js';
import { ProvidersModule } from '../providers/providers.module.js';
import { CashChecks } from './cash-checks.service.js';
import { CashDeposits } from './cash-deposits.service.js';
import { Checkouts } from './checkouts.service.js';
import { DisputesQueries } from './disputes.queries.js';
import { DonationKeys } from './donation-keys.service.js';
import { DonationsQueries } from './donations.queries.js';
import { Donations } from './donations.service.js';
import { DonorDetails } from './donor-details.service.js';
import { GiftBooking } from './gift-booking.service.js';
import { GiftExtras } from './gift-extras.service.js';
import { GiftMappingsQueries } from './gift-mappings.queries.js';
import { GiftMappings } from './gift-mappings.service.js';
import { GiftPublicity } from './gift-publicity.service.js';
import { GiverMailingWork } from './giver-mailing-work.js';
import { GiverMailingsJobs } from './giver-mailings.jobs.js';
import { GiverMailingsQueries } from './giver-mailings.queries.js';
import { GiverMailings } from './giver-mailings.service.js';
import { GivingAlarm } from './giving-alarm.service.js';
import { GivingJobs } from './giving-limits.jobs.js';
import { GivingLimits } from './giving-limits.service.js';
import { GivingQuestions } from './giving-questions.service.js';
import { ModerationQueries } from './moderation.queries.js';
import { Moderation } from './moderation.service.js';
import { MonthlyJobs } from './monthly.jobs.js';
import { MonthlyQueries } from './monthly.queries.js';
import { MonthlyCharging } from './monthly-charging.service.js';
import { MonthlyGifts } from './monthly-gifts.service.js';
import { MonthlyKeys } from './monthly-keys.service.js';
import { MonthlyMails } from './monthly-mails.service.js';
import { MonthlySettling } from './monthly-settling.service.js';
import { MonthlyWriting } from './monthly-writing.service.js';
import { OfficialWishes } from './official-wishes.service.js';
import { OfflineJobs } from './offline.jobs.js';
import { OfflineQueries } from './offline.queries.js';
import { OfflineAnnulments } from './offline-annulments.service.js';
import { OfflineApprovals } from './offline-approvals.service.js';
import { OfflineBooking } from './offline-booking.service.js';
import { OfflineGifts } from './offline-gifts.service.js';
import { OfflineNames } from './offline-names.service.js';
import { PaymentFacts } from './payment-facts.service.js';
import { Pledges } from './pledges.service.js';
import { PublicWordsQueries } from './public-words.queries.js';
import { RefundRequestMails } from './refund-request-mails.service.js';
import { RefundRequestsQueries } from './refund-requests.queries.js';
import { RefundRequests } from './refund-requests.service.js';
import { RefundSending } from './refund-sending.service.js';
import { RefundsJobs } from './refunds.jobs.js';
import { RefundsQueries } from './refunds.queries.js';
import { Refunds } from './refunds.service.js';
import { ReturnBooker } from './return-booker.service.js';
import { ReturnRows } from './return-rows.service.js';
import { SecondLooks } from './second-looks.service.js';
import { StatedGifts } from './stated-gifts.service.js';
import { SuspenseReleases } from './suspense-releases.service.js';
import { UpdateSubscriptions } from './update-subscriptions.service.js';

@Module({
  imports: [OrganizationsModule, LedgerModule, CasesModule, ProjectsModule, ProvidersModule, PartnersModule],
  providers: [
    SuspenseReleases,
    Donations,
    GiftExtras,
    OfficialWishes,
    SecondLooks,
    Checkouts,
    PaymentFacts,
    GiftBooking,
    GiftPublicity,
    GivingAlarm,
    GivingJobs,
    GivingLimits,
    GivingQuestions,
    GiftMappings,
    GiftMappingsQueries,
    StatedGifts,
    ReturnBooker,
    ReturnRows,
    Refunds,
    RefundSending,
    RefundRequests,
    RefundRequestsQueries,
    RefundRequestMails,
    RefundsJobs,
    RefundsQueries,
    OfflineGifts,
    OfflineBooking,
    OfflineAnnulments,
    OfflineApprovals,
    OfflineJobs,
    OfflineQueries,
    OfflineNames,
    Pledges,
    CashChecks,
    CashDeposits,
    DisputesQueries,
    DonationsQueries,
    PublicWordsQueries,
    Moderation,
    ModerationQueries,
    DonationKeys,
    DonorDetails,
    MonthlyKeys,
    MonthlyMails,
    MonthlyGifts,
    MonthlyWriting,
    MonthlyCharging,
    MonthlySettling,
    MonthlyQueries,
    MonthlyJobs,
    GiverMailings,
    GiverMailingsJobs,
    GiverMailingsQueries,
    GiverMailingWork,
    UpdateSubscriptions,
  ],
  exports: [
    RefundRequests,
    RefundRequestsQueries,
    GiftPublicity,
    GivingAlarm,
    GivingJobs,
    GivingQuestions,
    SuspenseReleases,
    Donations,
    OfficialWishes,
    SecondLooks,
    PaymentFacts,
    GiftMappings,
    GiftMappingsQueries,
    StatedGifts,
    Refunds,
    RefundSending,
    OfflineGifts,
    OfflineAnnulments,
    OfflineApprovals,
    OfflineJobs,
    OfflineQueries,
    OfflineNames,
    Pledges,
    CashChecks,
    CashDeposits,
    RefundsJobs,
    RefundsQueries,
    DisputesQueries,
    DonationsQueries,
    PublicWordsQueries,
    Moderation,
    ModerationQueries,
    DonationKeys,
    DonorDetails,
    MonthlyKeys,
    MonthlyGifts,
    MonthlyQueries,
    MonthlyJobs,
    GiverMailings,
    GiverMailingsJobs,
    GiverMailingsQueries,
    UpdateSubscriptions,
  ],
})
export class DonationsModule {}
