import { instantIn } from '../../../src/web/partner/overlays/local-time.js';
import { openTestApp, type TestApp } from '../../support/app.js';
import { type OverlayKit, overlayKit } from '../embed/overlay-kit.js';

let app: TestApp;
let mine: OverlayKit;
let other: OverlayKit;

beforeAll(async () => {
  app = await openTestApp();
  [mine, other] = [await overlayKit(app), await overlayKit(app)];
});
afterAll(() => app.close());

const get = (kit: OverlayKit, lang = 'zh-CN') =>
  app.inject({ url: `/partner/overlays?lang=${lang}`, headers: { cookie: kit.cookie } });
const post = (kit: OverlayKit, path: string, fields: Record<string, string> = {}) =>
  app.inject({
    method: 'POST',
    url: `/partner/overlays${path}`,
    headers: {
      cookie: kit.cookie,
      origin: 'http://127.0.0.1:3000',
      'content-type': 'application/x-www-form-urlencoded',
    },
    payload: new URLSearchParams(fields).toString(),
  });
const form = (kit: OverlayKit) => ({
  project: kit.project.slug,
  channel: kit.channel.code,
  basis: 'channel',
  since: '2026-11-20T11:30',
  target: '5000',
  theme: 'light',
  title: '暖冬直播',
  names: '1',
});

test('an overlay is made, its address shown once and at work', async () => {
  const made = await post(mine, '', form(mine));
  expect(made.statusCode).toBe(201);
  const [address = ''] = /http:\/\/127\.0\.0\.1:3000\/overlay\/[\w-]{27}/.exec(made.body) ?? [];
  const shown = await app.inject({ url: new URL(address).pathname });
  expect(shown.statusCode).toBe(200);
  expect(shown.body).toContain('暖冬直播');
  expect(shown.body).toContain('目标 ¥5,000.00');
  const list = await get(mine);
  expect(list.body).toContain('暖冬直播');
  expect(list.body).toContain('2026年11月20日 11:30');
  expect(list.body).not.toContain(new URL(address).pathname);
});

test('it is counted from now on, and revoked', async () => {
  const { id, token } = await mine.overlay({ basis: 'channel', since: new Date('2026-11-19T00:00:00Z') });
  expect((await post(mine, `/ovl_${id}/start`)).headers.location).toContain('overlayStarted');
  const [row] = await app.database.rows<{ since: Date }>('SELECT since FROM overlay WHERE id = ?', [id]);
  expect(row?.since).toEqual(app.clock.now());
  expect((await post(mine, `/ovl_${id}/revocation`)).headers.location).toContain('overlayRevoked');
  expect((await app.inject({ url: `/overlay/${token}` })).statusCode).toBe(410);
});

test.each([
  ['project', { project: 'nobody' }],
  ['since', { since: 'tomorrow' }],
  ['since', { since: '2020-01-01T00:00' }],
  ['target', { target: '-5' }],
  ['channel', { channel: '' }],
  ['title', { title: '长'.repeat(41) }],
])('a wrong %s is named, and what was typed stays', async (field, wrong) => {
  const answer = await post(mine, '', { ...form(mine), ...wrong });
  expect(answer.statusCode).toBe(422);
  expect(answer.body).toContain(`href="#${field}"`);
  expect(answer.body).toContain(`value="${field === 'target' ? '-5' : '5000'}"`);
});

test('another partner’s channel, project and overlay do not exist here', async () => {
  expect((await post(mine, '', { ...form(mine), channel: other.channel.code })).statusCode).toBe(422);
  expect((await post(mine, '', { ...form(mine), project: other.project.slug })).statusCode).toBe(422);
  const { id } = await other.overlay({ basis: 'channel' });
  for (const deed of ['start', 'revocation'])
    expect((await post(mine, `/ovl_${id}/${deed}`)).statusCode).toBe(404);
  expect((await get(mine)).body).not.toContain(id);
});

test('nobody but people of a partner is let in; both languages stand', async () => {
  expect((await app.inject({ url: '/partner/overlays' })).statusCode).toBe(303);
  expect((await get(mine, 'en')).body).toContain('New overlay');
});

test('a day and time in a zone', () => {
  const at = (text: string, zone = 'Asia/Shanghai') => instantIn(text, zone)?.toISOString();
  expect(at('2026-11-24T20:00')).toBe('2026-11-24T12:00:00.000Z');
  expect(at('2026-07-01T12:00', 'Europe/Berlin')).toBe('2026-07-01T10:00:00.000Z');
  for (const wrong of ['', 'x', '2026-13-01T00:00', '2026-11-24', '2026-11-24T20:00Z'])
    expect(at(wrong)).toBeUndefined();
});
