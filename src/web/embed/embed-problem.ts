import type { FastifyReply } from 'fastify';
import { SHARED_HEADERS } from './embed-headers.js';

const TITLES = { 404: 'Not found', 422: 'Invalid input', 501: 'Not implemented' } as const;

/** Answers with problem details (RFC 9457), readable from every site and kept by nobody. */
export function problem(
  reply: FastifyReply,
  publicUrl: string,
  { status, code, detail }: { status: keyof typeof TITLES; code: string; detail: string },
): FastifyReply {
  return reply
    .code(status)
    .headers({ ...SHARED_HEADERS, 'cache-control': 'no-store' })
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(
      JSON.stringify({
        // "about:blank" where a page would say no more than the status does.
        type: status === 501 ? 'about:blank' : new URL(`/problems/${code}`, publicUrl).href,
        title: TITLES[status],
        status,
        detail,
        instance: reply.request.url.split('?')[0],
        code,
        request_id: reply.request.id,
      }),
    );
}
