import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type FastifyHttpOptions, type FastifyInstance, type FastifyPluginAsync, fastify } from 'fastify';
import type { HttpMetrics } from '../metrics/http-metrics.js';
import type { Log } from './log.js';
import { problemOf } from './problem.js';
import { requestLines } from './request-line.js';

/** Routes that must be as fast as Fastify itself: they get none of the global hooks and bring what they need. */
export interface HotRoutes {
  readonly name: string;
  /** Paths (with leading "/", query may follow) that belong to this plugin, and to nothing else. */
  readonly paths: RegExp;
  /** Only requests of these methods belong to it; absent = of all. */
  readonly methods?: readonly string[];
  /** It brings hooks and error pages of its own and gets not even the lean ones. */
  readonly complete?: true;
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
  private routes: readonly HotRoutes[] = [];

  /** Registers the plugins; call it once, before listening. */
  async open(
    routes: readonly HotRoutes[],
    log: Log,
    metrics: HttpMetrics,
    options: FastifyHttpOptions<Server>,
    noteRoute: (route: { method: string | string[]; url: string }) => void = () => undefined,
  ): Promise<void> {
    const hot: FastifyInstance = fastify(options);
    hot.addHook('onRoute', noteRoute);
    for (const { plugin, complete } of routes) {
      await hot.register(async (own) => {
        if (!complete) lean(own, log, metrics);
        await own.register(plugin);
      });
    }
    await hot.ready();
    this.hot = hot;
    this.routes = routes;
  }

  /** The server of the whole web process: hot paths to the hot routes, everything else to `others`. */
  server(others: Handler): Server {
    return createServer((request, response) => {
      if (this.hot && this.isHot(request.url ?? '', request.method)) this.hot.routing(request, response);
      else others(request, response);
    });
  }

  /** The Fastify that answers a request, for tests that inject requests. */
  answering(url: string, others: FastifyInstance, method = 'GET'): FastifyInstance {
    return this.hot && this.isHot(url, method) ? this.hot : others;
  }

  async close(): Promise<void> {
    await this.hot?.close();
  }

  private isHot(url: string, method = 'GET'): boolean {
    for (const { paths, methods } of this.routes)
      if (paths.test(url)) return methods === undefined || methods.includes(method);
    return false;
  }
}

/** What hot routes have instead of the common hooks: counted always, a line now and then, errors that tell nothing. */
function lean(fastify: FastifyInstance, log: Log, metrics: HttpMetrics): void {
  const line = requestLines(log);
  let answered = 0;
  fastify.addHook('onResponse', (request, reply, done) => {
    metrics.answered(request, reply);
    if (answered++ % LOGGED_ONE_OF === 0 || reply.statusCode >= 500) line(request, reply, LOGGED_ONE_OF);
    done();
  });
  fastify.setErrorHandler((error, request, reply) => {
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
}
