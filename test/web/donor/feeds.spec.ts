import { parseJsonFeed, parseRssFeed } from 'feedsmith';
import { SetClock } from '../../../src/kernel/clock.js';
import { ProgressQueries, progressAnswer } from '../../../src/progress/progress.queries.js';
import { ProjectUpdatesQueries } from '../../../src/projects/project-updates.queries.js';
import { ProjectUpdates, type UpdateInput } from '../../../src/projects/project-updates.service.js';
import { openTestApp, type TestApp } from '../../support/app.js';
import { type BuiltProject, buildProject } from '../../support/builders.js';
import { TINY_PNG } from '../../support/pictures.js';

const clock = new SetClock(new Date('2026-11-20T04:00:00Z'));
const editor = { staffId: null };
const PNG = TINY_PNG;
let app: TestApp;
let project: BuiltProject;

beforeAll(async () => {
  app = await openTestApp({ clock });
});
beforeEach(async () => {
  project = await buildProject(app);
});
afterAll(() => app.close());

async function publish(more: Partial<UpdateInput> = {}): Promise<string> {
  const texts = {
    titleZh: '第一批棉被',
    titleEn: 'Quilts',
    textZh: '已送到 120 户。',
    textEn: 'Reached 120 homes.',
  };
  const id = await app
    .get(ProjectUpdates)
    .create(editor, project.id, { ...texts, pictureAltZh: '', pictureAltEn: '', ...more });
  await app.get(ProjectUpdates).publish(editor, await seen(id));
  return id;
}
async function seen(id: string): Promise<{ id: string; version: number }> {
  const update = await app.get(ProjectUpdatesQueries).byId(id);
  return { id, version: update?.version ?? 0 };
}
const get = (path: string, headers: Record<string, string> = {}) =>
  app.inject({ url: `/projects/${project.slug}${path}`, headers });
/** Asks until the answer is as wanted: what processes keep in memory is told by the doorbell. */
async function until(path: string, wanted: (body: string) => boolean): Promise<string> {
  for (let tries = 0; tries < 100; tries++) {
    const { body } = await get(path);
    if (wanted(body)) return body;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`${path} did not become as wanted`);
}

it('both feeds are read by a parser that is not ours, with the same items, in both languages', async () => {
  const first = await publish();
  clock.advance(60_000);
  const picture = { name: 'a.png', contentType: 'image/png', bytes: PNG } as const;
  const second = await publish({ titleZh: '照片', picture, pictureAltZh: '棉被' });
  const rss = parseRssFeed((await get('/feed.xml')).body);
  const json = parseJsonFeed((await get('/feed.json')).body);
  expect(rss.title).toBe('红十字博爱送万家（测试）');
  expect(rss.language).toBe('zh-cn');
  expect(rss.items?.map(({ title, guid, link }) => [title, guid?.value, link])).toEqual([
    ['照片', `urn:boai:upd_${second}`, `http://127.0.0.1:3000/projects/${project.slug}/updates/2`],
    ['第一批棉被', `urn:boai:upd_${first}`, `http://127.0.0.1:3000/projects/${project.slug}/updates/1`],
  ]);
  expect(rss.items?.[0]?.enclosures).toEqual([
    { url: expect.stringMatching(/\/picture\/fil_/), length: PNG.length, type: 'image/png' },
  ]);
  expect(json.items?.map(({ id, title, url, content_text }) => [id, title, url, content_text])).toEqual(
    rss.items?.map(({ guid, title, link, description }) => [guid?.value, title, link, description]),
  );
  expect(json.language).toBe('zh-CN');
  const english = parseRssFeed((await get('/feed.xml?lang=en')).body);
  expect(english.items?.[1]).toMatchObject({ title: 'Quilts', guid: { value: `urn:boai:upd_${first}` } });
  expect(english.language).toBe('en');
});

it("says the ledger's figures with their moment and number, the same as the API", async () => {
  const [found] = await app.get(ProgressQueries).bySlugs([project.slug]);
  if (!found) throw new Error('no project');
  const answer = progressAnswer(found.project, found.numbers);
  const json = JSON.parse((await get('/feed.json')).body);
  expect(json._boai.progress).toEqual(answer);
  expect(json.description).toContain('已筹 ¥0.00，目标 ¥100,000.00，截至 2026年11月20日');
  const { body } = await get('/feed.xml');
  expect(body).toContain(`raised="${answer.raised}"`);
  expect(body).toContain(`as_of="${answer.as_of}" ledger_seq="${answer.ledger_seq}"`);
});

it('has types, caching and tags of its own: who has it already gets 304, also through a weakening cache', async () => {
  await publish();
  for (const [path, type] of [
    ['/feed.xml', 'application/rss+xml; charset=utf-8'],
    ['/feed.json', 'application/feed+json; charset=utf-8'],
  ] as const) {
    const { headers } = await get(path);
    expect(headers).toMatchObject({
      'content-type': type,
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'content-language': 'zh-CN',
    });
    expect(headers['cache-control']).toContain('stale-if-error');
    expect(headers['set-cookie']).toBeUndefined();
    const again = await get(path, { 'if-none-match': `W/${String(headers.etag)}` });
    expect([again.statusCode, again.body]).toEqual([304, '']);
    const other = await get(`${path}?lang=en`, { 'if-none-match': String(headers.etag) });
    expect(other.statusCode).toBe(200);
  }
});

it('a withdrawn update leaves both feeds and all lists; its own address is gone and says why', async () => {
  const id = await publish();
  await until('', (body) => body.includes('第一批棉被'));
  await app
    .get(ProjectUpdates)
    .withdraw(editor, await seen(id), { noteZh: '数字有误', noteEn: 'Wrong figures' });
  await until('/feed.xml', (body) => !body.includes('第一批棉被'));
  await until('/feed.json', (body) => !body.includes('第一批棉被'));
  await until('', (body) => !body.includes('第一批棉被'));
  expect((await get('/updates')).body).not.toContain('第一批棉被');
  const page = await get('/updates/1');
  expect(page.statusCode).toBe(410);
  expect(page.body).toContain('数字有误');
  expect(page.body).not.toContain('第一批棉被');
  expect(page.body).not.toContain('已送到 120 户');
});

it('a correction keeps address and identity, and shows what was said before', async () => {
  const id = await publish();
  clock.advance(60_000);
  const texts = { titleZh: '第一批棉被', titleEn: '', textZh: '已送到 118 户。', textEn: '' };
  await app
    .get(ProjectUpdates)
    .correct(
      editor,
      await seen(id),
      { ...texts, pictureAltZh: '', pictureAltEn: '' },
      { noteZh: '户数更正', noteEn: '' },
    );
  const body = await until('/feed.json', (text) => text.includes('118'));
  const [item] = parseJsonFeed(body).items ?? [];
  expect(item?.id).toBe(`urn:boai:upd_${id}`);
  expect(JSON.parse(body).items[0].date_modified).toBe(clock.now().toISOString());
  const page = (await get('/updates/1')).body;
  for (const text of ['118 户', '户数更正', '120 户', '<details']) expect(page).toContain(text);
  // Without a whole English wording the Chinese one is shown, and said to be Chinese.
  expect((await get('/updates/1?lang=en')).body).toContain('<div lang="zh-CN"><p>已送到 118 户。</p>');
});

it('nothing that was typed becomes markup, in pages or feeds; addresses become links', async () => {
  const evil = '<script>alert(1)</script> ]]> & "x" https://example.org/a?b=1&c="><b>, javascript:alert(1)';
  await publish({ titleZh: evil, textZh: `${evil}\n\n第二段。` });
  const xml = (await get('/feed.xml')).body;
  expect(xml).not.toMatch(/<script|<b>/);
  const [item] = parseRssFeed(xml).items ?? [];
  expect(item?.title).toBe(evil);
  expect(item?.content?.encoded).toContain(
    '<a href="https://example.org/a?b=1&amp;c=">https://example.org/a?b=1&amp;c=</a>',
  );
  expect(item?.content?.encoded).not.toMatch(/<script|<b>|href="javascript/);
  const page = (await get('/updates/1')).body;
  expect(page).not.toMatch(/<script>alert|<b>|href="javascript/);
  expect(page).toContain('<a href="https://example.org/a?b=1&amp;c=" rel="nofollow noopener">');
});

it('lists turn their pages; an unknown number, a draft and a draft project are not found', async () => {
  for (let i = 1; i <= 12; i++) await publish({ titleZh: `动态第${i}号` });
  const first = (await get('/updates')).body;
  expect(first).toContain('动态第12号');
  expect(first).not.toContain('动态第2号');
  const next = /updates\?before=(\d+)/.exec(first)?.[1];
  expect(next).toBe('3');
  const second = (await get(`/updates?before=${next}`)).body;
  expect(second).toContain('动态第2号');
  expect(second).not.toContain('更早');
  for (const path of ['/updates/13', '/updates/0', '/updates/1x', '/updates/9999999999'])
    expect((await get(path)).statusCode).toBe(404);
  project = await buildProject(app, { state: 'draft' });
  for (const path of ['/feed.xml', '/feed.json', '/updates', '/updates/1'])
    expect((await get(path)).statusCode).toBe(404);
});

it("the project's page names its feeds for readers that look for them", async () => {
  const { body } = await get('');
  expect(body).toMatch(
    /<link rel="alternate" type="application\/rss\+xml" href="\/projects\/[^"]*feed.xml\?lang=zh-CN"/,
  );
  expect(body).toMatch(/<link rel="alternate" type="application\/feed\+json"/);
});
