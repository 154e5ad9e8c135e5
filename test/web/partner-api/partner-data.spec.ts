import { newId } from '../../../src/kernel/ids.js';
import { Channels } from '../../../src/partners/channels.service.js';
import { type KeyWish, PartnerKeys } from '../../../src/partners/partner-keys.service.js';
import { TestGifts } from '../../../src/partners/test-gifts.service.js';
import { buildActivePartner, buildPartner } from '../../partners/partner-kit.js';
import { openTestApp, type TestApp } from '../../support/app.js';
import { type BuiltProject, buildProject } from '../../support/builders.js';

const ALL = ['channels:read', 'figures:read', 'events:read'];
const RANGE = 'from=2026-11-01&to=2026-11-30';
let app: TestApp;
let project: BuiltProject;
let partnerId: string;
let channelId: string;

beforeAll(async () => {
  app = await openTestApp();
  project = await buildProject(app);
  ({ partnerId } = await buildActivePartner(app, project.organizationId));
  channelId = await app.get(Channels).create({ nameZh: '直播间', nameEn: 'Livestream', partnerId });
});
afterAll(() => app.close());

async function key(wish: Partial<KeyWish> = {}, of = partnerId) {
  const name = newId();
  return app
    .get(PartnerKeys)
    .create({}, of, { kind: 'secret', livemode: true, name, scopes: ALL, origins: [], ...wish });
}

const ask = (url: string, text?: string, headers: Record<string, string> = {}) =>
  app.inject({
    url,
    headers: { 'accept-language': 'en', ...(text ? { authorization: `Bearer ${text}` } : {}), ...headers },
  });

const ROUTES = ['/api/v1/channels', `/api/v1/channels/CHANNEL/figures?${RANGE}`, '/api/v1/events'];
const at = (route: string) => route.replace('CHANNEL', `chn_${channelId}`);

describe('a partner’s key', () => {
  test.each(ROUTES)('opens %s, and what is answered stays out of shared caches', async (route) => {
    const { text } = await key();
    const answer = await ask(at(route), text);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['cache-control']).toBe('private, no-cache');
    expect(answer.headers.vary).toContain('Authorization');
    expect(answer.headers['ratelimit-policy']).toBe('"partner-key";q=6000;w=60');
    expect(answer.headers['set-cookie']).toBeUndefined();
    const known = await ask(at(route), text, { 'if-none-match': String(answer.headers.etag) });
    expect([known.statusCode, known.body]).toEqual([304, '']);
  });

  test.each(ROUTES)('none, a made-up and a revoked one: 401 that says what to do, at %s', async (route) => {
    const { id, text } = await key();
    await app.get(PartnerKeys).revoke({}, partnerId, id);
    for (const [shown, code] of [
      [undefined, 'partner_key_missing'],
      ['boai_sk_live_nonsense', 'partner_key_bad'],
      [text, 'partner_key_bad'],
    ] as const) {
      const refused = await ask(at(route), shown);
      expect([refused.statusCode, refused.json().code]).toEqual([401, code]);
      expect(refused.headers['www-authenticate']).toBe('Bearer realm="boai"');
      expect(refused.json().detail).toContain('/partner');
    }
  });

  test('of the wrong scope, kind or origin: 403 that says what to do', async () => {
    const narrow = await key({ scopes: ['channels:read'] });
    expect((await ask('/api/v1/events', narrow.text)).json()).toMatchObject({
      status: 403,
      code: 'partner_key_scope',
      detail: expect.stringContaining('events:read'),
    });
    const { text } = await key({ kind: 'public', origins: ['https://news.example'] });
    const from = async (origin?: string) =>
      (await ask('/api/v1/channels', text, origin ? { origin } : {})).json().code;
    expect([await from(), await from('https://evil.example')]).toEqual([
      'partner_key_origin',
      'partner_key_origin',
    ]);
    expect((await ask('/api/v1/channels', text, { origin: 'https://news.example' })).statusCode).toBe(200);
    const open = await ask(at(`/api/v1/channels/CHANNEL/figures?${RANGE}`), text, {
      origin: 'https://news.example',
    });
    expect([open.statusCode, open.json().code]).toEqual([403, 'partner_key_secret_needed']);
  });

  test('of a partner without an agreement rests, while public data goes on', async () => {
    const other = await buildPartner(app, project.organizationId);
    const { text } = await key({}, other.partnerId);
    expect((await ask('/api/v1/channels', text)).json()).toMatchObject({
      status: 403,
      code: 'partner_not_active',
    });
    expect((await ask('/api/v1/projects', text)).statusCode).toBe(200);
  });
});

test('another partner’s channel is not there', async () => {
  const other = await buildActivePartner(app, project.organizationId);
  const { text } = await key({}, other.partnerId);
  const answer = await ask(at(`/api/v1/channels/CHANNEL/figures?${RANGE}`), text);
  expect([answer.statusCode, answer.json().code]).toEqual([404, 'channel_not_found']);
  expect((await ask('/api/v1/channels', text)).json().data).toEqual([]);
});

test('a test key sees test gifts alone, a live key none of them', async () => {
  for (let i = 0; i < 5; i++)
    await app.get(TestGifts).give(partnerId, { channelId, projectId: project.id, amount: 700n });
  const route = at(`/api/v1/channels/CHANNEL/figures?${RANGE}`);
  const [test, live] = [await key({ livemode: false }), await key()];
  expect((await ask(route, test.text)).json()).toMatchObject({
    livemode: false,
    totals: [{ currency: 'CNY', gross: '3500', refunded: '0', net: '3500', gifts: 5 }],
    groups: [{ project: project.slug, gifts: 5, final: false }],
  });
  expect((await ask(route, live.text)).json()).toMatchObject({ livemode: true, totals: [], groups: [] });
});

test.each([
  ['from=x&to=2026-11-30', 'from', 'day_form'],
  ['from=2026-02-30&to=2026-11-30', 'from', 'day_form'],
  ['from=2026-11-30&to=2026-11-01', 'to', 'range_backwards'],
  ['from=2025-01-01&to=2026-01-02', 'to', 'range_too_long'],
  ['to=2026-11-30', 'from', 'isString'],
])('wrong days are named: %s', async (query, field, code) => {
  const { text } = await key();
  const answer = await ask(at(`/api/v1/channels/CHANNEL/figures?${query}`), text);
  expect([answer.statusCode, answer.json().errors[0]]).toEqual([
    422,
    expect.objectContaining({ field, code }),
  ]);
});

test.each(['after=x', 'after=-1', 'limit=0', 'limit=101'])(
  'wrong questions for events: %s',
  async (query) => {
    const { text } = await key();
    expect((await ask(`/api/v1/events?${query}`, text)).statusCode).toBe(422);
  },
);
