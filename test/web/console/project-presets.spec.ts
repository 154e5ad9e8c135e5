import { withPrefix } from '../../../src/kernel/ids.js';
import { ProjectPresets } from '../../../src/projects/project-presets.service.js';
import { ProjectsQueries } from '../../../src/projects/projects.queries.js';
import { type BuiltProject, buildProject } from '../../support/builders.js';
import { until } from '../../support/sandbox.js';
import { as, form, openConsole, type Person, type TestConsole } from './console.js';

describe('the amounts of a donate form', () => {
  let desk: TestConsole;
  let editor: Person;
  let project: BuiltProject;
  let here: string;
  beforeAll(async () => {
    desk = await openConsole();
    editor = await desk.signIn(desk.society, 'editor');
    project = await buildProject(desk.app, { organizationId: desk.society.id });
    here = `/console/${desk.society.slug}/projects/${withPrefix('prj', project.id)}`;
  });
  afterAll(() => desk.app.close());

  const presets = () => desk.app.get(ProjectPresets).ofProject(project.id);
  const version = async () =>
    String((await desk.app.get(ProjectsQueries).byId(project.id))?.version ?? 'none');
  const send = async (fields: Record<string, string>, by = editor) =>
    desk.app.inject(as(by, form(`${here}/presets`, { version: await version(), ...fields })));
  const page = async (lang: string) =>
    (await desk.app.inject({ method: 'GET', url: `/projects/${project.slug}?lang=${lang}` })).body;

  test('are set by the editor, stand in the form with their meaning in the reader’s language, smallest first', async () => {
    const answer = await send({
      ...{ amount2: '268', meaningZh2: '一只家庭箱', meaningEn2: 'one family box' },
      ...{ amount4: '20', meaningZh4: '一次上门' },
    });
    expect([answer.statusCode, answer.headers.location]).toEqual([303, `${here}?done=edited`]);
    expect(await presets()).toMatchObject([
      { amount: 2_000n, meaningZh: '一次上门', meaningEn: '' },
      { amount: 26_800n, meaningZh: '一只家庭箱', meaningEn: 'one family box' },
    ]);
    await until('the form offers them', async () => (await page('zh-CN')).includes('一只家庭箱'));
    const [zh, en] = [await page('zh-CN'), await page('en')];
    expect([...zh.matchAll(/name="preset" value="([^"]+)"/g)].map(([, value]) => value)).toEqual([
      ...['20', '268', 'other'],
    ]);
    expect(en).toContain('one family box');
    // Where nothing was translated the Chinese words stand.
    expect(en).toContain('一次上门');
    const [shown] = [await desk.app.inject(as(editor, { url: `${here}/presets` }))];
    expect(shown.body).toContain('value="268.00"');
    const history = await desk.app.inject(as(editor, { url: here }));
    expect(history.body).toContain('修改捐款表单金额档');
  });

  test.each([
    ['an amount that is none', { amount1: '1o0', meaningZh1: '一' }, 'amount1'],
    ['no amount', { meaningZh1: '一' }, 'amount1'],
    ['no meaning', { amount1: '10' }, 'meaningZh1'],
    [
      'the same amount twice',
      { amount1: '10', meaningZh1: '一', amount2: '10.00', meaningZh2: '二' },
      'amount2',
    ],
    ['too long a meaning', { amount1: '10', meaningZh1: '长'.repeat(41) }, 'meaningZh1'],
  ])('refuses %s beside its field and keeps what was there', async (_what, fields, field) => {
    const before = await presets();
    const answer = await send(fields);
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain(`id="${field}-problem"`);
    expect(await presets()).toEqual(before);
  });

  test('of two editors at the same time the second is told', async () => {
    const seen = await version();
    expect((await send({ amount1: '10', meaningZh1: '一' })).statusCode).toBe(303);
    expect((await send({ amount1: '30', meaningZh1: '三', version: seen })).statusCode).toBe(409);
    expect(await presets()).toMatchObject([{ amount: 1_000n }]);
  });

  test('without any the form offers its own again', async () => {
    expect((await send({})).statusCode).toBe(303);
    await until('the form’s own amounts', async () => (await page('zh-CN')).includes('value="500"'));
  });

  test('are for editors of this organization alone', async () => {
    const clerk = await desk.signIn(desk.society, 'clerk');
    const stranger = await desk.signIn(desk.chapter, 'editor');
    expect((await send({}, clerk)).statusCode).toBe(404);
    expect((await send({}, stranger)).statusCode).toBe(404);
  });
});
