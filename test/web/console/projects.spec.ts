import { ProjectsQueries } from '../../../src/projects/projects.queries.js';
import { as, form, multipart, openConsole, type Person, type TestConsole } from './console.js';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('an editor’s projects', () => {
  let desk: TestConsole;
  let editor: Person;
  let here: string;
  beforeAll(async () => {
    desk = await openConsole();
    editor = await desk.signIn(desk.society, 'editor');
    here = `/console/${desk.society.slug}/projects`;
  });
  afterAll(() => desk.app.close());

  let made = 0;
  const typed = (overrides: Record<string, string> = {}): Record<string, string> => ({
    slug: `winter-relief-${++made}`,
    currency: 'CNY',
    nameZh: '暖冬行动',
    nameEn: 'Warm Winter',
    summaryZh: '为山区家庭送去棉被。',
    summaryEn: 'Quilts for mountain families.',
    storyZh: '第一段。\r\n\r\n第二段。',
    storyEn: 'One.\r\n\r\nTwo.',
    goal: '200000',
    startsOn: '2026-11-01',
    endsOn: '2027-02-01',
    filingNo: '53330000501874064BA26001',
    ...overrides,
  });
  const post = (url: string, fields: Record<string, string>) =>
    desk.app.inject(as(editor, multipart(url, fields)));
  const get = (url: string) => desk.app.inject(as(editor, { url }));
  const create = async (overrides: Record<string, string> = {}) => {
    const answer = await post(here, typed(overrides));
    expect(answer.statusCode).toBe(303);
    return String(answer.headers.location).replace(/\?.*/, '');
  };
  const projectAt = async (url: string) => {
    const id = url.split('prj_')[1] ?? '';
    const project = await desk.app.get(ProjectsQueries).byId(id);
    if (!project) throw new Error('the project is not there');
    return project;
  };

  test('make a draft, preview, picture, publish, close; the history names each step and who took it', async () => {
    const url = await create();
    expect(await projectAt(url)).toMatchObject({
      state: 'draft',
      goal: 20_000_000n,
      storyZh: '第一段。\n\n第二段。',
      version: 1,
    });
    const preview = await get(`${url}/preview`);
    expect(preview.body).toContain('这就是捐赠人将看到的页面');
    expect(preview.body).toContain('<p>第二段。</p>');
    expect(preview.body).toMatch(/<form[^>]* inert/);
    expect(preview.body).toContain('noindex');
    const english = await get(`${url}/preview?lang=en`);
    expect(english.body).toContain('Quilts for mountain families.');

    const file = { field: 'picture', name: '棉被.png', type: 'image/png', bytes: PNG };
    const fields = { pictureAltZh: '志愿者发放棉被', pictureAltEn: 'Volunteers hand out quilts' };
    const pictured = await desk.app.inject(as(editor, multipart(`${url}/picture`, fields, file)));
    expect(pictured.headers.location).toBe(`${url}?done=pictured`);
    const picture = await get(`${url}/picture`);
    expect(picture.headers['content-type']).toBe('image/png');
    expect(picture.rawPayload.equals(PNG)).toBe(true);

    const published = await desk.app.inject(as(editor, form(`${url}/publication`)));
    expect(published.headers.location).toBe(`${url}?done=published`);
    expect((await get(`${url}/closing`)).body).toContain('不能重新开启');
    const closed = await desk.app.inject(as(editor, form(`${url}/closing`)));
    expect(closed.headers.location).toBe(`${url}?done=closed`);
    expect((await projectAt(url)).state).toBe('closed');

    const page = await get(url);
    for (const step of ['新建项目', '修改项目', '发布项目', '结束项目']) expect(page.body).toContain(step);
    expect(page.body).toContain('周静');
  });

  test('a refused form comes back as it was typed, each problem beside its field', async () => {
    const answer = await post(here, typed({ slug: 'Bad Slug', goal: '1e3', endsOn: '2026-10-01' }));
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('value="1e3"');
    expect(answer.body).toContain('id="goal-problem"');
    expect(answer.body).toContain('请只用数字');
    const later = await post(here, typed({ slug: 'Bad Slug', endsOn: '2026-10-01' }));
    expect(later.body).toContain('结束日期早于开始日期');
    expect(later.body).toContain('网址名只能用小写字母');
    expect(later.body).toContain('暖冬行动');
  });

  test('a taken address name is said beside the field', async () => {
    await create({ slug: 'taken-name' });
    const answer = await post(here, typed({ slug: 'taken-name' }));
    expect(answer.statusCode).toBe(409);
    expect(answer.body).toContain('网址名“taken-name”已被使用');
  });

  test('publishing says every reason why not, and what to do', async () => {
    const url = await create({ filingNo: '', storyZh: '', summaryZh: '' });
    expect((await get(url)).body).not.toContain('/publication"');
    const answer = await desk.app.inject(as(editor, form(`${url}/publication`)));
    expect(answer.statusCode).toBe(409);
    for (const reason of ['缺少募捐方案备案编号', '缺少中文摘要', '缺少中文正文'])
      expect(answer.body).toContain(reason);
    expect((await projectAt(url)).state).toBe('draft');
  });

  test('two editors of one project do not overwrite each other', async () => {
    const url = await create();
    const { slug } = await projectAt(url);
    const first = await post(url, typed({ slug, version: '1', nameZh: '先到的修改' }));
    expect(first.headers.location).toBe(`${url}?done=edited`);
    const second = await post(url, typed({ slug, version: '1', nameZh: '后到的修改' }));
    expect(second.statusCode).toBe(409);
    expect(second.body).toContain('别人已修改了这个项目');
    expect(second.body).toContain('后到的修改');
    expect((await projectAt(url)).nameZh).toBe('先到的修改');
  });

  test('a long Chinese story fits into the form', async () => {
    const storyZh = '灾后第一周，志愿者走访了二十个村庄。'.repeat(700);
    const url = await create({ storyZh });
    expect((await projectAt(url)).storyZh).toBe(storyZh);
  });

  test('what is no picture is refused beside the field', async () => {
    const url = await create();
    const file = { field: 'picture', name: 'x.png', type: 'image/png', bytes: Buffer.from('<svg/>') };
    const answer = await desk.app.inject(
      as(editor, multipart(`${url}/picture`, { pictureAltZh: '图' }, file)),
    );
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('这个文件不是所说格式的图片');
    const none = await desk.app.inject(as(editor, multipart(`${url}/picture`, { pictureAltZh: '图' })));
    expect(none.statusCode).toBe(422);
  });

  test('what an editor writes is text, never markup', async () => {
    const url = await create({
      nameZh: '<script>alert(1)</script>',
      storyZh: '<img src=x onerror=alert(1)>',
    });
    for (const path of ['', '/preview', '/edit']) {
      const { body } = await get(`${url}${path}`);
      expect(body).not.toMatch(/<script>alert|<img src=x/);
      expect(body).toContain('&lt;');
    }
  });

  test('in English too', async () => {
    const url = await create();
    const page = await desk.app.inject(as(editor, { url: `${url}?lang=en` }));
    expect(page.body).toContain('lang="en"');
    expect(page.body).toContain('Warm Winter');
    expect(page.body.replace(/hreflang="zh-CN"[^<]*<?[^<]*/g, '')).not.toMatch(/新建|发布/);
  });
});
