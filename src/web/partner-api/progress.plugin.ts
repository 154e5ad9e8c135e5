import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { problemOf } from '../../platform/http/problem.js';
import type { ProgressFeed, ProgressSnapshot } from '../../progress/progress-feed.service.js';
import { HOT_HEADERS } from './api-headers.js';
import { type ApiLimits, tellLimit } from './api-limits.service.js';
import type { ApiProblems } from './api-problems.service.js';
import { CACHE_CONTROL, isKnown, tagOf } from './caching.js';
import type { Allowance } from './rate-limit.js';

/** Paths that this plugin answers, in front of everything else. */
export const PROGRESS_PATHS = /^\/api\/v1\/(?:projects\/[^/?]+\/progress|progress)(?:\?|$)/;

const PROJECTS_MAX = 100;

const HEADERS = { ...HOT_HEADERS, 'cache-control': CACHE_CONTROL } as const;

type Feed = Pick<ProgressFeed, 'of' | 'find' | 'findAll'>;
type OneRequest = FastifyRequest<{ Params: { slug: string } }>;
type ManyRequest = FastifyRequest<{ Querystring: { projects?: string | string[] } }>;

interface Parts {
  readonly feed: Feed;
  readonly limits: ApiLimits;
  readonly problems: ApiProblems;
}

/**
 * `GET /api/v1/projects/:slug/progress` and `GET /api/v1/progress?projects=a,b,c`: answered from memory, the same
 * buffer for everybody, so that a livestream's audience costs next to nothing.
 */
export async function progressRoutes(
  fastify: FastifyInstance,
  { feed, limits, problems }: Parts,
): Promise<void> {
  fastify.setErrorHandler((error, request, reply) => {
    const { status, code } = problemOf(error);
    // Defects of ours go on to the front, which notes them.
    if (status === 500) throw error;
    if (status === 503) void reply.header('retry-after', '5');
    return problems.hot(request, reply, undefined, { status, code });
  });
  // What is in memory is sent at once: a promise for each answer would cost more than the answer.
  fastify.get('/api/v1/projects/:slug/progress', (request: OneRequest, reply) => {
    const allowance = limits.hot(request);
    if (allowance?.take() === false) return problems.hotTooMany(request, reply, allowance);
    const { slug } = request.params;
    const snapshot = feed.of(slug);
    if (!snapshot) return feed.find(slug).then((found) => one(request, reply, found, allowance));
    one(request, reply, snapshot, allowance);
    return undefined;
  });
  fastify.get('/api/v1/progress', async (request: ManyRequest, reply) => {
    const allowance = limits.hot(request);
    if (allowance?.take() === false) return problems.hotTooMany(request, reply, allowance);
    const slugs = slugsOf(request.query.projects);
    if (slugs.length === 0 || slugs.length > PROJECTS_MAX)
      return problems.hot(request, reply, allowance, {
        status: 422,
        code: 'bad_project_list',
        params: { most: String(PROJECTS_MAX) },
      });
    const found = await feed.findAll(slugs);
    const missing = slugs.filter((slug) => !found.has(slug));
    const snapshots = slugs.flatMap((slug) => found.get(slug) ?? []);
    return send(request, reply, etagOf(snapshots, missing), bodyOf(snapshots, missing), allowance);
  });

  function one(
    request: OneRequest,
    reply: FastifyReply,
    snapshot: ProgressSnapshot | null,
    allowance?: Allowance,
  ): FastifyReply {
    if (snapshot) return send(request, reply, snapshot.etag, snapshot.body, allowance);
    return problems.hot(request, reply, allowance, { status: 404, code: 'project_not_found' });
  }
}

function send(
  request: FastifyRequest,
  reply: FastifyReply,
  etag: string,
  body: Buffer,
  allowance?: Allowance,
): FastifyReply {
  const known = isKnown(request.headers['if-none-match'], etag);
  reply.headers(HEADERS).header('etag', etag);
  if (allowance) {
    if (known) allowance.giveBack();
    tellLimit(reply, allowance);
  }
  if (known) return reply.code(304).send();
  return reply.header('content-type', 'application/json; charset=utf-8').send(body);
}

/** Slugs in the order asked for, each once. */
function slugsOf(given: string | string[] | undefined): string[] {
  const parts = (Array.isArray(given) ? given.join(',') : (given ?? '')).split(',');
  return [...new Set(parts.map((part) => part.trim()).filter((part) => part !== ''))];
}

function etagOf(snapshots: readonly ProgressSnapshot[], missing: readonly string[]): string {
  const each = snapshots.map(({ answer }) => `${answer.project}:${answer.ledger_seq}-${answer.version}`);
  return tagOf([...each, ...missing].join('\n'));
}

function bodyOf(snapshots: readonly ProgressSnapshot[], missing: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify({ data: snapshots.map(({ answer }) => answer), missing }));
}
