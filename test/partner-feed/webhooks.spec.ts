import { Webhook } from 'standardwebhooks';
import { SetClock } from '../../src/kernel/clock.js';
import { withPrefix } from '../../src/kernel/ids.js';
import { PartnerFeedJobs } from '../../src/partner-feed/partner-feed.jobs.js';
import { RETRY_MS } from '../../src/partner-feed/retry-schedule.js';
import { WebhookDeliveries } from '../../src/partner-feed/webhook-deliveries.service.js';
import { WebhookEndpointsQueries } from '../../src/partner-feed/webhook-endpoints.queries.js';
import { WebhookEndpoints } from '../../src/partner-feed/webhook-endpoints.service.js';
import { WebhookOutcomes } from '../../src/partner-feed/webhook-outcomes.service.js';
import { WebhookSending } from '../../src/partner-feed/webhook-sending.service.js';
import { WebhookTargets } from '../../src/partner-feed/webhook-targets.service.js';
import { PartnerPeople } from '../../src/partners/partner-people.service.js';
import { Partners } from '../../src/partners/partners.service.js';
import { Jobs } from '../../src/platform/jobs/jobs.js';
import { Mail } from '../../src/platform/mail/mail.js';
import { Metrics } from '../../src/platform/metrics/metrics.js';
import { Secrets } from '../../src/platform/secrets/secrets.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { buildOrganization } from '../support/builders.js';
import { refusal } from '../support/refusal.js';
import { activePartner, dyingDatabase, eventsOf, relayAll, tell } from './feed-kit.js';
import { openReceiver, type Received, type Receiver } from './receiver.js';

const clock = new SetClock(new Date('2026-11-20T04:00:00Z'));
const HOUR = 3_600_000;
const PAGE = { skip: 0, limit: 100 };
let app: TestApp;
let receiver: Receiver;

beforeAll(async () => {
  app = await openTestApp({ clock, settings: { WEBHOOK_PRIVATE_TARGETS: '1' } });
});
afterAll(async () => {
  await app.close();
});
beforeEach(async () => {
  receiver = await openReceiver();
});
afterEach(async () => {
  await receiver.close();
});

/** A partner of a society of its own with an endpoint at the receiver. */
async function scene(kinds: readonly string[] = ['project.published']) {
  const organizationId = await buildOrganization(app);
  const { partnerId, mail, staffId } = await activePartner(app, [organizationId]);
  const { id, secret } = await app
    .get(WebhookEndpoints)
    .add({}, partnerId, { url: receiver.url, kinds, livemode: true });
  const log = () => app.get(WebhookDeliveries).ofEndpoint(id, PAGE);
  const standing = async () => {
    const [one] = await app.get(WebhookEndpointsQueries).ofPartner(partnerId, true);
    if (!one) throw new Error('no endpoint');
    return one;
  };
  const eventIds = async () => (await eventsOf(app, partnerId)).map((event) => withPrefix('evt', event.id));
  return {
    organizationId,
    partnerId,
    mail,
    staffId,
    id,
    secret,
    log,
    standing,
    eventIds,
    send: () => app.get(WebhookSending).send(id),
  };
}

/** What the receiver does with a delivery, at the moment that the test's clock shows. */
function verified(received: Received | undefined, secret: string): Record<string, unknown> {
  const present = jest.spyOn(Date, 'now').mockReturnValue(clock.now().getTime());
  try {
    const headers = Object.fromEntries(
      Object.entries(received?.headers ?? {}).map(([name, value]) => [name, String(value)]),
    );
    return new Webhook(secret).verify(received?.body ?? '', headers) as Record<string, unknown>;
  } finally {
    present.mockRestore();
  }
}

test('X9 a delivery is what Standard Webhooks asks for, verified by its own library', async () => {
  const { organizationId, secret, send, log, id } = await scene();
  await tell(app, organizationId, 1);
  expect(await send()).toBe(1);
  const [delivery] = receiver.received;
  const event = verified(delivery, secret);
  expect(event).toMatchObject({ id: delivery?.id, type: 'project.published', livemode: true, sequence: 1 });
  expect(event.data).toMatchObject({
    currency: 'CNY',
    goal: '10000000',
    name: { zh: '红十字博爱送万家（测试）' },
  });
  expect(delivery?.headers).toMatchObject({
    'content-type': 'application/json',
    'user-agent': 'Boai-Webhooks/1',
  });
  expect(Buffer.byteLength(delivery?.body ?? '')).toBeLessThan(20_000);
  expect(() => verified({ ...delivery, body: `${delivery?.body} ` } as Received, secret)).toThrow();
  expect(await log()).toMatchObject([
    { seq: 1n, attempt: 1, way: 'order', delivered: true, status: 204, failure: null },
  ]);
  expect(await app.get(WebhookDeliveries).countOf(id)).toBe(1);
  expect(await send()).toBe(0);
});

test('X9 a receiver that asks for a longer pause gets it, and the event after it', async () => {
  const { organizationId, send, standing } = await scene();
  await tell(app, organizationId, 1);
  receiver.answer = (response) => void response.writeHead(429, { 'retry-after': '3600' }).end();
  expect(await send()).toBe(1);
  const { nextAt } = await standing();
  expect(nextAt?.getTime()).toBe(clock.now().getTime() + 3_600_000);
  receiver.answer = (response) => void response.writeHead(204).end();
  clock.set(nextAt ?? clock.now());
  expect(await send()).toBe(1);
});

test('X9 while a secret is replaced both sign; a day later, or at once when it leaked, only the new one', async () => {
  const { organizationId, partnerId, secret, id, send } = await scene();
  const endpoints = app.get(WebhookEndpoints);
  const second = await endpoints.rotateSecret({}, partnerId, id);
  await tell(app, organizationId, 1);
  await send();
  expect(verified(receiver.received[0], secret)).toEqual(verified(receiver.received[0], second));
  clock.advance(25 * HOUR);
  await tell(app, organizationId, 1);
  await send();
  expect(verified(receiver.received[1], second)).toMatchObject({ sequence: 2 });
  expect(() => verified(receiver.received[1], secret)).toThrow();
  const third = await endpoints.rotateSecret({}, partnerId, id, 'ends now');
  await tell(app, organizationId, 1);
  await send();
  expect(verified(receiver.received[2], third)).toMatchObject({ sequence: 3 });
  expect(() => verified(receiver.received[2], second)).toThrow();
  const [stored] = await app.database.rows<{ row: string }>(
    'SELECT CAST(secret_encrypted AS CHAR CHARACTER SET latin1) AS row FROM webhook_endpoint WHERE id = ?',
    [id],
  );
  expect(stored?.row).not.toContain(third.slice(6, 20));
});

test('X9 a receiver down for a day gets all events, in order, none twice by id', async () => {
  const { organizationId, send, standing, eventIds, log } = await scene();
  receiver.answer = (response) => void response.writeHead(503).end('later');
  const end = clock.now().getTime() + 24 * HOUR;
  for (let n = 0; clock.now().getTime() < end; n++) {
    if (n < 5) await tell(app, organizationId, 2);
    await send();
    const { nextAt } = await standing();
    expect(nextAt).not.toBeNull();
    clock.set(nextAt ?? clock.now());
  }
  const tried = receiver.received.length;
  expect(new Set(receiver.ids())).toEqual(new Set([(await eventIds())[0]]));
  // As often as the schedule says, and never sooner.
  const times = (await log()).map(({ attemptedAt }) => attemptedAt.getTime()).reverse();
  for (const [n, at] of times.entries()) {
    const pause = (times[n + 1] ?? Number.POSITIVE_INFINITY) - at;
    expect(pause).toBeGreaterThanOrEqual(RETRY_MS[n] ?? 0);
    if (pause < Number.POSITIVE_INFINITY) expect(pause).toBeLessThanOrEqual((RETRY_MS[n] ?? 0) * 1.1);
  }
  expect(await standing()).toMatchObject({ waiting: 10, attempts: tried });
  receiver.answer = (response) => void response.writeHead(200).end();
  await send();
  expect(receiver.ids().slice(tried)).toEqual(await eventIds());
  expect(await standing()).toMatchObject({ waiting: 0, attempts: 0, nextAt: null, deliveredSeq: 10n });
});

test('X9 the next event waits until the one before was taken', async () => {
  const { organizationId, send, eventIds } = await scene();
  await tell(app, organizationId, 3);
  const ids = await eventIds();
  receiver.answer = (response, { id }) => void response.writeHead(id === ids[1] ? 500 : 200).end();
  await send();
  await send();
  expect(receiver.ids()).toEqual([ids[0], ids[1]]);
});

test.each([
  [301, 'redirect'],
  [307, 'redirect'],
  [404, 'status'],
  [500, 'status'],
])('X9 an answer %i is a failure', async (status, failure) => {
  const { organizationId, send, log } = await scene();
  receiver.answer = (response, { path }) =>
    void response.writeHead(path === '/hook' ? status : 200, { location: '/elsewhere' }).end('no');
  await tell(app, organizationId, 1);
  await send();
  expect(receiver.received.map(({ path }) => path)).toEqual(['/hook']);
  expect(await log()).toMatchObject([{ delivered: false, status, failure, answer: 'no' }]);
});

test('X9 410 switches the endpoint off, and its people are told by mail', async () => {
  const { organizationId, partnerId, send, standing, id, mail } = await scene();
  receiver.answer = (response) => void response.writeHead(410).end();
  await tell(app, organizationId, 2);
  await send();
  await send();
  expect(receiver.received).toHaveLength(1);
  expect(await standing()).toMatchObject({ state: 'disabled', disabledBecause: 'gone', waiting: 2 });
  expect(await letters(mail)).toHaveLength(1);
  expect(await refusal(app.get(WebhookEndpoints).ping({}, partnerId, id))).toEqual([
    'webhook_endpoint_disabled',
  ]);
  receiver.answer = (response) => void response.writeHead(200).end();
  await app.get(WebhookEndpoints).enable({}, partnerId, id);
  await send();
  expect(await standing()).toMatchObject({ state: 'active', waiting: 0 });
});

test('X9 when all attempts have failed the endpoint is off, told by mail; switched on again nothing is missing', async () => {
  const { organizationId, partnerId, id, send, standing, eventIds, mail } = await scene();
  receiver.answer = (response) => void response.writeHead(500).end();
  await tell(app, organizationId, 2);
  for (let n = 0; n < 20 && (await standing()).state === 'active'; n++) {
    await send();
    clock.set((await standing()).nextAt ?? clock.now());
  }
  expect(receiver.received).toHaveLength(RETRY_MS.length + 1);
  expect(await standing()).toMatchObject({ state: 'disabled', disabledBecause: 'exhausted' });
  expect(await letters(mail)).toHaveLength(1);
  receiver.answer = (response) => void response.writeHead(200).end();
  await app.get(WebhookEndpoints).enable({}, partnerId, id);
  await send();
  expect(receiver.ids().slice(-2)).toEqual(await eventIds());
});

/** Mails about endpoints that are off, to this address. */
async function letters(address: string): Promise<unknown[]> {
  const rows = await app.database.rows<{ id: string; recipient: Buffer }>(
    "SELECT id, recipient_encrypted AS recipient FROM mail_message WHERE dedupe_key LIKE 'webhook.off:%'",
  );
  const { decrypt } = app.get(Secrets);
  return rows.filter(
    (row) => decrypt.call(app.get(Secrets), 'field', row.recipient, `mail:${row.id}`) === address,
  );
}

test('X9 a worker killed between sending and commit: the second delivery has the same id', async () => {
  const { organizationId, id, send, eventIds, standing } = await scene();
  await tell(app, organizationId, 2);
  const outcomes = new WebhookOutcomes(dyingDatabase(app, 0), clock, app.get(PartnerPeople), app.get(Mail));
  const killed = new WebhookSending(
    app.database,
    clock,
    app.get(Jobs),
    app.get(Secrets),
    app.get(WebhookTargets),
    outcomes,
  );
  await expect(killed.send(id)).rejects.toThrow('killed');
  expect(await standing()).toMatchObject({ waiting: 2, attempts: 0 });
  await send();
  const [first, second] = await eventIds();
  expect(receiver.ids()).toEqual([first, first, second]);
  expect(receiver.received[0]?.body).toBe(receiver.received[1]?.body);
});

test('X9 many workers at once: each event is sent once, in order', async () => {
  const { organizationId, send, eventIds } = await scene();
  await tell(app, organizationId, 6);
  receiver.answer = (response) => void setTimeout(() => response.writeHead(200).end(), 20);
  await Promise.all(Array.from({ length: 6 }, send));
  expect(receiver.ids()).toEqual(await eventIds());
});

test('X9 a replay sends everything from a number on again, in order and with the same ids; a resend only one', async () => {
  const { organizationId, partnerId, id, send, eventIds, log, standing } = await scene();
  await tell(app, organizationId, 4);
  await send();
  const deliveries = app.get(WebhookDeliveries);
  expect(await refusal(deliveries.replay({}, partnerId, id, 5n))).toContain('webhook_replay_number');
  expect(await refusal(deliveries.replay({}, partnerId, id, 0n))).toContain('webhook_replay_number');
  await deliveries.replay({}, partnerId, id, 3n);
  expect(await standing()).toMatchObject({ waiting: 2 });
  await send();
  const ids = await eventIds();
  expect(receiver.ids()).toEqual([...ids, ...ids.slice(2)]);
  expect(await refusal(deliveries.resend({}, partnerId, id, 9n))).toEqual(['webhook_event_not_found']);
  await deliveries.resend({}, partnerId, id, 2n);
  await deliveries.resend({}, partnerId, id, 2n);
  receiver.answer = (response) => void response.writeHead(500).end();
  await send();
  await send();
  expect(receiver.ids().slice(6)).toEqual([ids[1]]);
  expect((await log())[0]).toMatchObject({ seq: 2n, way: 'again', delivered: false });
  expect(await standing()).toMatchObject({ deliveredSeq: 4n, attempts: 0 });
});

test('X9 a ping reaches the one endpoint in its order, and not again within ten seconds', async () => {
  const { partnerId, id, send, organizationId, eventIds } = await scene();
  const endpoints = app.get(WebhookEndpoints);
  const other = await endpoints.add({}, partnerId, {
    url: `${receiver.url}2`,
    kinds: ['update.published'],
    livemode: true,
  });
  await tell(app, organizationId, 1);
  await endpoints.ping({}, partnerId, id);
  expect(await refusal(endpoints.ping({}, partnerId, id))).toEqual(['webhook_ping_soon']);
  await relayAll(app);
  await send();
  await app.get(WebhookSending).send(other.id);
  expect(receiver.ids()).toEqual(await eventIds());
  expect(JSON.parse(receiver.received[1]?.body ?? '')).toMatchObject({
    type: 'test.ping',
    sequence: 2,
    data: { endpoint: withPrefix('whk', id) },
  });
  clock.advance(11_000);
  await endpoints.ping({}, partnerId, id);
});

test('X9 an endpoint gets the kinds that it asked for, from then on', async () => {
  const { organizationId, partnerId, id, send, standing } = await scene(['project.closed']);
  await tell(app, organizationId, 2);
  await send();
  expect(receiver.received).toHaveLength(0);
  expect(await standing()).toMatchObject({ waiting: 0, deliveredSeq: 2n });
  await app.get(WebhookEndpoints).changeKinds({}, partnerId, id, ['project.published', 'project.closed']);
  await tell(app, organizationId, 1);
  await send();
  expect(receiver.received).toHaveLength(1);
});

test('X9 a suspended partner is sent nothing; reinstated it gets what it lacks', async () => {
  const { organizationId, partnerId, staffId, send, eventIds } = await scene();
  await tell(app, organizationId, 2);
  await app.get(Partners).suspend(staffId, organizationId, partnerId, '核查');
  await send();
  expect(receiver.received).toHaveLength(0);
  await app.get(Partners).reinstate(staffId, organizationId, partnerId);
  await send();
  expect(receiver.ids()).toEqual(await eventIds());
});

test('X9 what waits is a figure of operations, and the log forgets after 30 days', async () => {
  const { organizationId, send, log } = await scene();
  await tell(app, organizationId, 2);
  expect(await app.get(Metrics).text()).toMatch(/boai_webhook_deliveries_waiting [1-9]/);
  await send();
  const [purge] = app.get(PartnerFeedJobs).schedules;
  await purge?.run();
  expect(await log()).toHaveLength(2);
});
