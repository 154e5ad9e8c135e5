import { unzipSync } from 'fflate';
import jsqr from 'jsqr';
import { links } from '../../../../src/web/embed/embed-links.js';
import { openTestApp, type TestApp } from '../../../support/app.js';
import { type BuiltProject, buildChannel, buildProject } from '../../../support/builders.js';
import { readPng } from './png-reader.js';

// The package is CommonJS with a default: its types wrap what the loader has already unwrapped.
const jsQR = jsqr as unknown as typeof jsqr.default;
const HOME = 'http://127.0.0.1:3000';

let app: TestApp;
let project: BuiltProject;
let code: string;

beforeAll(async () => {
  app = await openTestApp();
  project = await buildProject(app, { nameZh: '红十字博爱送万家·暖冬行动' });
  ({ code } = await buildChannel(app));
});
afterAll(() => app.close());

const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });
const decoded = (png: Buffer) => {
  const { rgba, width, height } = readPng(png);
  return jsQR(rgba, width, height)?.data;
};

describe('poster.png', () => {
  test('is 1080 × 1440, below a million bytes, and its QR code leads to the channel’s short link', async () => {
    const answer = await get(`/embed/projects/${project.slug}/poster.png?ch=${code}`);
    expect(answer.headers).toMatchObject({
      'content-type': 'image/png',
      'cross-origin-resource-policy': 'cross-origin',
    });
    const { width, height, texts } = readPng(answer.rawPayload);
    expect([width, height]).toEqual([1080, 1440]);
    expect(answer.rawPayload.length).toBeLessThanOrEqual(1_000_000);
    expect(texts.Description).toContain('数据截至');
    expect(texts.Description).toContain('募捐备案编号 53330000501874064BA26001');
    const link = decoded(answer.rawPayload) ?? '';
    expect(link).toBe(`${HOME}/c/${code}?project=${project.slug}`);
    const led = await get(link.slice(HOME.length));
    expect(led.headers.location).toBe(`/projects/${project.slug}?ch=${code}`);
  });

  test('without a channel it leads to the project; half as large it can still be read', async () => {
    for (const query of ['?w=720', '?w=536&lang=en', '?w=720&ch=nobody']) {
      const answer = await get(`/embed/projects/${project.slug}/poster.png${query}`);
      expect(decoded(answer.rawPayload)).toBe(`${HOME}/projects/${project.slug}`);
    }
  });

  test('the code of a card for a channel can be read in each of its shapes', async () => {
    for (const ratio of ['3:4', '1:1', '16:9']) {
      const answer = await get(`/embed/projects/${project.slug}/card.png?w=640&ratio=${ratio}&ch=${code}`);
      expect(decoded(answer.rawPayload)).toBe(`${HOME}/c/${code}?project=${project.slug}`);
    }
  });
});

describe('the QR code of a channel', () => {
  test.each(['', '?w=240', '?w=720'])('qr.png%s is read as the short link', async (query) => {
    const answer = await get(`/c/${code}/qr.png${query}`);
    expect(answer.headers['cache-control']).toBe('public, max-age=86400, stale-if-error=604800');
    expect(decoded(answer.rawPayload)).toBe(`${HOME}/c/${code}`);
    const again = await get(`/c/${code}/qr.png${query}`, { 'if-none-match': String(answer.headers.etag) });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  test('leads to a project if one is named', async () => {
    const answer = await get(`/c/${code}/qr.png?project=${project.slug}`);
    expect(decoded(answer.rawPayload)).toBe(`${HOME}/c/${code}?project=${project.slug}`);
  });

  test('qr.svg is the same for print', async () => {
    const answer = await get(`/c/${code}/qr.svg`);
    expect(answer.headers['content-type']).toBe('image/svg+xml; charset=utf-8');
    expect(answer.headers['content-security-policy']).toContain('sandbox');
    expect(answer.body).toMatch(/^<svg [^>]*viewBox="0 0 480 480">/);
  });

  test('an unknown code has none, a wrong question says what to ask; the short link itself is as before', async () => {
    expect((await get('/c/nobody/qr.png')).statusCode).toBe(404);
    expect((await get('/c/%22%3E/qr.svg')).statusCode).toBe(404);
    for (const query of ['w=5', 'project=..%2f', 'project=a&project=b']) {
      const answer = await get(`/c/${code}/qr.png?${query}`);
      expect([answer.statusCode, answer.json().code]).toEqual([422, 'invalid_input']);
    }
    expect((await get(`/c/${code}`)).statusCode).toBe(302);
  });
});

describe('the article kit', () => {
  const kit = (channel = code) => get(links(HOME).articleKit(project.slug, channel).slice(HOME.length));
  const opened = async () => {
    const files = unzipSync((await kit()).rawPayload);
    return new Map(Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes)]));
  };

  test('holds pictures of at most a megabyte, texts in both languages, link and papers', async () => {
    const files = await opened();
    expect([...files.keys()]).toEqual([
      ...[
        '使用说明.txt',
        '图片/封面-16比9.png',
        '图片/正方形-1比1.png',
        '图片/竖版-3比4.png',
        '图片/海报.png',
      ],
      ...['图片/二维码.png', '图片/资质与备案.png', '文案/图文文案-中文.txt', '文案/article-English.txt'],
      ...['链接/阅读原文.txt', '资质/资质与备案.txt', '资质/募捐数据.json'],
    ]);
    for (const [name, bytes] of files) {
      if (!name.endsWith('.png')) continue;
      expect(bytes.length).toBeLessThanOrEqual(1_000_000);
      const { texts } = readPng(bytes);
      if (!name.endsWith('二维码.png')) expect(texts.Description).toContain('数据截至 2026-11-20 12:00');
    }
    const link = `${HOME}/c/${code}?project=${project.slug}`;
    const text = (name: string) => files.get(name)?.toString('utf8') ?? '';
    expect(text('链接/阅读原文.txt')).toBe(`\u{feff}${link}\r\n`);
    for (const name of ['文案/图文文案-中文.txt', '文案/article-English.txt'])
      expect(text(name)).toContain(link);
    expect(text('文案/图文文案-中文.txt')).toContain('已筹 ¥0.00，目标 ¥100,000.00');
    expect(text('资质/资质与备案.txt')).toContain('证书编号 13000020260001，有效期至 2099年12月31日');
    expect(text('资质/资质与备案.txt')).toContain(`${HOME}/api/v1/projects/${project.slug}/certificate`);
    expect(text('使用说明.txt')).toContain(`渠道码 ${code}`);
    expect(text('使用说明.txt')).not.toMatch(/\{\w+\}/);
    expect(decoded(files.get('图片/二维码.png') ?? Buffer.alloc(0))).toBe(link);
  });

  test('every number in it is that of the progress door', async () => {
    const files = await opened();
    const progress = (await get(`/api/v1/projects/${project.slug}/progress`)).json();
    expect(JSON.parse(files.get('资质/募捐数据.json')?.toString('utf8') ?? '')).toEqual(progress);
    for (const [name, bytes] of files) {
      if (!name.endsWith('.png') || name.endsWith('二维码.png')) continue;
      expect(JSON.parse(readPng(bytes).texts['boai-progress'] ?? '')).toEqual(progress);
    }
  });

  test('the same data are the same bytes, under a name and a tag', async () => {
    const [first, second] = [await kit(), await kit()];
    expect(second.rawPayload.equals(first.rawPayload)).toBe(true);
    expect(first.headers).toMatchObject({
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="boai-${project.slug}-${code}-2026-11-20.zip"`,
    });
    const again = await get(`/embed/projects/${project.slug}/wechat-kit.zip?ch=${code}`, {
      'if-none-match': String(first.headers.etag),
    });
    expect([again.statusCode, again.body]).toEqual([304, '']);
    expect((await kit('')).headers.etag).not.toBe(first.headers.etag);
  });

  test('there is none of a project that nobody knows', async () => {
    const answer = await get('/embed/projects/no-such-project/wechat-kit.zip');
    expect([answer.statusCode, answer.json().code]).toEqual([404, 'project_not_found']);
  });
});
