import { CasesQueries } from '../../src/cases/cases.queries.js';
import { SetClock } from '../../src/kernel/clock.js';
import { Refusal } from '../../src/kernel/errors.js';
import { newId } from '../../src/kernel/ids.js';
import { Fund } from '../../src/ledger/fund.entity.js';
import { Project } from '../../src/projects/project.entity.js';
import { ProjectPictures } from '../../src/projects/project-pictures.service.js';
import { ProjectsJobs } from '../../src/projects/projects.jobs.js';
import { ProjectsQueries } from '../../src/projects/projects.queries.js';
import { Projects } from '../../src/projects/projects.service.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { buildChapter, buildOrganization, buildProject } from '../support/builders.js';
import { TINY_PNG } from '../support/pictures.js';

const clock = new SetClock(new Date('2026-11-20T04:00:00Z'));
const editor = { staffId: newId() };
let app: TestApp;
let projects: Projects;
let queries: ProjectsQueries;

beforeAll(async () => {
  app = await openTestApp({ clock });
  projects = app.get(Projects);
  queries = app.get(ProjectsQueries);
});
afterAll(async () => {
  await app.close();
});

/** The refusal's code and the codes of its fields. */
async function refusalOf(work: Promise<unknown>): Promise<unknown> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Refusal)) return error;
  return { code: error.code, fields: error.fields.map(({ field, code }) => `${field}: ${code}`) };
}

async function project(id: string): Promise<Project> {
  return app.database.read.findOneByOrFail(Project, { id });
}

describe('a draft', () => {
  it('gets a restricted fund of its own, numbered in its organization', async () => {
    const organizationId = await buildOrganization(app);
    const made = await Promise.all(
      [1, 2, 3].map(() => buildProject(app, { organizationId, state: 'draft' })),
    );
    const funds = await app.database.read.find(Fund, { where: { organizationId }, order: { code: 'ASC' } });
    expect(funds.map(({ code, kind }) => `${code} ${kind}`)).toEqual([
      'P001 restricted',
      'P002 restricted',
      'P003 restricted',
    ]);
    expect(new Set(made.map(({ fundId }) => fundId))).toEqual(new Set(funds.map(({ id }) => id)));
  });

  it.each([
    [{ slug: 'Ab' }, 'slug: slug_form'],
    [{ slug: '送万家' }, 'slug: slug_form'],
    [{ nameZh: ' ' }, 'nameZh: empty'],
    [{ currency: 'ABC' }, 'currency: unknown_currency'],
    [{ goal: 0n }, 'goal: zero'],
    [{ startsOn: '2026-02-30' }, 'startsOn: no_day'],
    [{ startsOn: '2026-03-02', endsOn: '2026-03-01' }, 'endsOn: ends_before_start'],
    [{ summaryZh: '字'.repeat(301) }, 'summaryZh: too_long'],
  ])('is refused with %j', async (overrides, problem) => {
    expect(await refusalOf(buildProject(app, overrides))).toEqual({
      code: 'project_invalid',
      fields: [problem],
    });
  });

  it('is refused when another project has its slug', async () => {
    const { slug } = await buildProject(app);
    expect(await refusalOf(buildProject(app, { slug }))).toEqual({
      code: 'slug_taken',
      fields: ['slug: slug_taken'],
    });
  });

  it('is carried out by a chapter of the same society only', async () => {
    const organizationId = await buildOrganization(app);
    const chapter = await buildChapter(app, organizationId);
    await buildProject(app, { organizationId, executorOrganizationId: chapter });
    const stranger = await buildChapter(app, await buildOrganization(app));
    expect(
      await refusalOf(buildProject(app, { organizationId, executorOrganizationId: stranger })),
    ).toMatchObject({ fields: ['executorOrganizationId: not_a_chapter'] });
  });
});

describe('publishing', () => {
  it('needs a certificate that is valid today', async () => {
    const organizationId = await buildOrganization(app, {
      certificate: { no: '1', validFrom: null, validUntil: '2026-11-19' },
    });
    expect(await refusalOf(buildProject(app, { organizationId }))).toEqual({
      code: 'project_not_publishable',
      fields: ['organization: no_valid_certificate'],
    });
  });

  it('needs a filing number, except in an emergency', async () => {
    expect(await refusalOf(buildProject(app, { filingNo: null }))).toEqual({
      code: 'project_not_publishable',
      fields: ['filingNo: no_filing_number'],
    });
    const { id } = await buildProject(app, { filingNo: null, emergency: true });
    expect((await project(id)).state).toBe('published');
  });

  it('names every obstacle at once, and publishes nothing', async () => {
    const { id } = await buildProject(app, { state: 'draft', filingNo: null, summaryZh: '', storyZh: '' });
    expect(await refusalOf(projects.publish(editor, id))).toMatchObject({
      fields: ['filingNo: no_filing_number', 'summaryZh: no_summary', 'storyZh: no_story'],
    });
    expect(await project(id)).toMatchObject({ state: 'draft', publishedAt: null, version: 1 });
    expect((await queries.preview(id))?.obstacles).toEqual(['no_filing_number', 'no_summary', 'no_story']);
  });

  it('happens once; closing needs a published project and is for good', async () => {
    const { id, slug } = await buildProject(app, { state: 'draft' });
    expect(await queries.publicBySlug(slug)).toBeNull();
    expect(await refusalOf(projects.close(editor, id))).toMatchObject({ code: 'project_not_closable' });
    await projects.publish(editor, id);
    expect(await refusalOf(projects.publish(editor, id))).toMatchObject({ fields: ['state: not_a_draft'] });
    await projects.close(editor, id);
    expect(await refusalOf(projects.close(editor, id))).toMatchObject({ code: 'project_not_closable' });
    expect((await queries.publicBySlug(slug))?.closedAt).toEqual(clock.now());
  });
});

describe('editing', () => {
  it('raises the version and leaves what changed, before and after, in the audit trail', async () => {
    const { id } = await buildProject(app, { state: 'draft', goal: 100n });
    await projects.edit(editor, id, 1, { goal: 12_345_678_901n, nameZh: '天使圆梦' });
    expect(await project(id)).toMatchObject({ version: 2, goal: 12_345_678_901n, nameZh: '天使圆梦' });
    const [event] = await app.database.rows<{
      staff_id: string;
      before_state: unknown;
      after_state: unknown;
    }>(
      "SELECT staff_id, before_state, after_state FROM audit_event WHERE subject_id = ? AND action = 'project.edited'",
      [id],
    );
    const read = (state: unknown) => (typeof state === 'string' ? JSON.parse(state) : state);
    expect(event?.staff_id).toBe(editor.staffId);
    expect(read(event?.before_state)).toEqual({ goal: '100', nameZh: '红十字博爱送万家（测试）' });
    expect(read(event?.after_state)).toEqual({ goal: '12345678901', nameZh: '天使圆梦' });
  });

  it('that changes nothing leaves no trace', async () => {
    const { id } = await buildProject(app, { state: 'draft' });
    await projects.edit(editor, id, 1, { nameEn: (await project(id)).nameEn });
    expect((await project(id)).version).toBe(1);
  });

  it('is refused to an editor who has not seen the newest version', async () => {
    const { id } = await buildProject(app, { state: 'draft' });
    await projects.edit(editor, id, 1, { nameZh: '甲' });
    expect(await refusalOf(projects.edit(editor, id, 1, { nameZh: '乙' }))).toMatchObject({
      code: 'project_changed_meanwhile',
    });
    const outcomes = await Promise.all(
      ['丙', '丁', '戊'].map((nameZh) => refusalOf(projects.edit(editor, id, 2, { nameZh }))),
    );
    expect(outcomes.filter((outcome) => outcome === null)).toHaveLength(1);
  });

  it('keeps the slug once published, and the law’s gate', async () => {
    const { id } = await buildProject(app);
    expect(await refusalOf(projects.edit(editor, id, 2, { slug: 'another-slug', filingNo: null }))).toEqual({
      code: 'project_invalid',
      fields: ['slug: slug_frozen', 'filingNo: no_filing_number'],
    });
  });

  it('keeps the terms of a closed project but lets its texts go on', async () => {
    const { id } = await buildProject(app, { state: 'closed' });
    expect(await refusalOf(projects.edit(editor, id, 3, { goal: 1n }))).toMatchObject({
      fields: ['goal: frozen_when_closed'],
    });
    await projects.edit(editor, id, 3, { storyZh: '项目已结束，感谢每一位捐赠人。' });
    expect((await project(id)).version).toBe(4);
  });
});

describe('the picture', () => {
  const png = TINY_PNG;

  it('is kept as a file with its description', async () => {
    const { id } = await buildProject(app);
    const picture = {
      name: 'a.png',
      contentType: 'image/png' as const,
      bytes: png,
      altZh: '棉被',
      altEn: 'Quilts',
    };
    await app.get(ProjectPictures).set(editor, id, picture);
    const { pictureFileId, pictureAltZh, version } = await project(id);
    expect({ pictureAltZh, version }).toEqual({ pictureAltZh: '棉被', version: 3 });
    const [file] = await app.database.rows(
      'SELECT content_type AS type, size FROM stored_file WHERE id = ?',
      [pictureFileId],
    );
    expect(file).toEqual({ type: 'image/png', size: png.length });
  });

  it.each([
    ['without a description', { altZh: ' ' }, 'pictureAltZh: empty'],
    ['that is something else', { bytes: Buffer.from('<script>') }, 'picture: no_picture_of_its_kind'],
  ])('is refused %s', async (_, changes, problem) => {
    const { id } = await buildProject(app);
    const picture = { name: 'a.png', contentType: 'image/png' as const, bytes: png, altZh: '图', altEn: '' };
    expect(
      await refusalOf(app.get(ProjectPictures).set(editor, id, { ...picture, ...changes })),
    ).toMatchObject({
      fields: [problem],
    });
  });
});

it('an emergency appeal that is still unfiled on its 8th day becomes one case', async () => {
  clock.set(new Date('2026-11-20T04:00:00Z'));
  const { id, organizationId } = await buildProject(app, { filingNo: null, emergency: true });
  await buildProject(app, { organizationId, emergency: true });
  const look = async (time: string) => {
    clock.set(new Date(time));
    await app.get(ProjectsJobs).openFilingCases();
    const cases = await app.get(CasesQueries).open(organizationId);
    return cases.map(({ kind, subjectId }) => ({ kind, subjectId }));
  };
  expect(await look('2026-11-27T15:59:00Z')).toEqual([]);
  expect(await look('2026-11-27T16:00:00Z')).toEqual([{ kind: 'FILING_DUE', subjectId: id }]);
  expect(await look('2026-11-28T16:00:00Z')).toHaveLength(1);
});

it('the public list has emergencies first, then running projects, then closed ones, and no draft', async () => {
  const organizationId = await buildOrganization(app);
  const at = async (time: string, overrides: object) => {
    clock.set(new Date(time));
    return (await buildProject(app, { organizationId, ...overrides })).slug;
  };
  const older = await at('2026-11-20T05:00:00Z', {});
  const closed = await at('2026-11-20T06:00:00Z', { state: 'closed', emergency: true });
  const emergency = await at('2026-11-20T04:30:00Z', { emergency: true });
  const newer = await at('2026-11-20T07:00:00Z', {});
  const draft = await at('2026-11-20T08:00:00Z', { state: 'draft' });
  const mine = (await queries.publicList())
    .filter((one) => one.organizationId === organizationId)
    .map(({ slug }) => slug);
  expect(mine).toEqual([emergency, newer, older, closed]);
  expect((await queries.ofOrganization([organizationId])).map(({ slug }) => slug)).toContain(draft);
});
