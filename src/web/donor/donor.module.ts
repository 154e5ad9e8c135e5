import { Module } from '@nestjs/common';
import { DisbursementsModule } from '../../disbursements/disbursements.module.js';
import { DisclosureModule } from '../../disclosure/disclosure.module.js';
import { DonationsModule } from '../../donations/donations.module.js';
import { OrganizationsModule } from '../../organizations/organizations.module.js';
import { PartnersModule } from '../../partners/partners.module.js';
import { ProgressModule } from '../../progress/progress.module.js';
import { ProjectsModule } from '../../projects/projects.module.js';
import { ProvidersModule } from '../../providers/providers.module.js';
import { ReceiptsModule } from '../../receipts/receipts.module.js';
import { SettlementsModule } from '../../settlements/settlements.module.js';
import { UiModule } from '../ui/ui.module.js';
import { AboutController } from './about.controller.js';
import { BooksController } from './books/books.controller.js';
import { Challenges } from './challenge/challenges.service.js';
import { ChannelLinksController } from './channel-links.controller.js';
import { GiftFollowController } from './follow/gift-follow.controller.js';
import { UnsubscribeController } from './follow/unsubscribe.controller.js';
import { GiftController } from './gift.controller.js';
import { GiftRefundController } from './gift-refund.controller.js';
import { GiftViews } from './gift-views.service.js';
import { GiftWishesController } from './gift-wishes.controller.js';
import { GiftsController } from './gifts/gifts.controller.js';
import { GiveForms } from './give-forms.service.js';
import { OfficialViews } from './giving/official-views.service.js';
import { HomeController } from './home.controller.js';
import { MonthlyController } from './monthly/monthly.controller.js';
import { MonthlyLinkController } from './monthly/monthly-link.controller.js';
import { MonthlyViews } from './monthly/monthly-views.service.js';
import { OfficialWishController } from './official-wish.controller.js';
import { PicturesController } from './pictures.controller.js';
import { ProjectController } from './project.controller.js';
import { ProjectPreviews } from './project-previews.service.js';
import { ProjectViews } from './project-views.service.js';
import { PublicReading } from './public-reading.service.js';
import { SpendingController } from './spending/spending.controller.js';
import { DonorsController } from './trust/donors.controller.js';
import { FeedsController } from './updates/feeds.controller.js';
import { Feeds } from './updates/feeds.service.js';
import { UpdatePreviews } from './updates/update-previews.service.js';
import { UpdatesController } from './updates/updates.controller.js';
import { VerifyController } from './verify.controller.js';
import { Visits } from './visits.service.js';

/** The donors' face. */
@Module({
  imports: [
    UiModule,
    OrganizationsModule,
    PartnersModule,
    ProjectsModule,
    ProvidersModule,
    DonationsModule,
    ReceiptsModule,
    ProgressModule,
    SettlementsModule,
    DisclosureModule,
    DisbursementsModule,
  ],
  controllers: [
    HomeController,
    ProjectController,
    UpdatesController,
    SpendingController,
    DonorsController,
    FeedsController,
    PicturesController,
    GiftController,
    GiftRefundController,
    GiftsController,
    GiftWishesController,
    OfficialWishController,
    GiftFollowController,
    UnsubscribeController,
    MonthlyController,
    MonthlyLinkController,
    VerifyController,
    AboutController,
    BooksController,
    ChannelLinksController,
  ],
  providers: [
    Challenges,
    OfficialViews,
    GiveForms,
    Visits,
    PublicReading,
    ProjectViews,
    ProjectPreviews,
    GiftViews,
    MonthlyViews,
    Feeds,
    UpdatePreviews,
  ],
  exports: [ProjectPreviews, UpdatePreviews],
})
export class DonorModule {}
