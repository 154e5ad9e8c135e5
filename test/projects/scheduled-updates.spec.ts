import { SetClock } from '../../src/kernel/clock.js';
import { localInstant, localText } from '../../src/kernel/local-time.js';
import type { ProjectUpdate } from '../../src/projects/project-update.entity.js';
import { ProjectUpdatesQueries } from '../../src/projects/project-updates.queries.js';
import { ProjectUpdates } from '../../src/projects/project-updates.service.js';
import { Projects } from '../../src/projects/projects.service.js';
import { ScheduledUpdates } from '../../src/projects/scheduled-updates.service.js';
import { SilentProjects } from '../../src/projects/silent-projects.service.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { type BuiltProject, buildProject } from '../support/builders.js';
import { refusal } from '../support/refusal.js';

const START = new Date('2026-11-20T04:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const clock = new SetClock(START);
const editor = { staffId: null };
let app: TestApp;
let scheduled: ScheduledUpdates;
let project: BuiltProject;

beforeAll(async () => {
  app = await openTestApp({ clock });
  scheduled = app.get(ScheduledUpdates);
});
beforeEach(async () => {
  clock.set(START);
  project = await buildProject(app);
});
afterAll(() => app.close());

const texts = (textZh = '送到 120 户。') => ({
  ...{ titleZh: '第一批', titleEn: '', textZh, textEn: '', pictureAltZh: '', pictureAltEn: '' },
});
const draft = async (textZh?: string) => ({
  id: await app.get(ProjectUpdates).create(editor, project.id, texts(textZh)),
  version: 1,
});
async function found(id: string): Promise<ProjectUpdate> {
  const update = await app.get(ProjectUpdatesQueries).byId(id);
  if (!update) throw new Error('no update');
  return update;
}
const seen = async (id: string) => ({ id, version: (await found(id)).version });
const inHours = (hours: number, withMail = false) => ({
  at: new Date(START.getTime() + hours * HOUR),
  withMail,
});
const casesOf = (kind: string, subjectId: string) =>
  app.database.rows<{ state: string; outcome: string | null }>(
    'SELECT state, outcome FROM work_case WHERE kind = ? AND subject_id = ? ORDER BY opened_at, id',
    [kind, subjectId],
  );

describe('a scheduled update', () => {
  it('publishes itself when it is due, once, also with two workers at it, and is seen by nobody before', async () => {
    const made = await draft();
    await scheduled.schedule(editor, made, inHours(2, true));
    await scheduled.publishDue();
    expect(await found(made.id)).toMatchObject({ state: 'scheduled', number: null, withMail: true });
    expect(await app.get(ProjectUpdatesQueries).publicByNumber(project.id, 1)).toBeNull();
    expect((await app.inject({ url: `/projects/${project.slug}/updates` })).body).not.toContain('第一批');
    clock.advance(2 * HOUR);
    await Promise.all([scheduled.publishDue(), scheduled.publishDue(), scheduled.publishDue()]);
    expect(await found(made.id)).toMatchObject({
      state: 'published',
      number: 1,
      revision: 1,
      publishAt: null,
    });
    expect(await app.get(ProjectUpdatesQueries).revisionsOf(made.id)).toMatchObject([{ withMail: true }]);
    const announced = await app.database.rows('SELECT kind FROM outbox_event WHERE ref = ?', [made.id]);
    expect(announced).toEqual([{ kind: 'project.update_published' }]);
  });

  it('is not changed while it waits, and may be taken back or published at once', async () => {
    const made = await draft();
    await scheduled.schedule(editor, made, inHours(2));
    const waiting = await seen(made.id);
    expect(await refusal(app.get(ProjectUpdates).edit(editor, waiting, texts('新')))).toEqual([
      'update_moved_on',
    ]);
    expect(await refusal(app.get(ProjectUpdates).discard(editor, waiting))).toEqual(['update_moved_on']);
    expect(await refusal(scheduled.unschedule(editor, made))).toEqual(['update_changed_meanwhile']);
    await scheduled.unschedule(editor, waiting);
    clock.advance(3 * HOUR);
    await scheduled.publishDue();
    expect(await found(made.id)).toMatchObject({ state: 'draft', publishAt: null });
    await scheduled.schedule(editor, await seen(made.id), inHours(9));
    await app.get(ProjectUpdates).publish(editor, await seen(made.id));
    expect(await found(made.id)).toMatchObject({ state: 'published', publishAt: null });
  });

  it('needs a time in the year ahead, a text, and a project that the public can see', async () => {
    const made = await draft();
    for (const at of [
      inHours(0),
      inHours(-1),
      inHours(24 * 400),
      { at: new Date(Number.NaN), withMail: false },
    ])
      expect(await refusal(scheduled.schedule(editor, made, at))).toEqual([
        'update_invalid',
        'not_in_the_year_ahead',
      ]);
    expect(await refusal(scheduled.schedule(editor, await draft(''), inHours(1)))).toEqual([
      'update_invalid',
      'empty',
    ]);
    project = await buildProject(app, { state: 'draft' });
    expect(await refusal(scheduled.schedule(editor, await draft(), inHours(1)))).toEqual([
      'update_project_not_public',
    ]);
  });

  it('that cannot be published when it is due is a draft again, and a person is told', async () => {
    const made = await draft();
    await scheduled.schedule(editor, made, inHours(1));
    await app.database.read.query("UPDATE project_update SET text_zh = '' WHERE id = ?", [made.id]);
    clock.advance(HOUR);
    await Promise.all([scheduled.publishDue(), scheduled.publishDue()]);
    expect(await found(made.id)).toMatchObject({ state: 'draft', number: null });
    expect(await casesOf('UPDATE_NOT_PUBLISHED', made.id)).toEqual([{ state: 'open', outcome: null }]);
  });
});

describe('a project that tells nothing', () => {
  const silent = () => app.get(SilentProjects);

  it('for 90 days becomes one case, which ends by itself with the next update', async () => {
    clock.set(new Date(START.getTime() + 89 * DAY));
    await silent().look();
    expect(await casesOf('PROJECT_SILENT', project.id)).toEqual([]);
    expect(await silent().silentSince(project.id)).toBeNull();
    clock.advance(2 * DAY);
    await Promise.all([silent().look(), silent().look()]);
    await silent().look();
    expect(await casesOf('PROJECT_SILENT', project.id)).toEqual([{ state: 'open', outcome: null }]);
    expect(await silent().silentSince(project.id)).toEqual(START);
    const made = await draft();
    await app.get(ProjectUpdates).publish(editor, made);
    await Promise.all([silent().look(), silent().look()]);
    expect(await casesOf('PROJECT_SILENT', project.id)).toEqual([{ state: 'closed', outcome: 'RESOLVED' }]);
    // The next silence is a new case.
    clock.advance(91 * DAY);
    await silent().look();
    expect(await casesOf('PROJECT_SILENT', project.id)).toHaveLength(2);
    await app.get(Projects).close(editor, project.id);
    await silent().look();
    expect((await casesOf('PROJECT_SILENT', project.id)).map(({ state }) => state)).toEqual([
      'closed',
      'closed',
    ]);
  });
});

it.each([
  ['2026-11-25T09:30', 'Asia/Shanghai', '2026-11-25T01:30:00.000Z'],
  ['2026-07-01T00:00', 'Europe/Berlin', '2026-06-30T22:00:00.000Z'],
  ['2026-12-31T23:59', 'America/New_York', '2027-01-01T04:59:00.000Z'],
])('%s in %s is %s', (text, zone, utc) => {
  const at = localInstant(text, zone);
  expect(at?.toISOString()).toBe(utc);
  expect(at && localText(at, zone)).toBe(text);
});

it.each([
  '',
  '2026-11-25',
  '2026-02-30T10:00',
  '2026-11-25T24:00',
  '1999-01-01T00:00',
  "2026-11-25T09:30' OR 1",
])('%j is no time', (text) => {
  expect(localInstant(text, 'Asia/Shanghai')).toBeNull();
});

it('an hour that the clocks leave out is no time there', () => {
  expect(localInstant('2026-03-29T02:30', 'Europe/Berlin')).toBeNull();
});
