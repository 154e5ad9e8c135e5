import { createHash } from 'node:crypto';
import { newId } from '../../../src/kernel/ids.js';
import { Overlay } from '../../../src/partners/overlay.entity.js';
import { OverlaysQueries } from '../../../src/partners/overlays.queries.js';
import { Overlays } from '../../../src/partners/overlays.service.js';
import { Partner } from '../../../src/partners/partner.entity.js';
import { openTestApp, type TestApp } from '../../support/app.js';
import { StreamReader } from '../../support/event-source.js';
import { type OverlayKit, overlayKit } from './overlay-kit.js';

jest.setTimeout(60_000);

let app: TestApp;
let url: string;
const readers: StreamReader[] = [];

beforeAll(async () => {
  app = await openTestApp();
  url = await app.listen();
});
afterEach(() => {
  for (const reader of readers.splice(0)) reader.close();
});
afterAll(() => app.close());

async function watch(token: string, headers: Record<string, string> = {}): Promise<StreamReader> {
  const reader = await StreamReader.open(`${url}/overlay/${token}/stream`, headers);
  readers.push(reader);
  return reader;
}

const states = (reader: StreamReader) => reader.events.map(({ data }) => JSON.parse(data));
const newest = (reader: StreamReader) => states(reader).at(-1);
const page = (token: string, query = '') => app.inject({ url: `/overlay/${token}${query}` });

describe('an overlay', () => {
  it('shows the total of its project as …/progress tells it, and follows at once', async () => {
    const kit = await overlayKit(app, { goal: 20_000n });
    const { token } = await kit.overlay({ title: '暖冬直播' });
    const reader = await watch(token);
    await reader.until(({ events }) => events.length === 1);
    expect(reader.headers).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'x-accel-buffering': 'no',
    });
    await kit.gift(12_300n);
    await reader.until(() => newest(reader).raised === '12300', 1_500);
    const progress = JSON.parse(
      (await app.inject({ url: `/api/v1/projects/${kit.project.slug}/progress` })).body,
    );
    expect(newest(reader)).toMatchObject({
      basis: 'project',
      raised: progress.raised,
      gifts: progress.donations,
      percent: progress.percent,
      ledger_seq: progress.ledger_seq,
      as_of: progress.as_of,
    });
    expect(newest(reader).texts['zh-CN']).toMatchObject({ title: '暖冬直播', raised: '¥123.00' });
  });

  it('shows what its channel brought since the start, which the partner moves', async () => {
    const kit = await overlayKit(app);
    const start = app.clock.now();
    const before = new Date(start.getTime() - 3_600_000);
    const mine = { channelId: kit.channel.id };
    await kit.gift(500n, { ...mine, occurredAt: before });
    await kit.gift(700n, mine);
    await kit.gift(900n);
    const { id, token } = await kit.overlay({ basis: 'channel', since: start, target: 1_000n });
    const reader = await watch(token);
    await reader.until(({ events }) => events.length === 1);
    expect(newest(reader)).toMatchObject({ raised: '700', gifts: 1, goal: '1000', percent: 70 });
    await kit.gift(50n, mine);
    await reader.until(() => newest(reader).raised === '750');
    await app.get(Overlays).setStart({ personId: kit.ownerId }, kit.partnerId, id, before);
    await reader.until(() => newest(reader).raised === '1250');
    expect(newest(reader)).toMatchObject({ gifts: 3, since: before.toISOString() });
  });

  it('a refund lowers the total and says so', async () => {
    const kit = await overlayKit(app);
    const gift = { channelId: kit.channel.id, subjectId: newId() };
    const { token } = await kit.overlay({
      basis: 'channel',
      since: new Date(app.clock.now().getTime() - 1000),
    });
    await kit.gift(800n, gift);
    const before = (await page(token, '?lang=en')).body;
    expect(before).toContain('¥8.00');
    expect(before).not.toContain('after refunds');
    await kit.gift(-300n, { ...gift, kind: 'refund_by_provider' });
    const after = (await page(token, '?lang=en')).body;
    expect(after).toContain('¥5.00');
    expect(after).toContain('after refunds of CN¥3.00');
  });

  it('who comes back with the newest state hears nothing, with an older one the newest', async () => {
    const kit = await overlayKit(app);
    const { token } = await kit.overlay();
    const first = await watch(token);
    await first.until(({ events }) => events.length === 1);
    const id = first.events[0]?.id ?? '';
    const [same, other] = [
      await watch(token, { 'last-event-id': id }),
      await watch(token, { 'last-event-id': 'x' }),
    ];
    await other.until(({ events }) => events.length === 1);
    await same.until(({ text }) => text === 'retry: 5000\n\n');
    expect(other.events[0]?.id).toBe(id);
  });

  it('revoked: its viewers hear the end within 5 s and nothing more, page and stream say why', async () => {
    const kit = await overlayKit(app);
    const { id, token } = await kit.overlay();
    const reader = await watch(token);
    await reader.until(({ events }) => events.length === 1);
    await app.get(Overlays).revoke({ personId: kit.ownerId }, kit.partnerId, id);
    await reader.until(({ ended }) => ended, 5_000);
    expect(reader.text.endsWith('id: gone\ndata: {"gone":true}\n\n')).toBe(true);
    const again = await watch(token);
    await again.until(({ ended }) => ended);
    expect([again.status, JSON.parse(again.text).code]).toEqual([410, 'overlay_revoked']);
    const shown = await page(token);
    expect(shown.statusCode).toBe(410);
    expect(shown.body).not.toContain('¥');
  });

  it('revoked where nobody rings, it ends within 5 s too', async () => {
    const kit = await overlayKit(app);
    const { id, token } = await kit.overlay();
    const reader = await watch(token);
    await reader.until(({ events }) => events.length === 1);
    await app.database.inTransaction((tx) => tx.update(Overlay, { id }, { revokedAt: app.clock.now() }));
    await reader.until(({ ended }) => ended, 5_000);
  });

  it('rests while its partner is suspended, and goes on after', async () => {
    const kit = await overlayKit(app);
    const { token } = await kit.overlay();
    const reader = await watch(token);
    await reader.until(({ events }) => events.length === 1);
    const set = (state: 'suspended' | 'active', suspendedReason: string | null) =>
      app.database.inTransaction((tx) =>
        tx.update(Partner, { id: kit.partnerId }, { state, suspendedReason }),
      );
    await set('suspended', 'checked');
    await reader.until(({ ended }) => ended, 5_000);
    expect((await watch(token)).status).toBe(403);
    expect((await page(token)).statusCode).toBe(403);
    await set('active', null);
    expect((await watch(token)).status).toBe(200);
  });

  it('of another society than the partner has an agreement with shows nothing', async () => {
    const [mine, other] = [await overlayKit(app), await overlayKit(app)];
    const { token } = await mine.overlay({ projectId: other.project.id });
    expect((await page(token)).statusCode).toBe(403);
  });
});

describe('the page', () => {
  let kit: OverlayKit;
  beforeAll(async () => {
    kit = await overlayKit(app);
  });

  it('stands on air: transparent, without cookie, cache, referrer and search engines, in any frame', async () => {
    const { token } = await kit.overlay();
    const { headers, body, statusCode } = await page(token);
    expect(statusCode).toBe(200);
    expect(headers['set-cookie']).toBeUndefined();
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['referrer-policy']).toBe('no-referrer');
    expect(headers['content-security-policy']).toContain('frame-ancestors *');
    expect(body).toContain('noindex');
    expect(body).not.toContain(kit.partnerId);
  });

  it('has a code with the channel link unless it must not', async () => {
    const { token } = await kit.overlay();
    expect((await page(token)).body).toContain('data:image/svg+xml');
    expect((await page(token, '?qr=0')).body).not.toContain('data:image/svg+xml');
  });

  it.each([
    ['', 'overlay bar dark', 'zh-CN', '已筹'],
    ['?layout=ticker&theme=light&lang=en', 'overlay ticker light', 'en', 'raised'],
    ['?layout=odd&theme=odd&lang=odd', 'overlay bar dark', 'zh-CN', '已筹'],
  ])('as asked for: "%s"', async (query, look, lang, word) => {
    const { token } = await kit.overlay();
    const { body } = await page(token, query);
    expect(body).toContain(`class="${look}"`);
    expect(body).toContain(`<html lang="${lang}">`);
    expect(body).toContain(word);
  });

  it.each(['x', 'A'.repeat(27), '..%2f..%2fetc', '%00', '红'.repeat(27)])(
    'a token that never was one finds nothing: %s',
    async (token) => {
      const at = encodeURI(decodeURI(token));
      expect([404, 400]).toContain((await app.inject({ url: `/overlay/${at}` })).statusCode);
      expect([404, 400]).toContain((await app.inject({ url: `/overlay/${at}/stream` })).statusCode);
    },
  );

  it('the token is nowhere but with the partner', async () => {
    const { id, token } = await kit.overlay();
    const overlay = (await app.get(OverlaysQueries).ofPartner(kit.partnerId)).find((each) => each.id === id);
    expect(overlay?.tokenSha256).toEqual(createHash('sha256').update(token).digest());
    await page(token);
    expect(app.lines.join('')).not.toContain(token);
    const trail = await app.database.rows<object>('SELECT * FROM audit_event WHERE subject_id = ?', [id]);
    expect(trail).toHaveLength(1);
    expect(JSON.stringify(trail)).not.toContain(token);
  });
});

describe('who may do what', () => {
  it('another partner can neither move nor revoke it', async () => {
    const [mine, other] = [await overlayKit(app), await overlayKit(app)];
    const { id } = await mine.overlay({ basis: 'channel' });
    const overlays = app.get(Overlays);
    const actor = { personId: other.ownerId };
    const now = app.clock.now();
    await expect(overlays.setStart(actor, other.partnerId, id, now)).rejects.toMatchObject({
      kind: 'not_found',
    });
    await expect(overlays.revoke(actor, other.partnerId, id)).rejects.toMatchObject({
      kind: 'not_found',
    });
  });

  it.each([
    ['another partner’s channel', 'channel', { channelId: 'other' }],
    ['no channel for a channel’s total', 'channel', { basis: 'channel', channelId: null }],
    ['an unknown basis', 'basis', { basis: 'world' }],
    ['an unknown theme', 'theme', { theme: 'plaid' }],
    ['a title that is too long', 'title', { title: '长'.repeat(41) }],
    ['a start in another year', 'since', { basis: 'channel', since: new Date('2020-01-01') }],
  ])('is refused: %s', async (_what, field, wish) => {
    const [mine, other] = [await overlayKit(app), await overlayKit(app)];
    const given = 'channelId' in wish && wish.channelId === 'other' ? { channelId: other.channel.id } : wish;
    await expect(mine.overlay(given)).rejects.toMatchObject({
      code: 'partner_invalid',
      fields: [expect.objectContaining({ field })],
    });
  });
});
