import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { ALL_CHECKS } from './checks.js';
import { HttpModule } from './platform/http/http.module.js';
import { PlatformModule, type ProcessOptions } from './platform/platform.module.js';
import { ROOMS } from './rooms.js';
import { TABLES } from './tables.js';
import { ConsoleModule } from './web/console/console.module.js';
import { DonorModule } from './web/donor/donor.module.js';
import { EmbedModule } from './web/embed/embed.module.js';
import { OverlayModule } from './web/embed/overlay/overlay.module.js';
import { PartnerModule } from './web/partner/partner.module.js';
import { PartnerWorkModule } from './web/partner/partner-work.module.js';
import { PartnerApiModule } from './web/partner-api/partner-api.module.js';
import { ProviderEventsModule } from './web/provider-events/provider-events.module.js';
import { UiModule } from './web/ui/ui.module.js';

/** Modules of the faces (floor 8), which only the web process has. */
const FACES: readonly Type[] = [
  UiModule,
  DonorModule,
  ConsoleModule,
  PartnerModule,
  PartnerWorkModule,
  PartnerApiModule,
  EmbedModule,
  OverlayModule,
  ProviderEventsModule,
];

/** The web process: all rooms and all faces. */
@Module({})
export class AppModule {
  static with(options: ProcessOptions): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.with({ ...options, tables: TABLES, checks: ALL_CHECKS }),
        HttpModule,
        ...ROOMS,
        ...FACES,
      ],
    };
  }
}
