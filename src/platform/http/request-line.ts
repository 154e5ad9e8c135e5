import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from './log.js';

/**
 * One lean line for an answered request. Only the route's pattern is told, never the address: addresses carry
 * ids, keys and one-time logins. Unknown addresses tell nothing.
 */
export function requestLine(log: Log, request: FastifyRequest, reply: FastifyReply, sampled?: number): void {
  log.info(
    {
      request_id: request.id,
      method: request.method,
      route: request.routeOptions.url ?? 'unknown',
      status: reply.statusCode,
      ms: Math.trunc(reply.elapsedTime * 10) / 10,
      ...(sampled ? { one_of: sampled } : {}),
    },
    'request',
  );
}
