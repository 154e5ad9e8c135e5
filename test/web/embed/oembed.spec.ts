import { extract } from '@extractus/oembed-extractor';
import { openTestApp, type TestApp } from '../../support/app.js';
import { type BuiltProject, buildProject } from '../../support/builders.js';

const HOME = 'http://127.0.0.1:3000';
let app: TestApp;
let project: BuiltProject;

beforeAll(async () => {
  app = await openTestApp();
  project = await buildProject(app);
});

afterAll(() => app.close());

const ask = (query: Record<string, string>) =>
  app.inject({ url: `/oembed?${new URLSearchParams(query)}`, headers: { accept: '*/*' } });
const page = (rest = '') => `${HOME}/projects/${project.slug}${rest}`;

describe('oEmbed', () => {
  test('answers 1.0 rich with the frame, the channel in it, and the card’s picture', async () => {
    const answer = await ask({ url: page('?ch=AbC12') });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    const body = answer.json();
    expect(body).toMatchObject({
      version: '1.0',
      type: 'rich',
      title: '红十字博爱送万家（测试）',
      author_name: '测试市红十字会',
      provider_name: '博爱',
      provider_url: `${HOME}/`,
      cache_age: 3600,
      width: 600,
      height: 268,
      thumbnail_width: 1200,
      thumbnail_height: 675,
      thumbnail_url: `${HOME}/embed/projects/${project.slug}/card.png?w=1200&ratio=16%3A9&ch=AbC12&lang=zh-CN`,
    });
    expect(body.html).toMatch(/^<iframe src="[^"]+" title="[^"]+" width="600" height="268" sandbox="/);
    expect(body.html).toContain(`/embed/projects/${project.slug}?ch=AbC12&amp;layout=card&amp;lang=zh-CN"`);
  });

  test('the picture that it names is as large as it says', async () => {
    const body = (await ask({ url: page(), maxwidth: '500' })).json();
    const { pathname, search } = new URL(body.thumbnail_url);
    const picture = await app.inject({ url: pathname + search });
    expect([picture.statusCode, picture.headers['content-type']]).toEqual([200, 'image/png']);
    const { rawPayload } = picture;
    expect([rawPayload.readUInt32BE(16), rawPayload.readUInt32BE(20)]).toEqual([
      body.thumbnail_width,
      body.thumbnail_height,
    ]);
    expect([body.thumbnail_width, body.thumbnail_height]).toEqual([496, 279]);
  });

  test.each([
    [300, 1000, 'rich', 300, 268],
    [300, 200, 'rich', 300, 132],
    [250, 100, 'rich', 250, 60],
    [199, 500, 'link', undefined, undefined],
    [500, 59, 'link', undefined, undefined],
  ])('in a room of %d × %d it is %s and fits', async (maxwidth, maxheight, type, width, height) => {
    const body = (await ask({ url: page(), maxwidth: `${maxwidth}`, maxheight: `${maxheight}` })).json();
    expect([body.type, body.width, body.height]).toEqual([type, width, height]);
    expect(body.thumbnail_width ?? 0).toBeLessThanOrEqual(maxwidth);
    expect(body.thumbnail_height ?? 0).toBeLessThanOrEqual(maxheight);
    expect('html' in body).toBe(type === 'rich');
  });

  test('knows a channel’s short link and the frame’s own address, in either language', async () => {
    const short = (await ask({ url: `${HOME}/c/AbC12?project=${project.slug}`, lang: 'en' })).json();
    expect(short.title).toBe('Love to Ten Thousand Homes (test)');
    expect(short.html).toContain('?ch=AbC12&amp;');
    const frame = (await ask({ url: `${HOME}/embed/projects/${project.slug}?lang=en` })).json();
    expect(frame.provider_name).toBe('Boai');
  });

  test.each([
    ['another host', { url: 'https://evil.example/projects/love-to-homes' }, 404, 'project_not_found'],
    [
      'our host in a user name',
      { url: 'http://127.0.0.1:3000@evil.example/projects/x-y' },
      404,
      'project_not_found',
    ],
    ['an unknown project', { url: `${HOME}/projects/unknown` }, 404, 'project_not_found'],
    ['another page', { url: `${HOME}/privacy` }, 404, 'project_not_found'],
    ['no address', { url: 'javascript:alert(1)' }, 404, 'project_not_found'],
    ['nothing', {}, 422, 'invalid_input'],
    ['xml', { url: `${HOME}/projects/unknown`, format: 'xml' }, 501, 'not_implemented'],
    ['a width that is none', { url: `${HOME}/projects/unknown`, maxwidth: '-1' }, 422, 'invalid_input'],
  ])('%s is refused with problem details', async (_what, query, status, code) => {
    const answer = await ask(query as Record<string, string>);
    expect([answer.statusCode, answer.json().code]).toEqual([status, code]);
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
    expect(answer.headers['access-control-allow-origin']).toBe('*');
  });

  test('a third party’s consumer finds it by discovery on the project’s page and gets the frame', async () => {
    // It asks over our test's own transport: the address is the public one, the answers are the application's.
    const asked: string[] = [];
    const transport = async (url: string) => {
      asked.push(url);
      const { pathname, search } = new URL(url);
      const answer = await app.inject({ url: pathname + search, headers: { accept: '*/*' } });
      return new Response(answer.body, {
        status: answer.statusCode,
        headers: { 'content-type': String(answer.headers['content-type']) },
      });
    };
    const found = await extract(page('?ch=AbC12'), { maxwidth: 320 }, transport);
    expect(found).toMatchObject({ type: 'rich', version: '1.0', width: 320 });
    expect(String(found.html)).toContain('?ch=AbC12&amp;');
    expect(asked).toHaveLength(2);
    expect(asked[1]).toContain('/oembed?');
  });
});
