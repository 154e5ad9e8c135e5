import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import cookie from '@fastify/cookie';
import multipart from '@fastify/multipart';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../../kernel/errors.js';
import { localeOf } from '../i18n/locale.js';
import { HttpMetrics } from '../metrics/http-metrics.js';
import type { HttpOptions } from './http-options.js';
import type { Log } from './log.js';
import { maintenance } from './maintenance.js';
import { comesFromOurPage } from './origin-check.js';
import { ProblemFilter } from './problem.filter.js';
import { withinRequest } from './request-context.js';
import { requestLines } from './request-line.js';
import { pathOf, routeClassOf } from './route-class.js';
import { securityHeaders } from './security-headers.js';
import { validationPipe } from './validation.js';
import { Wording } from './wording.js';

/** Largest JSON or form body; uploads come as multipart with the limits below. */
export const BODY_MAX_BYTES = 64 * 1024;
const UPLOAD_MAX_BYTES = 16 * 1024 * 1024;

/** The request's id: the proxy's, when it has a harmless form, else our own. */
export function requestId(raw: IncomingMessage): string {
  const given = raw.headers['x-request-id'];
  return typeof given === 'string' && /^[A-Za-z0-9._-]{8,64}$/.test(given) ? given : randomUUID();
}

/** Adds to a Fastify what every ordinary request goes through: headers, context, cookies, origin check, line, count. */
export type AddHooks = (fastify: FastifyInstance) => Promise<void>;

/** What ordinary routes share, for those that do not stand in Nest's own Fastify. */
export interface Ordinary {
  readonly filter: ProblemFilter;
  readonly hooks: AddHooks;
}

/** Everything that all ordinary routes share. The hot routes stand beside it (`hot-routes.ts`). */
export async function configureHttp(
  app: NestFastifyApplication,
  log: Log,
  options: HttpOptions,
): Promise<Ordinary> {
  const wording = app.get(Wording);
  if (options.sentences) wording.use(options.sentences);
  const headers = commonHeaders(options);
  const filter = new ProblemFilter(options, wording, log, headers);
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  const hooks = ordinaryHooks(log, options, headers, app.get(HttpMetrics));
  await hooks(fastify);
  await fastify.register(multipart, {
    limits: { fileSize: UPLOAD_MAX_BYTES, files: 5, fields: 100, fieldSize: BODY_MAX_BYTES, parts: 110 },
  });
  app.useGlobalFilters(filter);
  app.useGlobalPipes(validationPipe());
  return { filter, hooks };
}

/** Sets the request id and the security headers of the route's class. */
export type SetHeaders = (request: FastifyRequest, reply: FastifyReply) => void;

function commonHeaders({ config }: HttpOptions): SetHeaders {
  const headers = securityHeaders({ secure: config.secure, sandbox: config.STRIPE_API_BASE });
  return (request, reply) => {
    void reply.header('x-request-id', request.id);
    for (const [name, value] of headers[routeClassOf(pathOf(request.url))]) void reply.header(name, value);
  };
}

function ordinaryHooks(
  log: Log,
  { config }: HttpOptions,
  headers: SetHeaders,
  metrics: HttpMetrics,
): AddHooks {
  const line = requestLines(log);
  const closed = maintenance(config.MAINTENANCE_UNTIL);
  return async (fastify) => {
    fastify.addHook('onRequest', (request, reply, done) => {
      headers(request, reply);
      const refusal = closed(request.url);
      if (refusal) done(refusal);
      else withinRequest({ requestId: request.id, locale: localeOf(request) }, done);
    });
    await fastify.register(cookie);
    fastify.addHook('preHandler', (request, _reply, done) => {
      done(fromOurPage(request, config.PUBLIC_URL) ? undefined : new Refusal('forbidden', 'foreign_origin'));
    });
    fastify.addHook('onResponse', (request, reply, done) => {
      line(request, reply);
      metrics.answered(request, reply);
      done();
    });
  };
}

function fromOurPage(request: FastifyRequest, publicUrl: string): boolean {
  const routeClass = routeClassOf(pathOf(request.url));
  const strict = routeClass === 'console' || routeClass === 'partner';
  if (routeClass !== 'donor' && !strict) return true;
  const { origin, referer, 'sec-fetch-site': secFetchSite } = request.headers;
  return comesFromOurPage(
    {
      method: request.method,
      host: request.host,
      origin,
      referer,
      secFetchSite: typeof secFetchSite === 'string' ? secFetchSite : undefined,
    },
    publicUrl,
    strict,
  );
}
