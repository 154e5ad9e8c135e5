import { withPrefix } from '../../../src/kernel/ids.js';
import { axeViolations, openBrowser, overflow } from '../../support/browser.js';
import { type BuiltProject, buildProject } from '../../support/builders.js';
import { TINY_PNG } from '../../support/pictures.js';
import { as, multipart, openConsole, type Person, type TestConsole } from './console.js';

/** A browser on a busy machine takes its time. */
jest.setTimeout(120_000);

const PNG = TINY_PNG;
const texts = {
  titleZh: '第一批棉被',
  titleEn: '',
  textZh: '已送到。',
  textEn: '',
  pictureAltZh: '',
  pictureAltEn: '',
};
let desk: TestConsole;
let project: BuiltProject;
let editor: Person;
let here: string;

beforeAll(async () => {
  desk = await openConsole();
  project = await buildProject(desk.app, { organizationId: desk.society.id });
  editor = await desk.signIn(desk.society, 'editor');
  here = `/console/${desk.society.slug}/projects/${withPrefix('prj', project.id)}/updates`;
});
afterAll(() => desk.app.close());

const get = (url: string, person = editor) => desk.app.inject(as(person, { url }));
const send = (
  url: string,
  fields: Record<string, string>,
  file?: Parameters<typeof multipart>[2],
  person = editor,
) => desk.app.inject(as(person, multipart(url, fields, file)));

it('is written with a picture, published, corrected and withdrawn, each step in its history', async () => {
  const picture = { field: 'picture', name: 'a.png', type: 'image/png', bytes: PNG };
  const made = await send(here, { ...texts, pictureAltZh: '棉被' }, picture);
  expect(made.statusCode).toBe(303);
  const address = String(made.headers.location).split('?')[0] ?? '';
  expect((await get(address)).body).toContain('草稿');
  expect((await get(`${address}/picture`)).rawPayload).toEqual(PNG);
  expect((await desk.app.inject({ url: `/projects/${project.slug}/updates/1` })).statusCode).toBe(404);
  await send(`${address}/steps`, { step: 'publish', version: '1' });
  expect((await desk.app.inject({ url: `/projects/${project.slug}/updates/1` })).body).toContain('已送到。');
  const silent = await send(address, { ...texts, textZh: '改了', pictureAltZh: '棉被', version: '2' });
  expect(silent.statusCode).toBe(422);
  expect(silent.body).toContain('改了');
  const fixed = { ...texts, textZh: '改了', pictureAltZh: '棉被', version: '2', noteZh: '更正' };
  expect((await send(address, fixed)).statusCode).toBe(303);
  expect((await send(address, fixed)).statusCode).toBe(409);
  await send(`${address}/steps`, { step: 'withdraw', version: '3', noteZh: '有误' });
  expect((await desk.app.inject({ url: `/projects/${project.slug}/updates/1` })).statusCode).toBe(410);
  const { body } = await get(address);
  for (const action of ['起草动态', '发布动态', '更正动态', '撤回动态']) expect(body).toContain(action);
  expect(body).not.toContain('/steps');
});

it('a refused form comes back as it was typed; a draft may be thrown away', async () => {
  const refused = await send(here, { ...texts, titleZh: '', textZh: '留着<b>' });
  expect(refused.statusCode).toBe(422);
  expect(refused.body).toContain('留着&lt;b>');
  const fake = { field: 'picture', name: 'a.svg', type: 'image/svg+xml', bytes: Buffer.from('<svg/>') };
  expect((await send(here, texts, fake)).statusCode).toBe(422);
  const made = await send(here, texts);
  const address = String(made.headers.location).split('?')[0] ?? '';
  expect((await send(`${address}/steps`, { step: 'discard', version: '1' })).statusCode).toBe(303);
  expect((await get(address)).statusCode).toBe(404);
});

it('is previewed, scheduled with its mail, taken back; a refused time comes back as it was typed', async () => {
  const address = String((await send(here, texts)).headers.location).split('?')[0] ?? '';
  expect((await get(`${address}/preview?in=zh-CN`)).body).toContain('预览：捐赠人将看到的样子');
  const past = { step: 'schedule', version: '1', publishAt: '2026-11-20T11:59', withMail: '1' };
  const refused = await send(`${address}/steps`, past);
  expect(refused.statusCode).toBe(422);
  expect(refused.body).toContain('请选择将来的时间');
  expect(refused.body).toContain('value="2026-11-20T11:59"');
  expect(refused.body).toMatch(/name="withMail" value="1" checked/);
  expect((await send(`${address}/steps`, { ...past, publishAt: 'x' })).statusCode).toBe(422);
  expect((await send(`${address}/steps`, { ...past, publishAt: '2026-11-21T09:30' })).statusCode).toBe(303);
  const { body } = await get(address);
  expect(body).toMatch(/将自动发布于[\s\S]*2026年11月21日 09:30/);
  expect(body).toContain('发布时寄给同意接收的捐赠人（现有 0 人）');
  expect((await get(`${address}/preview`)).body).toContain('2026年11月21日 09:30');
  const clerk = await desk.signIn(desk.society, 'clerk');
  const back = { step: 'unschedule', version: '2' };
  expect((await send(`${address}/steps`, back, undefined, clerk)).statusCode).toBe(404);
  expect((await send(`${address}/steps`, back)).statusCode).toBe(303);
  expect((await get(address)).body).toContain('取消定时发布');
});

it('other organizations, other projects and readers change nothing', async () => {
  const address = String((await send(here, texts)).headers.location).split('?')[0] ?? '';
  const stranger = await desk.signIn(desk.chapter, 'editor');
  expect((await get(address, stranger)).statusCode).toBe(404);
  expect((await get(address.replace(desk.society.slug, desk.chapter.slug), stranger)).statusCode).toBe(404);
  const other = await buildProject(desk.app, { organizationId: desk.society.id });
  expect((await get(address.replace(project.id, other.id))).statusCode).toBe(404);
  const clerk = await desk.signIn(desk.society, 'clerk');
  expect((await get(address, clerk)).body).not.toContain('/steps');
  expect(
    (await send(`${address}/steps`, { step: 'publish', version: '1' }, undefined, clerk)).statusCode,
  ).toBe(404);
});

it('fits 360 pixels, and axe finds nothing', async () => {
  const address = String((await send(here, texts)).headers.location).split('?')[0] ?? '';
  const url = await desk.app.listen();
  const browser = await openBrowser();
  try {
    const [name = '', value = ''] = editor.cookie.split('=');
    await browser.context.addCookies([{ name, value, url }]);
    const page = await browser.context.newPage();
    for (const [width, lang] of [
      [360, 'zh-CN'],
      [1440, 'en'],
    ] as const) {
      await page.setViewportSize({ width, height: 800 });
      for (const path of [here, `${here}/new`, address, `${address}/edit`]) {
        await page.goto(`${url}${path}?lang=${lang}`);
        expect([path, await overflow(page), await axeViolations(page)]).toEqual([path, 0, []]);
      }
    }
  } finally {
    await browser.close();
  }
});
