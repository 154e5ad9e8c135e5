import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type EventStream, type StreamEvent, streamEvent } from '../../platform/http/event-stream.js';
import type { EventStreams } from '../../platform/http/event-streams.service.js';
import type { ViewerRefusal } from '../../platform/http/viewer-limits.js';
import type { ProgressFeed, ProgressSnapshot } from '../../progress/progress-feed.service.js';
import { problem } from './progress.plugin.js';

/** The path that this plugin answers, in front of everything else. */
export const STREAM_PATHS = /^\/api\/v1\/projects\/[^/?]+\/stream(?:\?|$)/;

const ROUTE = '/api/v1/projects/:slug/stream';
const RETRY_AFTER_SECONDS = '60';

const PREFLIGHT = {
  'cache-control': 'no-store',
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET',
  'access-control-allow-headers': 'Last-Event-ID',
  'access-control-max-age': '86400',
} as const;

const REFUSED: Readonly<Record<ViewerRefusal, string>> = {
  full: 'All places of this stream are taken.',
  address: 'Too many streams are open from your address.',
};

type SlugRequest = FastifyRequest<{ Params: { slug: string } }>;

export interface StreamDoors {
  readonly feed: Pick<ProgressFeed, 'of' | 'find' | 'onChange'>;
  readonly streams: Pick<EventStreams, 'stream' | 'open'>;
  readonly publicUrl: string;
}

/**
 * `GET /api/v1/projects/:slug/stream`: a project's numbers as they change (`text/event-stream`), the same bytes for
 * all its viewers. Each event holds everything that `…/progress` answers, so a lost one is never missed.
 */
export async function streamRoutes(
  fastify: FastifyInstance,
  { feed, streams, publicUrl }: StreamDoors,
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
    const detail =
      `${REFUSED[refusal]} Ask /api/v1/projects/${slug}/progress every 15 seconds instead, ` +
      `or try again after ${RETRY_AFTER_SECONDS} seconds.`;
    void reply.header('retry-after', RETRY_AFTER_SECONDS);
    problem(reply, publicUrl, request.url, 503, 'stream_full', detail);
  }

  const notFound = (request: SlugRequest, reply: FastifyReply) =>
    problem(reply, publicUrl, request.url, 404, 'project_not_found', 'No public project has this slug.');

  fastify.get(ROUTE, { exposeHeadRoute: false }, (request: SlugRequest, reply) => {
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
  fastify.options(ROUTE, (_request, reply) => reply.code(204).headers(PREFLIGHT).send());
}

function eventOf({ answer }: ProgressSnapshot): StreamEvent {
  return streamEvent(`${answer.ledger_seq}-${answer.version}`, answer);
}
