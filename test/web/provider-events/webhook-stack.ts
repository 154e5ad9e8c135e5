import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import Fastify, { type FastifyInstance } from 'fastify';
import Stripe from 'stripe';
import { SetClock } from '../../../src/kernel/clock.js';
import { newId } from '../../../src/kernel/ids.js';
import { loadConfig } from '../../../src/platform/config/load-config.js';
import { brokenRules } from '../../../src/platform/database/check.js';
import { openDataSource } from '../../../src/platform/database/data-source.js';
import { Database } from '../../../src/platform/database/database.js';
import { Secrets } from '../../../src/platform/secrets/secrets.js';
import { DiskRoom } from '../../../src/providers/disk-room.js';
import { Inbox } from '../../../src/providers/inbox.service.js';
import { ProviderAccount } from '../../../src/providers/provider-account.entity.js';
import { ProviderAccounts } from '../../../src/providers/provider-accounts.service.js';
import { ProviderSecret } from '../../../src/providers/provider-secret.entity.js';
import { providersChecks } from '../../../src/providers/providers.checks.js';
import { SignedEvents } from '../../../src/providers/signed-events.service.js';
import {
  providerEventRoutes,
  type RefusedReason,
} from '../../../src/web/provider-events/provider-events.plugin.js';
import { openTestDatabase } from '../../support/database.js';
import { testRedisUrl } from '../../support/redis.js';

export const SECRETS = ['whsec_test_newest_secret', 'whsec_test_older_secret'];
const stripe = new Stripe('sk_test_never_called');

/** The webhook's door alone on a real database: Fastify, inbox, accounts. */
export interface WebhookStack {
  readonly fastify: FastifyInstance;
  readonly database: Database;
  readonly clock: SetClock;
  readonly url: string;
  readonly refused: RefusedReason[];
  /** From here on `rows` shows only what comes later. */
  mark(): Promise<void>;
  rows(): Promise<StoredEvent[]>;
  close(): Promise<void>;
}

export interface StoredEvent {
  id: string;
  event_id: string;
  state: string;
  last_error: string | null;
  body: Buffer;
}

/** @param databaseUrl where the app reaches its database, when that is not the test database directly. */
export async function openWebhookStack(
  options: { databaseUrl?: (appUrl: string) => string } = {},
): Promise<WebhookStack> {
  const test = await openTestDatabase();
  const appUrl = options.databaseUrl?.(test.appUrl) ?? test.appUrl;
  const config = loadConfig({
    NODE_ENV: 'test',
    DATABASE_URL: appUrl,
    REDIS_URL: testRedisUrl(),
    PUBLIC_URL: 'http://127.0.0.1:3000',
    SECRET_KEY: randomBytes(32).toString('base64'),
    STRIPE_SECRET_KEY: 'sk_test_never_called',
    STRIPE_WEBHOOK_SECRETS: SECRETS.join(','),
  });
  const database = new Database(await openDataSource(appUrl, [ProviderAccount, ProviderSecret], 4));
  const clock = new SetClock(new Date());
  await database.rows(
    `INSERT INTO organization (id, slug, kind, name_zh, name_en, credit_code, created_at)
     VALUES (?, 'society', 'society', '市红十字会', 'City society', '000000000000000000', ?)`,
    [newId(), clock.now()],
  );
  const accounts = new ProviderAccounts(database, config, clock, new Secrets(config));
  await accounts.ensureMain();
  const refused: RefusedReason[] = [];
  let seen = '0';
  const fastify = Fastify({ forceCloseConnections: true });
  await fastify.register(providerEventRoutes, {
    doors: {
      inbox: new Inbox(database, new DiskRoom(config)),
      accounts,
      events: new SignedEvents(accounts),
      clock,
      refused: (reason) => refused.push(reason),
      accepted: () => undefined,
    },
  });
  await fastify.listen({ port: 0, host: '127.0.0.1' });
  const { port } = fastify.server.address() as AddressInfo;
  return {
    fastify,
    database,
    clock,
    refused,
    url: `http://127.0.0.1:${port}/webhooks/stripe/main`,
    mark: async () => {
      const [last] = await database.rows<{ id: string | null }>('SELECT MAX(id) AS id FROM provider_event');
      seen = last?.id ?? '0';
    },
    rows: () => database.rows('SELECT * FROM provider_event WHERE id > ? ORDER BY id', [seen]),
    close: async () => {
      await fastify.close();
      const broken = await brokenRules(database, providersChecks);
      await database.onApplicationShutdown();
      await test.drop();
      expect(broken).toEqual([]);
    },
  };
}

/** A Stripe-Signature header by the official SDK. */
export function sign(body: string | Buffer, at: Date, secret = SECRETS[0]): string {
  return stripe.webhooks.generateTestHeaderString({
    payload: body.toString(),
    secret: secret ?? '',
    timestamp: Math.floor(at.getTime() / 1000),
  });
}

export function eventBody(overrides: Record<string, unknown> = {}): string {
  return JSON.stringify({
    id: `evt_${newId()}`,
    object: 'event',
    api_version: '2026-10-28.endive',
    created: Math.floor(Date.now() / 1000),
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type: 'payment_intent.succeeded',
    data: { object: { id: `pi_${newId()}`, object: 'payment_intent', status: 'succeeded' } },
    ...overrides,
  });
}

/** Posts a body as Stripe does. */
export function deliver(
  stack: WebhookStack,
  body: string | Buffer,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(stack.url, {
    method: 'POST',
    body: body as BodyInit,
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'stripe-signature': sign(body, stack.clock.now()),
      ...headers,
    },
  });
}
