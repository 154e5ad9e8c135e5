import { Module } from '@nestjs/common';
import { PartnersModule } from '../../partners/partners.module.js';
import { HttpModule } from '../../platform/http/http.module.js';
import { FormRefusals } from '../ui/form-refusals.js';
import { UiModule } from '../ui/ui.module.js';
import { Doorsteps } from './access/doorsteps.js';
import { PartnerLoginController } from './login/login.controller.js';
import { PartnerStartController } from './start/start.controller.js';

/** The partners' face: their own pages below `/partner`. */
@Module({
  imports: [HttpModule, UiModule, PartnersModule],
  controllers: [PartnerLoginController, PartnerStartController],
  providers: [Doorsteps, FormRefusals],
})
export class PartnerModule {}
