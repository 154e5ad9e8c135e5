import type { FastifyReply } from 'fastify';
import { SHARED_HEADERS } from './embed-headers.js';

/** Answers 404 with problem details (RFC 9457), readable from every site. */
export function notFound(reply: FastifyReply, publicUrl: string, code: string, detail: string): FastifyReply {
  return reply
    .code(404)
    .headers({ ...SHARED_HEADERS, 'cache-control': 'no-store' })
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(
      JSON.stringify({
        type: new URL(`/problems/${code}`, publicUrl).href,
        title: 'Not found',
        status: 404,
        detail,
        instance: reply.request.url.split('?')[0],
        code,
        request_id: reply.request.id,
      }),
    );
}
