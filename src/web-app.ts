import type { RequestListener } from 'node:http';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { AppModule } from './app.module.js';
import { BODY_MAX_BYTES, configureHttp, requestId } from './platform/http/configure-http.js';
import { HotFront, type HotRoutes } from './platform/http/hot-routes.js';
import { type Log, NestLog, openLog } from './platform/http/log.js';
import { HttpMetrics } from './platform/metrics/http-metrics.js';
import type { ProcessOptions } from './platform/platform.module.js';
import { consoleErrorPage, consoleSentence } from './web/console/console.errors.js';
import { serveDocs } from './web/partner-api/openapi.js';
import { HotProgress } from './web/partner-api/partner-api.module.js';

/** The hot routes of all faces; each plugin takes what it needs from the application. */
function hotRoutes(app: NestFastifyApplication): HotRoutes[] {
  return [app.get(HotProgress, { strict: false }).routes];
}

/** A web process that is put together and not yet listening. */
export interface WebApp {
  readonly app: NestFastifyApplication;
  readonly log: Log;
  /** The Fastify that answers a path: the hot routes' or Nest's. */
  answering(url: string): FastifyInstance;
}

/** Puts the web process together: the same for `main.ts`, the tests and the API's description. */
export async function createWebApp(
  options: ProcessOptions,
  log = openLog(options.config, 'web'),
): Promise<WebApp> {
  const { config } = options;
  const front = new HotFront();
  const trustProxy = config.TRUST_PROXY.length > 0 ? config.TRUST_PROXY : false;
  const adapter = new FastifyAdapter({
    forceCloseConnections: true,
    return503OnClosing: false,
    trustProxy,
    bodyLimit: BODY_MAX_BYTES,
    genReqId: requestId,
    routerOptions: { maxParamLength: 200 },
    serverFactory: (handler: RequestListener) => front.server(handler),
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.with(options), adapter, {
    logger: new NestLog(log),
    abortOnError: false,
  });
  await configureHttp(app, log, {
    config,
    sentences: consoleSentence,
    errorPages: { console: consoleErrorPage },
  });
  serveDocs(app);
  await front.open(hotRoutes(app), log, app.get(HttpMetrics), { trustProxy });
  await app.init();
  const nest = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  await nest.ready();
  return { app, log, answering: (url) => front.answering(url, nest) };
}
