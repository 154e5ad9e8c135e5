import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { AppModule } from './app.module.js';
import type { HotRoutes } from './platform/http/hot-routes.js';
import type { HttpOptions } from './platform/http/http-options.js';
import { openLog } from './platform/http/log.js';
import { openWebApp, type WebApp } from './platform/http/web-server.js';
import type { ProcessOptions } from './platform/platform.module.js';
import { consoleErrorPage, consoleSentence } from './web/console/console.errors.js';
import { donorErrorPage, donorSentence } from './web/donor/donor.errors.js';
import { embedErrorPage } from './web/embed/embed.errors.js';
import { HotEmbeds } from './web/embed/embed.module.js';
import { HotOverlays } from './web/embed/overlay/overlay.module.js';
import { partnerErrorPage, partnerSentence } from './web/partner/partner.errors.js';
import { serveDocs } from './web/partner-api/api-description.service.js';
import { ApiDoor } from './web/partner-api/api-door.service.js';
import { HotStream } from './web/partner-api/hot-stream.service.js';
import { apiSentence } from './web/partner-api/partner-api.errors.js';
import { HotProgress } from './web/partner-api/partner-api.module.js';
import { ProviderEvents } from './web/provider-events/provider-events.module.js';
import { ServiceStanding } from './web/ui/standing/service-standing.service.js';

/** The hot routes of all faces; each plugin takes what it needs from the application. */
function hotRoutes(app: NestFastifyApplication): HotRoutes[] {
  return [
    app.get(ProviderEvents, { strict: false }).hotRoutes(),
    app.get(HotProgress, { strict: false }).routes,
    ...app.get(HotEmbeds, { strict: false }).routes,
    app.get(HotStream, { strict: false }).routes,
    app.get(HotOverlays, { strict: false }).routes,
  ];
}

/** Puts the web process together: the same for `main.ts`, the tests and the API's description. */
export async function createWebApp(
  options: ProcessOptions,
  log = openLog(options.config, 'web'),
): Promise<WebApp> {
  // Error pages are made before there is an application that knows what is away.
  let standing: ServiceStanding | undefined;
  const http: HttpOptions = {
    config: options.config,
    sentences: (locale, key) =>
      apiSentence(locale, key) ??
      consoleSentence(locale, key) ??
      donorSentence(locale, key) ??
      partnerSentence(locale, key),
    errorPages: {
      console: consoleErrorPage,
      partner: partnerErrorPage,
      donor: donorErrorPage(options.config, () => standing?.troubles ?? []),
      embed: embedErrorPage,
    },
  };
  const web = await openWebApp(AppModule.with(options), http, log, { prepare: prepareApi, hotRoutes });
  standing = web.app.get(ServiceStanding, { strict: false });
  return web;
}

/** The public API's door and documentation, before the routes themselves. */
function prepareApi(app: NestFastifyApplication): void {
  app.get(ApiDoor, { strict: false }).open(app.getHttpAdapter().getInstance() as unknown as FastifyInstance);
  serveDocs(app);
}
