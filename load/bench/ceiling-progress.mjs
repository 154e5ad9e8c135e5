import { fastify } from 'fastify';
import { answerMessages } from './programs.mjs';

// The ceiling of `progress`: a bare Fastify with one route that sends a prepared buffer under prepared headers.

answerMessages(async ({ url, headers, body, keepAliveSeconds }) => {
  const server = fastify({ keepAliveTimeout: keepAliveSeconds * 1000 });
  const bytes = Buffer.from(body, 'base64');
  server.get(url, (_request, reply) => {
    reply.headers(headers).send(bytes);
  });
  await server.listen({ port: 0, host: '127.0.0.1' });
  return { port: server.server.address().port };
});
