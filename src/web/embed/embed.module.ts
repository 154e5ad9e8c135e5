import { Injectable, Module } from '@nestjs/common';
import { OrganizationsModule } from '../../organizations/organizations.module.js';
import { PartnersModule } from '../../partners/partners.module.js';
import { Config } from '../../platform/config/config.js';
import type { HotRoutes } from '../../platform/http/hot-routes.js';
import { ProgressModule } from '../../progress/progress.module.js';
import { FILE_PATHS, fileRoutes } from './embed-files.plugin.js';
import { EmbedLimits, limited } from './embed-limits.js';
import { FrameController } from './frame.controller.js';
import { FrameOrigins } from './frame-origins.service.js';
import { OembedController } from './oembed.controller.js';
import { ArticleKits } from './pictures/article-kits.service.js';
import { MEDIA_PATHS, mediaRoutes } from './pictures/media.plugin.js';
import { PICTURE_PATHS, pictureRoutes } from './pictures/pictures.plugin.js';
import { Pictures } from './pictures/pictures.service.js';
import { WIDGET_PATHS, widgetRoutes } from './widget.plugin.js';
import { Widgets } from './widgets.service.js';

/** What pages of partners load again and again, to be registered in front of all hooks. */
@Injectable()
export class HotEmbeds {
  readonly routes: readonly HotRoutes[];

  constructor(config: Config, widgets: Widgets, pictures: Pictures, kits: ArticleKits) {
    const publicUrl = config.PUBLIC_URL;
    const limits = new EmbedLimits();
    this.routes = [
      { name: 'embed-files', paths: FILE_PATHS, plugin: (fastify) => fileRoutes(fastify, publicUrl) },
      {
        name: 'widget',
        paths: WIDGET_PATHS,
        plugin: (fastify) => widgetRoutes(fastify, { widgets, publicUrl }),
      },
      {
        name: 'pictures',
        paths: PICTURE_PATHS,
        plugin: limited(limits, (fastify) => pictureRoutes(fastify, { pictures, publicUrl })),
      },
      {
        name: 'media',
        paths: MEDIA_PATHS,
        plugin: limited(limits, (fastify) => mediaRoutes(fastify, { pictures, kits, publicUrl })),
      },
    ];
  }
}

/** What stands on partners' pages: the custom element, the frame page, oEmbed. */
@Module({
  imports: [OrganizationsModule, PartnersModule, ProgressModule],
  controllers: [FrameController, OembedController],
  providers: [Widgets, FrameOrigins, Pictures, ArticleKits, HotEmbeds],
  exports: [HotEmbeds],
})
export class EmbedModule {}
