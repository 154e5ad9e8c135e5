import { SetClock } from '../../src/kernel/clock.js';
import type { ProjectUpdate } from '../../src/projects/project-update.entity.js';
import { ProjectUpdatesQueries } from '../../src/projects/project-updates.queries.js';
import {
  ProjectUpdates,
  type SeenUpdate,
  type UpdateInput,
} from '../../src/projects/project-updates.service.js';
import { Projects } from '../../src/projects/projects.service.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { type BuiltProject, buildProject } from '../support/builders.js';
import { TINY_PNG } from '../support/pictures.js';
import { refusal } from '../support/refusal.js';

const clock = new SetClock(new Date('2026-11-20T04:00:00Z'));
const editor = { staffId: null };
const PNG = TINY_PNG;
let app: TestApp;
let updates: ProjectUpdates;
let queries: ProjectUpdatesQueries;
let project: BuiltProject;

beforeAll(async () => {
  app = await openTestApp({ clock });
  updates = app.get(ProjectUpdates);
  queries = app.get(ProjectUpdatesQueries);
});
beforeEach(async () => {
  project = await buildProject(app);
});
afterAll(() => app.close());

const input = (more: Partial<UpdateInput> = {}): UpdateInput => ({
  titleZh: '第一批棉被已送到',
  titleEn: 'The first quilts have arrived',
  textZh: '120 户。\r\n\r\n照片见 https://example.org/a 。',
  textEn: '120 homes.',
  pictureAltZh: '',
  pictureAltEn: '',
  ...more,
});

async function draft(more: Partial<UpdateInput> = {}): Promise<SeenUpdate> {
  return seen(await updates.create(editor, project.id, input(more)));
}
async function seen(id: string): Promise<SeenUpdate> {
  return { id, version: (await found(id)).version };
}
async function found(id: string): Promise<ProjectUpdate> {
  const update = await queries.byId(id);
  if (!update) throw new Error('no update');
  return update;
}
async function published(more: Partial<UpdateInput> = {}): Promise<SeenUpdate> {
  const made = await draft(more);
  await updates.publish(editor, made);
  return seen(made.id);
}
const announced = async (ref: string): Promise<string[]> =>
  (
    await app.database.rows<{ kind: string }>('SELECT kind FROM outbox_event WHERE ref = ? ORDER BY id', [
      ref,
    ])
  ).map(({ kind }) => kind);
const titles = async (): Promise<string[]> =>
  (await queries.published(project.id, { limit: 50 })).updates.map(({ titleZh }) => titleZh);

describe('a draft', () => {
  it('is seen by nobody outside, may be changed, and be thrown away', async () => {
    const made = await draft();
    expect(await titles()).toEqual([]);
    await updates.edit(editor, made, input({ titleZh: ' 新 标题 ' }));
    expect(await found(made.id)).toMatchObject({ titleZh: '新 标题', version: 2, number: null });
    expect((await found(made.id)).textZh).toBe('120 户。\n\n照片见 https://example.org/a 。');
    await updates.discard(editor, await seen(made.id));
    expect(await queries.byId(made.id)).toBeNull();
    expect(await announced(made.id)).toEqual([]);
  });

  it.each([
    [{ titleZh: ' ' }, ['empty']],
    [{ titleZh: '长'.repeat(121) }, ['too_long']],
    [{ textZh: 'a\u202eb' }, ['invalid']],
    [{ textEn: 'a\u0000b' }, ['invalid']],
    [{ picture: { name: 'a.png', contentType: 'image/png', bytes: PNG } }, ['empty']],
    [
      {
        pictureAltZh: '图',
        picture: { name: 'a.png', contentType: 'image/png', bytes: Buffer.from('<svg>') },
      },
      ['no_picture_of_its_kind'],
    ],
  ] as [Partial<UpdateInput>, string[]][])('is refused as %j', async (more, codes) => {
    expect(await refusal(draft(more))).toEqual(['update_invalid', ...codes]);
  });

  it('of two editors the second is told that somebody was faster', async () => {
    const made = await draft();
    const both = await Promise.allSettled([
      updates.edit(editor, made, input({ titleZh: '甲' })),
      updates.edit(editor, made, input({ titleZh: '乙' })),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await refusal(updates.edit(editor, made, input()))).toEqual(['update_changed_meanwhile']);
  });
});

describe('publication', () => {
  it('gives the next number, keeps the wording, and is announced once, with its audit event', async () => {
    const [first, second] = [await published(), await published({ titleZh: '第二批' })];
    expect(await found(first.id)).toMatchObject({ number: 1, state: 'published', revision: 1 });
    expect(await titles()).toEqual(['第二批', '第一批棉被已送到']);
    expect(await announced(second.id)).toEqual(['project.update_published']);
    expect(await refusal(updates.publish(editor, second))).toEqual(['update_moved_on']);
    expect(await refusal(updates.edit(editor, second, input()))).toEqual(['update_moved_on']);
    expect(await refusal(updates.discard(editor, second))).toEqual(['update_moved_on']);
    const actions = await app.database.rows<{ action: string }>(
      "SELECT action FROM audit_event WHERE subject_type = 'project_update' AND subject_id = ? ORDER BY id",
      [first.id],
    );
    expect(actions.map(({ action }) => action)).toEqual(['update.created', 'update.published']);
  });

  it('needs a text, and a project that the public can see', async () => {
    expect(await refusal(published({ textZh: '' }))).toEqual(['update_invalid', 'empty']);
    project = await buildProject(app, { state: 'draft' });
    expect(await refusal(published())).toEqual(['update_project_not_public']);
    project = await buildProject(app, { state: 'closed' });
    await published();
    expect(await titles()).toHaveLength(1);
  });

  it('of many at once gives numbers without gap or repetition', async () => {
    const drafts = await Promise.all(Array.from({ length: 8 }, (_, i) => draft({ titleZh: `第${i}条` })));
    await Promise.all(drafts.map((made) => updates.publish(editor, made)));
    const { updates: all } = await queries.published(project.id, { limit: 50 });
    expect(all.map(({ number }) => number)).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
    const first = await queries.published(project.id, { limit: 3 });
    expect(first.updates.map(({ number }) => number)).toEqual([8, 7, 6]);
    await published();
    const rest = await queries.published(project.id, { limit: 50, after: first.next ?? undefined });
    expect(rest.updates.map(({ number }) => number)).toEqual([5, 4, 3, 2, 1]);
    expect(rest.next).toBeNull();
  });
});

describe('what was published', () => {
  const note = { noteZh: '户数更正', noteEn: '' };

  it('is corrected by a further wording with a note; the earlier one stays readable', async () => {
    const made = await published();
    clock.advance(60_000);
    await updates.correct(editor, made, input({ textZh: '118 户。' }), note);
    const shown = await queries.publicByNumber(project.id, 1);
    expect(shown?.update).toMatchObject({ textZh: '118 户。', revision: 2, revisedAt: clock.now() });
    expect(
      shown?.revisions.map(({ revision, noteZh, textZh }) => [revision, noteZh, textZh.slice(0, 3)]),
    ).toEqual([
      [1, '', '120'],
      [2, '户数更正', '118'],
    ]);
    expect(await announced(made.id)).toEqual(['project.update_published', 'project.update_corrected']);
  });

  it('is not corrected without a note, without a difference, or in an old version', async () => {
    const made = await published();
    const changed = input({ textZh: '118 户。' });
    expect(await refusal(updates.correct(editor, made, changed, { noteZh: ' ', noteEn: 'x' }))).toEqual([
      'update_invalid',
      'empty',
    ]);
    expect(await refusal(updates.correct(editor, made, input(), note))).toEqual([
      'update_invalid',
      'unchanged',
    ]);
    await updates.correct(editor, made, changed, note);
    expect(await refusal(updates.correct(editor, made, input(), note))).toEqual(['update_changed_meanwhile']);
  });

  it('is withdrawn with a note, for good, and leaves every list but its own address', async () => {
    const made = await published();
    expect(await refusal(updates.withdraw(editor, made, { noteZh: '', noteEn: '' }))).toEqual([
      'update_invalid',
      'empty',
    ]);
    await updates.withdraw(editor, made, { noteZh: '照片未经同意', noteEn: 'The picture lacked consent' });
    expect(await titles()).toEqual([]);
    expect(await queries.publicByNumber(project.id, 1)).toMatchObject({
      update: { state: 'withdrawn', withdrawnNoteZh: '照片未经同意' },
    });
    const after = await seen(made.id);
    expect(await refusal(updates.correct(editor, after, input({ textZh: '新' }), note))).toEqual([
      'update_moved_on',
    ]);
    expect(await refusal(updates.publish(editor, after))).toEqual(['update_moved_on']);
    expect(await announced(made.id)).toEqual(['project.update_published', 'project.update_withdrawn']);
    // Its number is never given again.
    const next = await published();
    expect(await found(next.id)).toMatchObject({ number: 2 });
  });

  it('cannot be taken back to a draft, renumbered or deleted by anybody', async () => {
    const { id } = await published();
    for (const sql of [
      "UPDATE project_update SET state = 'draft', number = NULL, published_at = NULL, revision = 0 WHERE id = ?",
      'UPDATE project_update SET number = 9 WHERE id = ?',
      'DELETE FROM project_update WHERE id = ?',
      "UPDATE project_update_revision SET text_zh = 'x' WHERE update_id = ?",
      'DELETE FROM project_update_revision WHERE update_id = ?',
    ])
      await expect(app.database.read.query(sql, [id])).rejects.toThrow();
  });

  it('shows its pictures only while it is public', async () => {
    const picture = { name: 'a.png', contentType: 'image/png', bytes: PNG } as const;
    const made = await draft({ picture, pictureAltZh: '图' });
    const file = (await found(made.id)).pictureFileId ?? '';
    expect(await queries.showsPicture(project.id, file)).toBe(false);
    await updates.publish(editor, made);
    expect(await queries.showsPicture(project.id, file)).toBe(true);
    await updates.correct(editor, await seen(made.id), input({ removePicture: true }), note);
    expect(await queries.showsPicture(project.id, file)).toBe(true);
    await updates.withdraw(editor, await seen(made.id), note);
    expect(await queries.showsPicture(project.id, file)).toBe(false);
  });
});

it('a project announces its publication and its end, each once', async () => {
  await app.get(Projects).close(editor, project.id);
  expect(await announced(project.id)).toEqual(['project.published', 'project.closed']);
});
