import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isKnown } from '../../platform/http/known.js';

/** What every embed that is no page sends: any site may load it, nothing may run in it. */
export const SHARED_HEADERS = {
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
} as const;

/** Numbers may be 5 s old with the reader, 10 s in a shared cache, and serve for a day when we are down. */
export const NUMBERS_CACHE =
  'public, max-age=5, s-maxage=10, stale-while-revalidate=20, stale-if-error=86400';

/** A strong ETag over the content, the same in every process. */
export function tagOf(content: Buffer): string {
  return `"${createHash('sha256').update(content).digest('base64url').slice(0, 27)}"`;
}

/** Sends bytes under their tag, or 304 to whoever has them. */
export function sendTagged(
  request: FastifyRequest,
  reply: FastifyReply,
  { etag, type, body }: { etag: string; type: string; body: Buffer },
): FastifyReply {
  void reply.header('etag', etag);
  if (isKnown(request.headers['if-none-match'], etag)) return reply.code(304).send();
  return reply.header('content-type', type).send(body);
}

/** The frame page's policy when only some sites may show it; our own pages always may. */
export function framePolicy(origins: readonly string[]): string {
  return (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; " +
    `form-action 'none'; base-uri 'none'; frame-ancestors 'self' ${origins.join(' ')}`
  );
}
