import fc from 'fast-check';
import { SetClock } from '../../../src/kernel/clock.js';
import { newId } from '../../../src/kernel/ids.js';
import { ProjectUpdatesQueries } from '../../../src/projects/project-updates.queries.js';
import { ProjectUpdates } from '../../../src/projects/project-updates.service.js';
import { progressKit } from '../../progress/progress-kit.js';
import { openTestApp, type TestApp } from '../../support/app.js';
import { type BuiltProject, buildProject } from '../../support/builders.js';

interface Page {
  data: { code: string; amount: string; ledger_seq: number; number: number }[];
  next_cursor: string | null;
  has_more: boolean;
  ledger_seq: number;
}

const clock = new SetClock(new Date('2026-11-20T04:00:00Z'));
let app: TestApp;
const kit = progressKit(() => app, clock);
beforeAll(async () => {
  app = await openTestApp({ clock, settings: { API_PER_MINUTE: '0' } });
});
afterAll(() => app.close());

const gift = async (
  project: BuiltProject,
  amount: number,
  subjectId = newId(),
  kind?: 'refund_by_provider',
) => {
  await kit.book(
    await kit.entries(project, [{ amount: BigInt(amount), subjectId, ...(kind ? { kind } : {}) }]),
  );
  return subjectId;
};
const ask = async (project: BuiltProject, list: string, query: string) =>
  app.inject({ url: `/api/v1/projects/${project.slug}/${list}?${query}` });

/** Turns all pages, with something happening after each. */
async function walk(project: BuiltProject, list: string, limit: number, between: () => Promise<unknown>) {
  const seen: Page['data'] = [];
  let query = `limit=${limit}`;
  for (;;) {
    const page: Page = (await ask(project, list, query)).json();
    expect(page.has_more).toBe(page.next_cursor !== null);
    seen.push(...page.data);
    if (page.next_cursor === null) return seen;
    query = `limit=${limit}&cursor=${page.next_cursor}`;
    await between();
  }
}

test('gifts: pages neither skip nor repeat while gifts come in and are refunded', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 2, max: 999 }), { minLength: 1, maxLength: 8 }),
      fc.array(
        fc.oneof(fc.record({ give: fc.integer({ min: 2, max: 99 }) }), fc.record({ refund: fc.nat(7) })),
        {
          maxLength: 6,
        },
      ),
      fc.integer({ min: 1, max: 3 }),
      async (amounts, moves, limit) => {
        const project = await buildProject(app);
        const given: string[] = [];
        for (const amount of amounts) given.push(await gift(project, amount));
        const left = new Map(given.map((id, i) => [id, amounts[i] ?? 0]));
        const whole: Page = (await ask(project, 'donations', 'limit=100')).json();
        const staying = new Set(whole.data.map(({ ledger_seq }) => ledger_seq));
        const seqOf = new Map(given.map((id, i) => [id, whole.data.at(-1 - i)?.ledger_seq ?? 0]));
        let turn = 0;
        const seen = await walk(project, 'donations', limit, async () => {
          const move = moves[turn++];
          if (move && 'give' in move) await gift(project, move.give);
          const id = move && 'refund' in move ? given[move.refund % given.length] : undefined;
          if (id === undefined || left.get(id) === 0) return;
          await gift(project, -(left.get(id) ?? 0), id, 'refund_by_provider');
          left.set(id, 0);
          staying.delete(seqOf.get(id) ?? 0);
        });
        const numbers = seen.map(({ ledger_seq }) => ledger_seq);
        expect(new Set(numbers).size).toBe(numbers.length);
        expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
        for (const number of staying) expect(numbers).toContain(number);
      },
    ),
    { numRuns: 15 },
  );
});

test('the list adds up to what was raised, at the number that it names, and tells nobody’s id', async () => {
  const project = await buildProject(app);
  const ids = [await gift(project, 500), await gift(project, 700)];
  await gift(project, -200, ids[0], 'refund_by_provider');
  const answer = await ask(project, 'donations', 'limit=100');
  const page: Page = answer.json();
  const progress = (await app.inject({ url: `/api/v1/projects/${project.slug}` })).json().progress;
  expect(page.data.map(({ amount }) => amount)).toEqual(['700', '300']);
  expect([page.ledger_seq, progress.raised]).toEqual([progress.ledger_seq, '1000']);
  for (const id of ids) expect(answer.body).not.toContain(id);
  expect(answer.headers['set-cookie']).toBeUndefined();
  const known = { 'if-none-match': String(answer.headers.etag) };
  const url = `/api/v1/projects/${project.slug}/donations?limit=100`;
  expect((await app.inject({ url, headers: known })).statusCode).toBe(304);
});

test('updates: the newest first, none skipped or twice while others are published; drafts are not told', async () => {
  const project = await buildProject(app);
  const publish = async (titleZh: string) => {
    const texts = {
      titleZh,
      titleEn: '',
      textZh: '已送到。',
      textEn: '',
      pictureAltZh: '',
      pictureAltEn: '',
    };
    const id = await app.get(ProjectUpdates).create({ staffId: null }, project.id, texts);
    const update = await app.get(ProjectUpdatesQueries).byId(id);
    await app.get(ProjectUpdates).publish({ staffId: null }, { id, version: update?.version ?? 0 });
  };
  for (const title of ['一', '二', '三', '四', '五']) await publish(title);
  let more = 0;
  const seen = await walk(project, 'updates', 2, () => publish(`又${more++}`));
  expect(seen.map(({ number }) => number)).toEqual([5, 4, 3, 2, 1]);
  const newest = (await ask(project, 'updates', 'limit=1')).json().data[0];
  expect(newest.url).toContain(`/projects/${project.slug}/updates/${newest.number}`);
});

test('a cursor of another project, list or question is refused', async () => {
  const [project, other] = [await buildProject(app), await buildProject(app)];
  for (const each of [project, other]) for (let i = 0; i < 2; i++) await gift(each, 100);
  const { next_cursor } = (await ask(project, 'donations', 'limit=1')).json();
  for (const [of, list] of [
    [other, 'donations'],
    [project, 'updates'],
  ] as const) {
    const refused = await ask(of, list, `cursor=${next_cursor}`);
    expect([refused.statusCode, refused.json().code]).toEqual([400, 'bad_cursor']);
  }
  const asProjects = await app.inject({ url: `/api/v1/projects?cursor=${next_cursor}` });
  expect(asProjects.statusCode).toBe(400);
});

test.each(['donations', 'updates'])('a draft has no %s', async (list) => {
  const draft = await buildProject(app, { state: 'draft' });
  expect((await ask(draft, list, 'limit=1')).json()).toMatchObject({
    status: 404,
    code: 'project_not_found',
  });
});
