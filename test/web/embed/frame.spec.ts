import { ChannelsQueries } from '../../../src/partners/channels.queries.js';
import { Channels } from '../../../src/partners/channels.service.js';
import { PartnerKeys } from '../../../src/partners/partner-keys.service.js';
import { buildPartner } from '../../partners/partner-kit.js';
import { openTestApp, type TestApp } from '../../support/app.js';
import { type BuiltProject, buildProject } from '../../support/builders.js';

let app: TestApp;
let project: BuiltProject;

beforeAll(async () => {
  app = await openTestApp();
  project = await buildProject(app);
});

afterAll(() => app.close());

const get = (url: string, headers: Record<string, string> = {}) =>
  app.inject({ url, headers: { accept: 'text/html', ...headers } });

describe('the frame page', () => {
  test('is complete without scripts, has no form, and its button leads to our own page in a new window', async () => {
    const { statusCode, body } = await get(`/embed/projects/${project.slug}?ch=AbC12&lang=zh-CN`);
    expect(statusCode).toBe(200);
    for (const text of [
      '红十字博爱送万家（测试）',
      '测试市红十字会',
      '¥0.00',
      '数据截至 2026年11月20日 12:00',
    ])
      expect(body).toContain(text);
    expect(body).toContain(
      `href="http://127.0.0.1:3000/projects/${project.slug}?ch=AbC12" target="_blank" rel="noopener"`,
    );
    expect(body).not.toMatch(/<form|<input|<button|style="/);
  });

  test('may stand in any frame, sets no cookie, reads none, and is kept as long as its numbers', async () => {
    const { headers, body } = await get(`/embed/projects/${project.slug}`, {
      cookie: 'lang=en',
      'accept-language': 'zh-CN',
    });
    expect(body).toContain('<html lang="zh-CN">');
    expect(headers).toMatchObject({
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': expect.stringContaining('stale-if-error=86400'),
      vary: 'Accept-Language',
    });
    expect(headers['content-security-policy']).toContain('frame-ancestors *');
    expect(headers['content-security-policy']).toContain("form-action 'none'");
    expect(headers).not.toHaveProperty('set-cookie');
    expect(headers).not.toHaveProperty('x-frame-options');
  });

  test('takes layout, theme and language, and shows a card in the reader’s colours for anything else', async () => {
    const told = await get(`/embed/projects/${project.slug}?layout=bar&theme=dark&lang=en`);
    expect(told.body).toContain('class="boai layout-bar dark"');
    expect(told.body).toContain('>Donate<');
    const odd = await get(
      `/embed/projects/${project.slug}?layout=%22onload%3D&theme=pink&ch=%3Cscript%3E&lang=fr`,
    );
    expect(odd.body).toContain('class="boai layout-card auto"');
    expect(odd.body).toContain(`/projects/${project.slug}" target`);
  });

  test('an unknown project, and a draft, are a small page that leads home', async () => {
    const draft = await buildProject(app, { state: 'draft' });
    for (const slug of ['unknown-project', draft.slug]) {
      const { statusCode, body, headers } = await get(`/embed/projects/${slug}`, { 'accept-language': 'zh' });
      expect(statusCode).toBe(404);
      expect(body).toContain('<a class="cta" href="/" target="_blank" rel="noopener">打开博爱首页');
      expect(headers['content-security-policy']).toContain('frame-ancestors *');
      expect(headers['cache-control']).toBe('no-store');
    }
  });
});

describe('which sites may show it', () => {
  /** A channel of a new partner with one public key for these origins. */
  async function channelOf(livemode: boolean, origins: string[]) {
    const { partnerId } = await buildPartner(app, project.organizationId);
    const id = await app.get(Channels).create({ nameZh: '公众号', nameEn: 'Account', partnerId });
    const code = (await app.get(ChannelsQueries).byId(id))?.code ?? '';
    const wish = { kind: 'public' as const, livemode, name: '网站', scopes: ['channels:read'], origins };
    return { code, partnerId, key: await app.get(PartnerKeys).create({}, partnerId, wish) };
  }
  const ancestors = async (query: string) =>
    /frame-ancestors ([^;]*)/.exec(
      String((await get(`/embed/projects/${project.slug}${query}`)).headers['content-security-policy']),
    )?.[1];

  test('those that the channel’s partner has registered, and our own', async () => {
    const { code } = await channelOf(true, ['https://news.example', 'https://m.news.example:8443']);
    expect(await ancestors(`?ch=${code}`)).toBe("'self' https://news.example https://m.news.example:8443");
    expect(await ancestors('')).toBe('*');
  });

  test('all of them when it registered none, only tries, or the code is nobody’s', async () => {
    const { code } = await channelOf(false, ['http://localhost:8080']);
    expect(await ancestors(`?ch=${code}`)).toBe('*');
    expect(await ancestors('?ch=zzzzzz')).toBe('*');
    expect(await ancestors('?ch=%27self%27')).toBe('*');
  });

  test('all of them once its last key was revoked, for whoever had not asked before', async () => {
    const { code, partnerId, key } = await channelOf(true, ['https://news.example']);
    await app.get(PartnerKeys).revoke({}, partnerId, key.id);
    expect(await ancestors(`?ch=${code}`)).toBe('*');
  });
});

describe.each([
  ['/embed/v1/boai.js', null],
  ['/embed/manifest.json', null],
  ['/embed/v1/widget/:slug', null],
  ['/embed/projects/:slug', 'frame-ancestors *'],
  ['/oembed?url=http://127.0.0.1:3000/projects/:slug', 'frame-ancestors *'],
  ['/projects/:slug', "frame-ancestors 'none'"],
])('headers of %s', (path, ancestors) => {
  test('fit its class', async () => {
    const { headers } = await get(path.replace(':slug', project.slug), { origin: 'https://news.example' });
    const embed = !path.startsWith('/projects');
    expect(headers['access-control-allow-origin']).toBe(embed ? '*' : undefined);
    expect(headers['cross-origin-resource-policy']).toBe(embed ? 'cross-origin' : 'same-origin');
    expect(headers['x-frame-options']).toBe(embed ? undefined : 'DENY');
    expect(headers['access-control-allow-credentials']).toBeUndefined();
    expect(headers['set-cookie']).toBeUndefined();
    expect(headers['x-content-type-options']).toBe('nosniff');
    if (ancestors) expect(headers['content-security-policy']).toContain(ancestors);
  });
});
