import type { FastifyReply, FastifyRequest } from 'fastify';
import { CACHE_CONTROL, isKnown, tagOf } from './caching.js';

/**
 * Sends JSON with a strong ETag over its bytes; 304 when the reader has them already.
 * @param cacheControl who may keep it and for how long: everybody for some seconds, if nothing else is said.
 */
export function sendJson(
  request: FastifyRequest,
  reply: FastifyReply,
  answer: object,
  cacheControl = CACHE_CONTROL,
): void {
  const body = Buffer.from(JSON.stringify(answer));
  const etag = tagOf(body);
  void reply.headers({ ETag: etag, 'Cache-Control': cacheControl });
  if (isKnown(request.headers['if-none-match'], etag)) void reply.code(304).send();
  else void reply.type('application/json; charset=utf-8').send(body);
}
