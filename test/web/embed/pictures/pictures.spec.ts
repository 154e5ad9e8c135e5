import { ProgressFeed } from '../../../../src/progress/progress-feed.service.js';
import { openTestApp, type TestApp } from '../../../support/app.js';
import { type BuiltProject, buildChannel, buildProject } from '../../../support/builders.js';
import { readPng } from './png-reader.js';

let app: TestApp;
let project: BuiltProject;

beforeAll(async () => {
  app = await openTestApp();
  project = await buildProject(app);
});
afterAll(() => app.close());

const get = (path: string, headers: Record<string, string> = {}) =>
  app.inject({ url: `/embed/projects/${project.slug}/${path}`, headers });

describe('card.png', () => {
  test.each([
    ['', 1080, 608],
    ['?w=1200&ratio=16:9', 1200, 675],
    ['?w=1080&ratio=3:4', 1080, 1440],
    ['?w=480&ratio=1:1', 480, 480],
    ['?w=320&ratio=16:9&lang=en', 320, 180],
  ])('%s is a real picture of the size asked for, below a million bytes', async (query, width, height) => {
    const answer = await get(`card.png${query}`);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('image/png');
    expect(answer.rawPayload.length).toBeLessThanOrEqual(1_000_000);
    const png = readPng(answer.rawPayload);
    expect([png.width, png.height]).toEqual([width, height]);
    expect(new Set(png.rgba.filter((_, at) => at % 4 === 3))).toEqual(new Set([255]));
  });

  test('says the very numbers of the progress door', async () => {
    const { texts } = readPng((await get('card.png')).rawPayload);
    const progress = await app.inject({ url: `/api/v1/projects/${project.slug}/progress` });
    expect(JSON.parse(texts['boai-progress'] ?? '')).toEqual(progress.json());
    expect(texts.Description).toContain('数据截至 2026-11-20 12:00（账本序号 0）');
  });

  test('the same facts are the same bytes, known again by their tag, kept by everybody for seconds', async () => {
    const [first, second] = [await get('card.png?w=480'), await get('card.png?w=480')];
    expect(second.rawPayload.equals(first.rawPayload)).toBe(true);
    expect(first.headers).toMatchObject({
      'cache-control': 'public, max-age=5, s-maxage=10, stale-while-revalidate=20, stale-if-error=86400',
      'cross-origin-resource-policy': 'cross-origin',
      'access-control-allow-origin': '*',
      'x-content-type-options': 'nosniff',
    });
    expect(first.headers).not.toHaveProperty('set-cookie');
    const again = await get('card.png?w=480', { 'if-none-match': String(first.headers.etag) });
    expect([again.statusCode, again.body]).toEqual([304, '']);
    const other = await get('card.png?w=488');
    expect(other.headers.etag).not.toBe(first.headers.etag);
  });

  test('a channel of ours makes a picture of its own, an invented one that of everybody', async () => {
    const { code } = await buildChannel(app);
    const [plain, channel, invented] = [
      await get('card.png?w=480'),
      await get(`card.png?w=480&ch=${code}`),
      await get('card.png?w=480&ch=nobody'),
    ];
    expect(invented.headers.etag).toBe(plain.headers.etag);
    expect(channel.headers.etag).not.toBe(plain.headers.etag);
    expect(readPng(channel.rawPayload).texts.Description).toContain('长按或扫码');
  });

  test.each([
    ['w=0', '"w"'],
    ['w=99999', '"w"'],
    ['w=481', 'multiple of 8'],
    ['w=1e3', '"w"'],
    ['w=480&w=480', '"w"'],
    ['ratio=4:3', '3:4, 1:1, 16:9'],
    ['ratio=', '3:4'],
    ['lang=fr', 'zh-CN or en'],
  ])('?%s is refused and says what to ask', async (query, detail) => {
    const answer = await get(`card.png?${query}`);
    expect(answer.statusCode).toBe(422);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.json()).toMatchObject({ status: 422, code: 'invalid_input' });
    expect(answer.json().detail).toContain(detail);
  });

  test('a project that is not public has no picture', async () => {
    const draft = await buildProject(app, { state: 'draft' });
    for (const slug of [draft.slug, 'no-such-project', '%E7%BA%A2', '..%2f..%2fetc'])
      for (const name of ['card.png', 'badge.svg']) {
        const answer = await app.inject({ url: `/embed/projects/${slug}/${name}` });
        expect(answer.statusCode).toBe(404);
        expect(answer.json()).toMatchObject({ status: 404, code: 'project_not_found' });
      }
  });

  test('HEAD is answered like GET, without the bytes', async () => {
    const url = `/embed/projects/${project.slug}/card.png?w=480`;
    const answer = await app.inject({ method: 'HEAD', url });
    expect([answer.statusCode, answer.body]).toEqual([200, '']);
    expect(answer.headers.etag).toBe((await app.inject({ url })).headers.etag);
  });
});

describe('badge.svg', () => {
  test('is an SVG in which nothing can run, in both languages', async () => {
    const [zh, en] = [await get('badge.svg'), await get('badge.svg?lang=en')];
    expect(zh.headers['content-type']).toBe('image/svg+xml; charset=utf-8');
    expect(zh.headers['content-security-policy']).toContain('sandbox');
    expect(zh.body).toContain('已筹 ¥0.00 · 0%');
    expect(en.body).toContain('CN¥0.00 raised · 0%');
    const again = await get('badge.svg', { 'if-none-match': String(zh.headers.etag) });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  test('a closed project stays, and says that it has ended', async () => {
    const closed = await buildProject(app, { state: 'closed' });
    const feed = app.get(ProgressFeed);
    // It may have met the project in the moment before it was closed.
    while ((feed.of(closed.slug)?.project.state ?? 'closed') !== 'closed') await feed.refresh();
    const answer = await app.inject({ url: `/embed/projects/${closed.slug}/badge.svg` });
    expect(answer.body).toContain('已结束');
  });
});
