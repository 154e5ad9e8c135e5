import { Module } from '@nestjs/common';
import { OrganizationsModule } from '../../organizations/organizations.module.js';
import { PartnersModule } from '../../partners/partners.module.js';
import { HttpModule } from '../../platform/http/http.module.js';
import { ProjectsModule } from '../../projects/projects.module.js';
import { FormRefusals } from '../ui/form-refusals.js';
import { UiModule } from '../ui/ui.module.js';
import { Doorsteps } from './access/doorsteps.js';
import { PartnerAccountController } from './account/account.controller.js';
import { PartnerAgreementsController } from './agreements/agreements.controller.js';
import { DeskAgreements } from './agreements/desk-agreements.js';
import { PartnerApplyController } from './apply/apply.controller.js';
import { PartnerKeysController } from './keys/keys.controller.js';
import { PartnerInvitationController } from './login/invitation.controller.js';
import { PartnerLoginController } from './login/login.controller.js';
import { PartnerOverlaysController } from './overlays/overlays.controller.js';
import { PartnerPeopleController } from './people/people.controller.js';
import { PartnerProfileController } from './profile/profile.controller.js';
import { PartnerStartController } from './start/start.controller.js';

/** The partners' face: their own pages below `/partner`. */
@Module({
  imports: [HttpModule, UiModule, OrganizationsModule, PartnersModule, ProjectsModule],
  controllers: [
    PartnerApplyController,
    PartnerLoginController,
    PartnerInvitationController,
    PartnerStartController,
    PartnerAgreementsController,
    PartnerPeopleController,
    PartnerKeysController,
    PartnerOverlaysController,
    PartnerProfileController,
    PartnerAccountController,
  ],
  providers: [Doorsteps, FormRefusals, DeskAgreements],
})
export class PartnerModule {}
