import { Injectable, Module } from '@nestjs/common';
import { OrganizationsModule } from '../../../organizations/organizations.module.js';
import { PartnersModule } from '../../../partners/partners.module.js';
import { Config } from '../../../platform/config/config.js';
import { EventStreams } from '../../../platform/http/event-streams.service.js';
import type { HotRoutes } from '../../../platform/http/hot-routes.js';
import { HttpModule } from '../../../platform/http/http.module.js';
import { ProgressModule } from '../../../progress/progress.module.js';
import { ProjectsModule } from '../../../projects/projects.module.js';
import { LiveOverlays } from './live-overlays.service.js';
import { OverlayController } from './overlay.controller.js';
import { OverlayFigures } from './overlay-figures.service.js';
import { OVERLAY_STREAM_PATHS, overlayStreamRoutes } from './overlay-stream.plugin.js';

/** The streams of overlays, to be registered in front of all hooks. */
@Injectable()
export class HotOverlays {
  readonly routes: HotRoutes;

  constructor(config: Config, live: LiveOverlays, streams: EventStreams) {
    this.routes = {
      name: 'overlay-stream',
      paths: OVERLAY_STREAM_PATHS,
      plugin: (fastify) => overlayStreamRoutes(fastify, { live, streams, publicUrl: config.PUBLIC_URL }),
    };
  }
}

/** What partners lay over their livestreams. */
@Module({
  imports: [HttpModule, OrganizationsModule, PartnersModule, ProgressModule, ProjectsModule],
  controllers: [OverlayController],
  providers: [OverlayFigures, LiveOverlays, HotOverlays],
  exports: [HotOverlays],
})
export class OverlayModule {}
