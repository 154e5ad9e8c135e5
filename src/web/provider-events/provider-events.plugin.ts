import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../kernel/clock.js';
import { Refusal } from '../../kernel/errors.js';
import type { Inbox } from '../../providers/inbox.service.js';
import type { ProviderAccounts } from '../../providers/provider-accounts.service.js';
import type { AcceptOutcome, SignedEvent } from '../../providers/provider-event.js';
import type { SignedEvents } from '../../providers/signed-events.service.js';

/** Largest body that is read; a longer one is refused before it is taken in. */
export const BODY_BYTES_MAX = 256 * 1024;
const URL_STRIPE = '/webhooks/stripe/:account';
const RECEIVED = Buffer.from('{"received":true}');
const RETRY_AFTER_SECONDS = '5';

/** What the routes stand on. */
export interface ProviderEventDoors {
  readonly inbox: Pick<Inbox, 'accept'>;
  readonly accounts: Pick<ProviderAccounts, 'byPath'>;
  readonly events: Pick<SignedEvents, 'verified'>;
  readonly clock: Clock;
  /** Counts refused requests by reason: the only trace that a bad signature leaves. */
  refused(reason: RefusedReason): void;
  /** Told of each event that is durable now. */
  accepted(event: SignedEvent, outcome: AcceptOutcome): void;
}

export type RefusedReason = 'signature' | 'unknown_account' | 'unavailable' | 'request';

type WebhookRequest = FastifyRequest<{ Params: { account: string } }>;

/**
 * The providers' door. It must be registered before any global hook or parser: it keeps the raw bytes, has no
 * session and no cookies, and answers 2xx only after the event is durable.
 */
export async function providerEventRoutes(
  fastify: FastifyInstance,
  options: { doors: ProviderEventDoors },
): Promise<void> {
  const { doors } = options;
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: BODY_BYTES_MAX },
    (_request, body, done) => done(null, body),
  );
  fastify.addHook('onRequest', async (request, reply) => {
    if (request.method !== 'POST') {
      reply.header('allow', 'POST');
      return problem(reply, 405, 'method_not_allowed');
    }
    const encoding = request.headers['content-encoding'];
    if (encoding && encoding !== 'identity') return problem(reply, 415, 'unsupported_content_encoding');
  });
  fastify.setErrorHandler((error: { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    doors.refused(status >= 500 ? 'unavailable' : 'request');
    if (status === 413) return problem(closing(reply), 413, 'body_too_large');
    if (status === 415) return problem(closing(reply), 415, 'unsupported_media_type');
    if (status >= 400 && status < 500) return problem(closing(reply), status, 'bad_request');
    return unavailable(reply);
  });
  fastify.route({
    method: ['POST', 'GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
    url: URL_STRIPE,
    handler: (request, reply) => receive(doors, request as WebhookRequest, reply),
  });
}

async function receive(doors: ProviderEventDoors, request: WebhookRequest, reply: FastifyReply) {
  const account = await doors.accounts.byPath('stripe', request.params.account);
  if (!account) {
    doors.refused('unknown_account');
    return problem(reply, 404, 'unknown_account');
  }
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const signature = request.headers['stripe-signature'];
  const event = doors.events.verified(account, signature, body, doors.clock.now());
  if (!event) {
    doors.refused('signature');
    return problem(reply, 400, 'bad_signature');
  }
  try {
    doors.accepted(event, await doors.inbox.accept(event));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    doors.refused('unavailable');
    return unavailable(reply);
  }
  reply.header('content-type', 'application/json');
  return reply.send(RECEIVED);
}

function unavailable(reply: FastifyReply): FastifyReply {
  reply.header('retry-after', RETRY_AFTER_SECONDS);
  return problem(reply, 503, 'unavailable');
}

/** The rest of the body is not wanted: the connection ends with the answer. */
function closing(reply: FastifyReply): FastifyReply {
  return reply.header('connection', 'close');
}

function problem(reply: FastifyReply, status: number, code: string): FastifyReply {
  return reply
    .code(status)
    .header('content-type', 'application/problem+json')
    .header('cache-control', 'no-store')
    .send(JSON.stringify({ type: 'about:blank', title: code.replaceAll('_', ' '), status, code }));
}
