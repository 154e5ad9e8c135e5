import { SetClock } from '../../src/kernel/clock.js';
import { newId } from '../../src/kernel/ids.js';
import { WebhookDeliveries } from '../../src/partner-feed/webhook-deliveries.service.js';
import { WebhookEndpointsQueries } from '../../src/partner-feed/webhook-endpoints.queries.js';
import { ENDPOINTS_MAX, WebhookEndpoints } from '../../src/partner-feed/webhook-endpoints.service.js';
import { WebhookSending } from '../../src/partner-feed/webhook-sending.service.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { buildOrganization } from '../support/builders.js';
import { refusal } from '../support/refusal.js';
import { activePartner, tell } from './feed-kit.js';
import { openReceiver, type Receiver } from './receiver.js';

const clock = new SetClock(new Date('2026-11-20T04:00:00Z'));
let app: TestApp;
let receiver: Receiver;
beforeAll(async () => {
  app = await openTestApp({ clock, settings: { WEBHOOK_PRIVATE_TARGETS: '1' } });
  receiver = await openReceiver();
});
afterAll(async () => {
  await receiver.close();
  await app.close();
});

const given = (changes: object = {}) => ({
  ...{ url: receiver.url, kinds: ['project.published'], livemode: true },
  ...changes,
});

test('an endpoint that cannot be used is refused with everything that is wrong with it', async () => {
  const { partnerId } = await activePartner(app, [await buildOrganization(app)]);
  const add = (changes: object) => refusal(app.get(WebhookEndpoints).add({}, partnerId, given(changes)));
  expect(await add({ url: 'http://169.254.169.254/' })).toEqual([
    'webhook_endpoint_invalid',
    'webhook_url_private',
  ]);
  expect(await add({ url: '', kinds: [] })).toEqual([
    ...['webhook_endpoint_invalid', 'webhook_url_form', 'webhook_kinds_none'],
  ]);
  expect(await add({ kinds: ['project.published', 'donor.names'] })).toEqual([
    ...['webhook_endpoint_invalid', 'webhook_kind_unknown'],
  ]);
  expect(await app.get(WebhookEndpointsQueries).ofPartner(partnerId, true)).toEqual([]);
});

test('a partner has ten endpoints of a mode at most, however many are added at once', async () => {
  const { partnerId } = await activePartner(app, [await buildOrganization(app)]);
  const add = (livemode: boolean) => app.get(WebhookEndpoints).add({}, partnerId, given({ livemode }));
  const tries = await Promise.allSettled(Array.from({ length: ENDPOINTS_MAX + 4 }, () => add(true)));
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(ENDPOINTS_MAX);
  await add(false);
  expect(await app.get(WebhookEndpointsQueries).ofPartner(partnerId, true)).toHaveLength(ENDPOINTS_MAX);
});

test('no verb reaches the endpoint of another partner', async () => {
  const organizationId = await buildOrganization(app);
  const mine = await activePartner(app, [organizationId]);
  const other = await activePartner(app, [organizationId]);
  const endpoints = app.get(WebhookEndpoints);
  const deliveries = app.get(WebhookDeliveries);
  const { id } = await endpoints.add({}, mine.partnerId, given());
  for (const [partnerId, endpointId] of [
    [other.partnerId, id],
    [mine.partnerId, newId()],
  ] as const) {
    const verbs = [
      endpoints.changeKinds({}, partnerId, endpointId, ['project.closed']),
      endpoints.rotateSecret({}, partnerId, endpointId),
      endpoints.disable({}, partnerId, endpointId),
      endpoints.enable({}, partnerId, endpointId),
      endpoints.remove({}, partnerId, endpointId),
      endpoints.ping({}, partnerId, endpointId),
      deliveries.replay({}, partnerId, endpointId, 1n),
      deliveries.resend({}, partnerId, endpointId, 1n),
    ];
    for (const verb of verbs) expect(await refusal(verb)).toEqual(['webhook_endpoint_not_found']);
    expect(await app.get(WebhookEndpointsQueries).byId(partnerId, endpointId)).toBeNull();
  }
  expect(await app.get(WebhookEndpointsQueries).byId(mine.partnerId, id)).toMatchObject({ state: 'active' });
});

test('an endpoint that is off gets nothing; removed, its secrets are gone; each step stands in the trail', async () => {
  const organizationId = await buildOrganization(app);
  const { partnerId, ownerId } = await activePartner(app, [organizationId]);
  const endpoints = app.get(WebhookEndpoints);
  const actor = { personId: ownerId };
  const { id } = await endpoints.add(actor, partnerId, given());
  await endpoints.disable(actor, partnerId, id);
  await tell(app, organizationId, 1);
  expect(await app.get(WebhookSending).send(id)).toBe(0);
  await endpoints.rotateSecret(actor, partnerId, id);
  await endpoints.remove(actor, partnerId, id);
  expect(await app.get(WebhookSending).send(id)).toBe(0);
  expect(receiver.received).toHaveLength(0);
  const rows = await app.database.rows(
    'SELECT state, secret_encrypted, previous_secret_encrypted FROM webhook_endpoint WHERE id = ?',
    [id],
  );
  expect(rows).toEqual([{ state: 'removed', secret_encrypted: null, previous_secret_encrypted: null }]);
  const trail = await app.database.rows<{ action: string; person: string }>(
    'SELECT action, partner_person_id AS person FROM audit_event WHERE subject_id = ? ORDER BY id',
    [id],
  );
  expect(trail.map(({ action }) => action)).toEqual([
    ...['webhook.added', 'webhook.disabled', 'webhook.secret_rotated', 'webhook.removed'],
  ]);
  expect(new Set(trail.map(({ person }) => person))).toEqual(new Set([ownerId]));
});
