import type { RequestListener } from 'node:http';
import type { DynamicModule } from '@nestjs/common';
import { DiscoveryService, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { HttpMetrics } from '../metrics/http-metrics.js';
import { BODY_MAX_BYTES, configureHttp, type Ordinary, requestId } from './configure-http.js';
import { directPages } from './direct-pages.js';
import { HotFront, type HotRoutes } from './hot-routes.js';
import type { HttpOptions } from './http-options.js';
import { type Log, NestLog } from './log.js';
import { PageAdapter } from './page-adapter.js';

/** A web process that is put together and not yet listening. */
export interface WebApp {
  readonly app: NestFastifyApplication;
  readonly log: Log;
  /** The Fastify that answers a path: the hot routes' or Nest's; for requests without a socket. */
  answering(url: string, method?: string): FastifyInstance;
  /** Every route that the process answers, as `GET /projects/:slug`: no list by hand can forget a new one. */
  readonly routes: ReadonlySet<string>;
}

/** What the faces add beside their controllers. */
export interface WebParts {
  /** Registers what is no controller, after the common hooks and before the routes. */
  readonly prepare?: (app: NestFastifyApplication) => void;
  readonly hotRoutes?: (app: NestFastifyApplication) => readonly HotRoutes[];
}

/** Puts a web process together from its root module, which must import `HttpModule`, and its hot routes. */
export async function openWebApp(
  module: DynamicModule,
  options: HttpOptions,
  log: Log,
  parts: WebParts = {},
): Promise<WebApp> {
  const front = new HotFront();
  let ordinary: Ordinary | undefined;
  const routes = new Set<string>();
  const noteRoute = ({ method, url }: { method: string | string[]; url: string }) => {
    for (const each of [method].flat()) routes.add(`${each} ${url}`);
  };
  const router = {
    return503OnClosing: false,
    trustProxy: options.config.TRUST_PROXY.length > 0 ? options.config.TRUST_PROXY : false,
    bodyLimit: BODY_MAX_BYTES,
    genReqId: requestId,
    routerOptions: { maxParamLength: 200 },
    // What the router itself refuses (broken escapes, too long) passes no hook and no filter of Nest's.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      ordinary?.filter.answer(error, request, reply),
  };
  const adapter = new PageAdapter({
    ...router,
    forceCloseConnections: true,
    serverFactory: (handler: RequestListener) => front.server(handler),
  });
  (adapter.getInstance() as unknown as FastifyInstance).addHook('onRoute', noteRoute);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    logger: new NestLog(log),
    abortOnError: false,
  });
  try {
    ordinary = await configureHttp(app, log, options);
    parts.prepare?.(app);
    const direct = directPages(app.get(DiscoveryService, { strict: false }), ordinary);
    await front.open(
      [...(parts.hotRoutes?.(app) ?? []), ...direct],
      log,
      app.get(HttpMetrics),
      router,
      noteRoute,
    );
    const nest = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
    nest.addHook('onClose', () => front.close());
    await app.init();
    await nest.ready();
    return { app, log, answering: (url, method) => front.answering(url, nest, method), routes };
  } catch (error) {
    await app.close().catch(() => undefined);
    throw error;
  }
}
