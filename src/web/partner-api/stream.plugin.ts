import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type EventStream, type StreamEvent, streamEvent } from '../../platform/http/event-stream.js';
import type { EventStreams } from '../../platform/http/event-streams.service.js';
import type { ProgressFeed, ProgressSnapshot } from '../../progress/progress-feed.service.js';
import type { ApiLimits } from './api-limits.service.js';
import type { ApiProblems } from './api-problems.service.js';

/** The path that this plugin answers, in front of everything else. */
export const STREAM_PATHS = /^\/api\/v1\/projects\/[^/?]+\/stream(?:\?|$)/;

const ROUTE = '/api/v1/projects/:slug/stream';
const RETRY_AFTER_SECONDS = '60';

type SlugRequest = FastifyRequest<{ Params: { slug: string } }>;

export interface StreamDoors {
  readonly feed: Pick<ProgressFeed, 'of' | 'find' | 'onChange'>;
  readonly streams: Pick<EventStreams, 'stream' | 'open'>;
  readonly limits: Pick<ApiLimits, 'hot'>;
  readonly problems: Pick<ApiProblems, 'hot' | 'hotTooMany'>;
}

/**
 * `GET /api/v1/projects/:slug/stream`: a project's numbers as they change (`text/event-stream`), the same bytes for
 * all its viewers. Each event holds everything that `…/progress` answers, so a lost one is never missed.
 */
export async function streamRoutes(
  fastify: FastifyInstance,
  { feed, streams, limits, problems }: StreamDoors,
): Promise<void> {
  const watched = new Map<string, EventStream>();
  feed.onChange((snapshot) => watched.get(snapshot.answer.project)?.publish(eventOf(snapshot)));

  function open(request: SlugRequest, reply: FastifyReply, snapshot: ProgressSnapshot): void {
    const slug = snapshot.answer.project;
    const stream = watched.get(slug) ?? streams.stream(eventOf(snapshot));
    const refusal = streams.open(request, reply, stream, () => {
      if (stream.size === 0 && watched.get(slug) === stream) watched.delete(slug);
    });
    if (refusal === null) {
      if (stream.size > 0) watched.set(slug, stream);
      return;
    }
    void reply.header('retry-after', RETRY_AFTER_SECONDS);
    problems.hot(request, reply, undefined, {
      status: 503,
      code: 'stream_full',
      params: { slug, seconds: RETRY_AFTER_SECONDS },
    });
  }

  const notFound = (request: SlugRequest, reply: FastifyReply) =>
    problems.hot(request, reply, undefined, { status: 404, code: 'project_not_found' });

  fastify.get(ROUTE, { exposeHeadRoute: false }, (request: SlugRequest, reply) => {
    const allowance = limits.hot(request);
    if (allowance?.take() === false) return problems.hotTooMany(request, reply, allowance);
    const { slug } = request.params;
    const snapshot = feed.of(slug);
    if (snapshot) {
      open(request, reply, snapshot);
      return undefined;
    }
    return feed.find(slug).then((found) => {
      // Memory may have got to know the project meanwhile, and then hears of its changes.
      const newest = feed.of(slug) ?? found;
      if (newest) open(request, reply, newest);
      else notFound(request, reply);
      return reply;
    });
  });
}

function eventOf({ answer }: ProgressSnapshot): StreamEvent {
  return streamEvent(`${answer.ledger_seq}-${answer.version}`, answer);
}
