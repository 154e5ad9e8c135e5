import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { EventStreams } from '../../../platform/http/event-streams.service.js';
import { SHARED_HEADERS } from '../embed-headers.js';
import type { LiveOverlays, OverlayAbsence } from './live-overlays.service.js';
import { overlayWords } from './overlay.words.js';

/** The path that this plugin answers, in front of everything else. */
export const OVERLAY_STREAM_PATHS = /^\/overlay\/[^/?]+\/stream(?:\?|$)/;

export const ABSENCE_STATUS = { unknown: 404, revoked: 410, resting: 403 } as const satisfies Readonly<
  Record<OverlayAbsence, number>
>;
const RETRY_AFTER_SECONDS = '5';
const FULL = 'All places of this process are taken. Come back after the time in Retry-After.';

type TokenRequest = FastifyRequest<{ Params: { token: string } }>;

/** `GET /overlay/:token/stream`: the states of one overlay as they follow each other (`text/event-stream`). */
export async function overlayStreamRoutes(
  fastify: FastifyInstance,
  { live, streams, publicUrl }: OverlayStreamDoors,
): Promise<void> {
  fastify.get('/overlay/:token/stream', { exposeHeadRoute: false }, async (request: TokenRequest, reply) => {
    const seat = await live.watch(request.params.token);
    if (typeof seat === 'string')
      return problem(reply, publicUrl, ABSENCE_STATUS[seat], `overlay_${seat}`, overlayWords('en', seat));
    const refusal = streams.open(request, reply, seat.stream, seat.left);
    if (refusal === null) return reply;
    seat.left();
    void reply.header('retry-after', RETRY_AFTER_SECONDS);
    return problem(reply, publicUrl, 503, 'stream_full', FULL);
  });
}

export interface OverlayStreamDoors {
  readonly live: Pick<LiveOverlays, 'watch'>;
  readonly streams: Pick<EventStreams, 'open'>;
  readonly publicUrl: string;
}

function problem(
  reply: FastifyReply,
  publicUrl: string,
  status: number,
  code: string,
  detail: string,
): FastifyReply {
  const type = new URL(`/problems/${code}`, publicUrl).href;
  // The address holds the token, so the answer does not repeat it as `instance`.
  return reply
    .code(status)
    .headers({ ...SHARED_HEADERS, 'cache-control': 'no-store' })
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(
      JSON.stringify({
        type,
        title: code.replaceAll('_', ' '),
        status,
        detail,
        code,
        request_id: reply.request.id,
      }),
    );
}
