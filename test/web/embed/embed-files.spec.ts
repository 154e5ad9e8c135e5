import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { ProgressFeed } from '../../../src/progress/progress-feed.service.js';
import { openTestApp, type TestApp } from '../../support/app.js';
import { type BuiltProject, buildProject } from '../../support/builders.js';

let app: TestApp;
let project: BuiltProject;

beforeAll(async () => {
  app = await openTestApp();
  project = await buildProject(app);
});

afterAll(() => app.close());

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });

describe('the scripts', () => {
  test('the moving one may be kept for an hour, the one of a version for ever, by every site', async () => {
    const moving = await get('/embed/v1/boai.js');
    const fixed = await get('/embed/1.0.0/boai.js');
    expect([moving.statusCode, fixed.statusCode]).toEqual([200, 200]);
    expect(moving.headers['cache-control']).toBe('public, max-age=3600, stale-while-revalidate=86400');
    expect(fixed.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    for (const { headers } of [moving, fixed]) {
      expect(headers).toMatchObject({
        'content-type': 'text/javascript; charset=utf-8',
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
        'x-content-type-options': 'nosniff',
      });
      expect(headers).not.toHaveProperty('set-cookie');
      expect(headers).not.toHaveProperty('x-frame-options');
    }
  });

  test('the manifest names every version with the hash of what is served', async () => {
    const { versions, moving } = (await get('/embed/manifest.json')).json();
    expect(moving.v1).toBe('1.0.0');
    for (const [version, files] of Object.entries<Record<string, { url: string; integrity: string }>>(
      versions,
    ))
      for (const [name, { url, integrity }] of Object.entries(files)) {
        expect(url).toBe(`http://127.0.0.1:3000/embed/${version}/${name}`);
        const { rawPayload } = await get(new URL(url).pathname);
        expect(`sha384-${createHash('sha384').update(rawPayload).digest('base64')}`).toBe(integrity);
      }
  });

  test('compressed bytes have a tag of their own, and both are known again', async () => {
    const plain = await get('/embed/v1/boai.js');
    const zipped = await get('/embed/v1/boai.js', { 'accept-encoding': 'gzip, br' });
    expect(zipped.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
    expect(gunzipSync(zipped.rawPayload).equals(plain.rawPayload)).toBe(true);
    expect(zipped.headers.etag).not.toBe(plain.headers.etag);
    const again = await get('/embed/v1/boai.js', { 'if-none-match': String(plain.headers.etag) });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  test.each(['/embed/9.9.9/boai.js', '/embed/v1/other.js', '/embed/v2/boai.js'])(
    '%s was not published',
    async (url) => {
      const answer = await get(url, { accept: '*/*' });
      expect(answer.statusCode).toBe(404);
    },
  );
});

describe('the widget’s answer', () => {
  test('has the very numbers of the progress door, and the words made of them', async () => {
    const widget = await get(`/embed/v1/widget/${project.slug}`);
    const progress = await get(`/api/v1/projects/${project.slug}/progress`);
    expect(widget.json().progress).toEqual(progress.json());
    expect(widget.json().open).toBe(true);
    expect(widget.json().texts['zh-CN']).toEqual({
      name: '红十字博爱送万家（测试）',
      by: '测试市红十字会 · 备案编号 53330000501874064BA26001',
      raised: '¥0.00',
      label: ' 已筹',
      bar: '目标 ¥100,000.00，已筹 ¥0.00，完成 0%',
      meta: '目标 ¥100,000.00 · 0% · 0 笔捐赠',
      asof: '数据截至 2026年11月20日 12:00',
      stale: '暂时无法更新 · 数据截至 2026年11月20日 12:00',
      cta: '我要捐款',
      note: '已筹 ¥0.00 · 截至 2026年11月20日 12:00',
      opens: '（在新窗口打开）',
    });
    expect(widget.json().texts.en).toMatchObject({
      name: 'Love to Ten Thousand Homes (test)',
      cta: 'Donate',
    });
    expect(widget.headers['cache-control']).toContain('s-maxage=10');
    expect(widget.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
    });
    expect(widget.headers).not.toHaveProperty('set-cookie');
  });

  test('is known again by its tag', async () => {
    const { headers } = await get(`/embed/v1/widget/${project.slug}`);
    const again = await get(`/embed/v1/widget/${project.slug}`, { 'if-none-match': String(headers.etag) });
    expect(again.statusCode).toBe(304);
  });

  test('a closed project is shown and asks for nothing', async () => {
    const closed = await buildProject(app, { state: 'closed' });
    // The feed may have met it in the moment before it was closed, and looks again within five seconds.
    while (app.get(ProgressFeed).of(closed.slug)?.project.state !== 'closed')
      await new Promise((resolve) => setTimeout(resolve, 200));
    const { open, texts } = (await get(`/embed/v1/widget/${closed.slug}`)).json();
    expect([open, texts['zh-CN'].cta, texts.en.cta]).toEqual([false, '查看项目', 'View project']);
  });

  test('a draft and an unknown slug are problem details that every site can read', async () => {
    const draft = await buildProject(app, { state: 'draft' });
    for (const slug of [draft.slug, 'unknown-project', '%00']) {
      const answer = await get(`/embed/v1/widget/${slug}`);
      expect(answer.statusCode).toBe(404);
      expect(answer.headers).toMatchObject({
        'content-type': 'application/problem+json; charset=utf-8',
        'access-control-allow-origin': '*',
        'cache-control': 'no-store',
      });
      expect(answer.json().code).toBe('project_not_found');
    }
  });
});
