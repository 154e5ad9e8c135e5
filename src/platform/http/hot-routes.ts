import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type FastifyHttpOptions, type FastifyInstance, type FastifyPluginAsync, fastify } from 'fastify';
import type { HttpMetrics } from '../metrics/http-metrics.js';
import { BODY_MAX_BYTES, requestId } from './configure-http.js';
import type { Log } from './log.js';
import { problemOf } from './problem.js';
import { requestLine } from './request-line.js';

/** Routes that must be as fast as Fastify itself: they get none of the global hooks and bring what they need. */
export interface HotRoutes {
  readonly name: string;
  /** Paths (with leading "/", query may follow) that belong to this plugin, and to nothing else. */
  readonly paths: RegExp;
  readonly plugin: FastifyPluginAsync;
}

/** One of so many answered hot requests leaves a line. */
const LOGGED_ONE_OF = 1000;

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Hot routes in a Fastify of their own, in front of Nest's: hooks added to a Fastify reach all its children,
 * however encapsulated, and Nest alone adds eight.
 */
export class HotFront {
  private hot: FastifyInstance | undefined;
  private paths: readonly RegExp[] = [];

  /** Registers the plugins; call it once, before listening. */
  async open(
    routes: readonly HotRoutes[],
    log: Log,
    metrics: HttpMetrics,
    options: FastifyHttpOptions<Server>,
  ): Promise<void> {
    const hot: FastifyInstance = fastify({
      ...options,
      bodyLimit: BODY_MAX_BYTES,
      genReqId: requestId,
      return503OnClosing: false,
    });
    let answered = 0;
    hot.addHook('onResponse', (request, reply, done) => {
      metrics.answered(request, reply);
      if (answered++ % LOGGED_ONE_OF === 0 || reply.statusCode >= 500)
        requestLine(log, request, reply, LOGGED_ONE_OF);
      done();
    });
    hot.setErrorHandler((error, request, reply) => {
      const { status, code, ours } = problemOf(error);
      if (ours) log.error({ err: error, request_id: request.id }, 'unexpected error');
      if (status === 503) void reply.header('retry-after', '5');
      // Fastify's own answer would tell the error's message, and with it hosts and ports of ours.
      return reply
        .code(status)
        .header('content-type', 'application/problem+json; charset=utf-8')
        .header('cache-control', 'no-store')
        .send(
          JSON.stringify({
            type: 'about:blank',
            title: code.replaceAll('_', ' '),
            status,
            code,
            request_id: request.id,
          }),
        );
    });
    for (const { plugin } of routes) await hot.register(plugin);
    await hot.ready();
    this.hot = hot;
    this.paths = routes.map(({ paths }) => paths);
  }

  /** The server of the whole web process: hot paths to the hot routes, everything else to `others`. */
  server(others: Handler): Server {
    return createServer((request, response) => {
      if (this.hot && this.isHot(request.url ?? '')) this.hot.routing(request, response);
      else others(request, response);
    });
  }

  /** The Fastify that answers a path, for tests that inject requests. */
  answering(url: string, others: FastifyInstance): FastifyInstance {
    return this.hot && this.isHot(url) ? this.hot : others;
  }

  async close(): Promise<void> {
    await this.hot?.close();
  }

  private isHot(url: string): boolean {
    for (const pattern of this.paths) if (pattern.test(url)) return true;
    return false;
  }
}
