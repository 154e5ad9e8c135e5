import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ProgressFeed, ProgressSnapshot } from '../../progress/progress-feed.service.js';
import { CACHE_CONTROL, isKnown, tagOf } from './caching.js';

/** Paths that this plugin answers, in front of everything else. */
export const PROGRESS_PATHS = /^\/api\/v1\/(?:projects\/[^/?]+\/progress|progress)(?:\?|$)/;

const PROJECTS_MAX = 100;

const HEADERS = {
  'cache-control': CACHE_CONTROL,
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'ETag',
  'cross-origin-resource-policy': 'cross-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
} as const;

const PREFLIGHT = {
  ...HEADERS,
  'access-control-allow-methods': 'GET, HEAD',
  'access-control-allow-headers': 'If-None-Match',
  'access-control-max-age': '86400',
} as const;

const TITLES: Readonly<Record<number, string>> = {
  404: 'Not found',
  422: 'Invalid input',
  503: 'Unavailable',
};

type Feed = Pick<ProgressFeed, 'of' | 'find' | 'findAll'>;
type OneRequest = FastifyRequest<{ Params: { slug: string } }>;
type ManyRequest = FastifyRequest<{ Querystring: { projects?: string | string[] } }>;

/**
 * `GET /api/v1/projects/:slug/progress` and `GET /api/v1/progress?projects=a,b,c`: answered from memory, the same
 * buffer for everybody, so that a livestream's audience costs next to nothing.
 */
export async function progressRoutes(
  fastify: FastifyInstance,
  { feed, publicUrl }: { feed: Feed; publicUrl: string },
): Promise<void> {
  // What is in memory is sent at once: a promise for each answer would cost more than the answer.
  fastify.get('/api/v1/projects/:slug/progress', (request: OneRequest, reply) => {
    const { slug } = request.params;
    const snapshot = feed.of(slug);
    if (!snapshot) return feed.find(slug).then((found) => one(request, reply, found));
    one(request, reply, snapshot);
    return undefined;
  });
  function one(request: OneRequest, reply: FastifyReply, snapshot: ProgressSnapshot | null) {
    if (snapshot) return send(request, reply, snapshot.etag, snapshot.body);
    const detail = 'No public project has this slug.';
    return problem(reply, publicUrl, request.url, 404, 'project_not_found', detail);
  }
  fastify.get('/api/v1/progress', async (request: ManyRequest, reply) => {
    const slugs = slugsOf(request.query.projects);
    if (slugs.length === 0 || slugs.length > PROJECTS_MAX)
      return problem(
        reply,
        publicUrl,
        request.url,
        422,
        'invalid_input',
        `"projects" names 1 to ${PROJECTS_MAX} slugs, separated by commas.`,
      );
    const found = await feed.findAll(slugs);
    const missing = slugs.filter((slug) => !found.has(slug));
    const snapshots = slugs.flatMap((slug) => found.get(slug) ?? []);
    return send(request, reply, etagOf(snapshots, missing), bodyOf(snapshots, missing));
  });
  for (const url of ['/api/v1/projects/:slug/progress', '/api/v1/progress'])
    fastify.options(url, (_request, reply) => reply.code(204).headers(PREFLIGHT).send());
}

function send(request: FastifyRequest, reply: FastifyReply, etag: string, body: Buffer): FastifyReply {
  reply.headers(HEADERS).header('etag', etag);
  if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send();
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

/** Problem details of a hot route, readable from every origin. */
export function problem(
  reply: FastifyReply,
  publicUrl: string,
  url: string,
  status: number,
  code: string,
  detail: string,
): FastifyReply {
  return reply
    .code(status)
    .headers({ ...HEADERS, 'cache-control': 'no-store' })
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(
      JSON.stringify({
        type: new URL(`/problems/${code}`, publicUrl).href,
        title: TITLES[status],
        status,
        detail,
        instance: url.split('?')[0],
        code,
        request_id: reply.request.id,
      }),
    );
}
