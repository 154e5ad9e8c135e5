import { openTestApp, type TestApp } from '../../support/app.js';
import { buildOrganization, buildProject } from '../../support/builders.js';

let app: TestApp;

beforeAll(async () => {
  app = await openTestApp({ settings: { DEMO: '1' } });
});

afterAll(() => app.close());

const get = (url: string, headers: Record<string, string> = {}) =>
  app.inject({ method: 'GET', url, headers: { accept: 'text/html', ...headers } });

/** The page as soon as it shows `text`: lists may be a moment old. */
async function eventually(url: string, text: string) {
  for (let looks = 0; looks < 20; looks++) {
    const page = await get(url);
    if (page.body.includes(text)) return page;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return get(url);
}

test('the first page: running projects, emergencies first, totals with their moment', async () => {
  const organizationId = await buildOrganization(app);
  const calm = await buildProject(app, { organizationId, nameZh: '平时项目' });
  const urgent = await buildProject(app, { organizationId, nameZh: '紧急项目', emergency: true });
  const closed = await buildProject(app, { organizationId, nameZh: '完结项目', state: 'closed' });
  await buildProject(app, { organizationId, nameZh: '草稿项目', state: 'draft' });
  const { body, statusCode, headers } = await eventually('/projects', closed.slug);
  expect(statusCode).toBe(200);
  const at = [urgent, calm, closed].map(({ slug }) => body.indexOf(`/projects/${slug}"`));
  expect(at).toEqual([...at].sort((a, b) => a - b));
  expect(at[0]).toBeGreaterThan(0);
  expect(body).not.toContain('草稿项目');
  expect(headers['cache-control']).toBe('public, max-age=0, s-maxage=10, stale-while-revalidate=30');
  expect(headers.vary).toContain('Accept-Language');
  const home = await get('/');
  expect(home.body).toContain('正在募捐的项目');
  expect(home.body).toContain('账本合计，截至');
});

test('language: asked, remembered, switched on the same page', async () => {
  const { slug } = await buildProject(app);
  const english = await get(`/projects/${slug}?lang=en&ch=AbC12`);
  expect(english.body).toContain('<html lang="en">');
  expect(english.headers['content-language']).toBe('en');
  expect(String(english.headers['set-cookie'])).toContain('lang=en');
  expect(english.body).toContain(`href="/projects/${slug}?lang=zh-CN&amp;ch=AbC12"`);
  const remembered = await get(`/projects/${slug}`, { cookie: 'lang=en' });
  expect(remembered.body).toContain('<html lang="en">');
  expect(english.headers['cache-control']).toBe('private, no-cache');
});

test('the demonstration mark stands on every page, error pages too', async () => {
  for (const url of ['/', '/projects', '/privacy', '/complaints', '/receipts/verify', '/none'])
    expect((await get(url)).body).toContain('demo-mark');
});

test('an organization and whom to complain to', async () => {
  const id = await buildOrganization(app, {
    slug: 'haizhou',
    nameZh: '海州市红十字会',
    complaintPhone: '0500-1990',
  });
  const { slug } = await buildProject(app, { organizationId: id });
  const page = await eventually('/organizations/haizhou', slug);
  for (const fact of [
    '海州市红十字会',
    '53330000501874064B',
    '13000020260001',
    '0500-1990',
    `/projects/${slug}`,
  ])
    expect(page.body).toContain(fact);
  expect((await get('/complaints')).body).toContain('0500-1990');
  expect((await get('/organizations/none')).statusCode).toBe(404);
});

test('without its key a gift is not there, and the answer does not say which part was wrong', async () => {
  const id = 'don_01kaz3x9f8e2m7q5t4v6w8y0ab';
  const answers = await Promise.all(
    [
      `/donations/${id}`,
      `/donations/${id}?key=wrong`,
      `/donations/x?key=y`,
      `/donations/${id}/receipt.pdf?key=z`,
    ].map((url) => get(url)),
  );
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([404, 404, 404, 404]);
  expect(answers[0]?.body).toContain('必须完整');
});

test('an unknown receipt code is said to be unknown', async () => {
  const page = await get('/receipts/verify?code=abc');
  expect([page.statusCode, page.body.includes('没有找到这份确认书')]).toEqual([404, true]);
  expect((await get('/receipts/verify')).statusCode).toBe(200);
});

test('assets are kept for ever under their own hash, and only then', async () => {
  const page = await get('/');
  const href = /href="(\/assets\/[0-9a-f]+\/site\.css)"/.exec(page.body)?.[1] ?? '';
  const css = await get(href, { 'accept-encoding': 'gzip' });
  expect(css.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect(css.headers['content-encoding']).toBe('gzip');
  const old = await get(href.replace(/assets\/[0-9a-f]+/, 'assets/000000000000'));
  expect([old.statusCode, old.headers['cache-control']]).toEqual([200, 'no-cache']);
  expect((await get('/assets/000000000000/none.css')).statusCode).toBe(404);
});

test('only a project’s own picture is shown', async () => {
  const { slug } = await buildProject(app);
  expect((await get(`/projects/${slug}/picture/fil_01kaz3x9f8e2m7q5t4v6w8y0ab`)).statusCode).toBe(404);
});
