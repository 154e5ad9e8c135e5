import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { newId } from '../../../src/kernel/ids.js';
import { ChartOfAccounts } from '../../../src/ledger/chart-of-accounts.service.js';
import { Ledger } from '../../../src/ledger/ledger.service.js';
import { Numberer } from '../../../src/ledger/numberer.service.js';
import { ProgressQueries } from '../../../src/progress/progress.queries.js';
import { ProgressFeed } from '../../../src/progress/progress-feed.service.js';
import { Projector } from '../../../src/progress/projector.service.js';
import { Projects } from '../../../src/projects/projects.service.js';
import { openTestApp, type TestApp } from '../../support/app.js';
import { buildOrganization, buildProject } from '../../support/builders.js';

let app: TestApp;
beforeAll(async () => {
  app = await openTestApp();
});
afterAll(() => app.close());

const json = (body: string) => JSON.parse(body);

describe('GET /api/v1/projects/:slug/progress', () => {
  test('answers the contract in minor units, with an ETag that names the ledger number', async () => {
    const project = await buildProject(app, { goal: 50_000n });
    const answer = await app.inject({ url: `/api/v1/projects/${project.slug}/progress` });
    expect(answer.statusCode).toBe(200);
    expect(json(answer.body)).toMatchObject({
      project: project.slug,
      currency: 'CNY',
      goal: '50000',
      raised: '0',
      refunded: '0',
      donations: 0,
      donors: 0,
      percent: 0,
      ledger_seq: 0,
    });
    expect(answer.headers['cache-control']).toBe(
      'public, max-age=5, s-maxage=10, stale-while-revalidate=20, stale-if-error=86400',
    );
    expect(answer.headers['access-control-allow-origin']).toBe('*');
    expect(answer.headers['set-cookie']).toBeUndefined();
    const again = await app.inject({
      url: `/api/v1/projects/${project.slug}/progress`,
      headers: { 'if-none-match': `W/${answer.headers.etag}` },
    });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  test('a project that is not public is unknown', async () => {
    const draft = await buildProject(app, { state: 'draft' });
    for (const slug of [draft.slug, 'no-such-project', '%E7%BA%A2', '..%2f..%2fetc']) {
      const answer = await app.inject({ url: `/api/v1/projects/${slug}/progress` });
      expect(answer.statusCode).toBe(404);
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(json(answer.body)).toMatchObject({ status: 404, code: 'project_not_found' });
    }
  });
});

describe('GET /api/v1/progress', () => {
  test('asks the database once, however many slugs it does not know', async () => {
    const reading = jest.spyOn(app.get(ProgressQueries), 'bySlugs');
    try {
      const slugs = Array.from({ length: 100 }, (_, i) => `no-such-${i}`);
      const answer = await app.inject({ url: `/api/v1/progress?projects=${slugs.join(',')}` });
      expect(json(answer.body)).toEqual({ data: [], missing: slugs });
      expect(reading).toHaveBeenCalledTimes(1);
    } finally {
      reading.mockRestore();
    }
  });

  test('answers many in the order asked for, each once, and names those it does not know', async () => {
    const [a, b] = [await buildProject(app), await buildProject(app)];
    const answer = await app.inject({
      url: `/api/v1/progress?projects=${b.slug},nobody,${a.slug},${b.slug}`,
    });
    const { data, missing } = json(answer.body);
    expect(data.map(({ project }: { project: string }) => project)).toEqual([b.slug, a.slug]);
    expect(missing).toEqual(['nobody']);
    const known = { 'if-none-match': String(answer.headers.etag) };
    const url = `/api/v1/progress?projects=${b.slug},nobody,${a.slug}`;
    expect((await app.inject({ url, headers: known })).statusCode).toBe(304);
  });

  test.each(['', 'projects=', `projects=${Array.from({ length: 101 }, (_, i) => `p${i}`).join(',')}`])(
    'refuses none and more than 100 (%#)',
    async (query) => {
      const answer = await app.inject({
        url: `/api/v1/progress?${query}`,
        headers: { 'accept-language': 'en' },
      });
      expect(answer.statusCode).toBe(422);
      expect(json(answer.body).detail).toContain('1 to 100');
    },
  );

  test('a preflight is answered, and no other method', async () => {
    const preflight = await app.inject({ method: 'OPTIONS', url: '/api/v1/progress?projects=a' });
    expect(preflight.statusCode).toBe(204);
    expect(preflight.headers['access-control-allow-methods']).toBe('GET, HEAD');
    expect((await app.inject({ method: 'POST', url: '/api/v1/progress?projects=a' })).statusCode).toBe(405);
  });
});

describe('GET /api/v1/projects', () => {
  test('pages neither skip nor repeat while projects are published in between', async () => {
    const organizationId = await buildOrganization(app);
    const built: string[] = [];
    for (let i = 0; i < 5; i++) {
      app.clock.advance(1000);
      built.unshift((await buildProject(app, { organizationId })).slug);
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query = `limit=2${cursor ? `&cursor=${cursor}` : ''}`;
      const page = json((await app.inject({ url: `/api/v1/projects?${query}` })).body);
      seen.push(...page.data.map(({ slug }: { slug: string }) => slug));
      expect(page.has_more).toBe(page.next_cursor !== null);
      cursor = page.next_cursor;
      app.clock.advance(1000);
      if (seen.length <= 4) await buildProject(app);
    } while (cursor && seen.length < 100);
    expect(seen.filter((slug) => built.includes(slug))).toEqual(built);
    expect(new Set(seen).size).toBe(seen.length);
  });

  test('a cursor is bound to its question', async () => {
    await buildProject(app);
    await buildProject(app);
    const { next_cursor } = json(
      (await app.inject({ url: '/api/v1/projects?limit=1&state=published' })).body,
    );
    const other = await app.inject({ url: `/api/v1/projects?limit=1&cursor=${next_cursor}` });
    expect(other.statusCode).toBe(400);
    expect((await app.inject({ url: '/api/v1/projects?cursor=made-up' })).statusCode).toBe(400);
  });

  test.each(['limit=0', 'limit=101', 'limit=x', 'state=draft'])(
    'a wrong query is named: %s',
    async (query) => {
      const answer = await app.inject({ url: `/api/v1/projects?${query}` });
      expect(answer.statusCode).toBe(422);
      expect(json(answer.body).errors).toEqual([expect.objectContaining({ field: query.split('=')[0] })]);
    },
  );

  test('shows the public face of one project and no more', async () => {
    const project = await buildProject(app);
    const answer = await app.inject({ url: `/api/v1/projects/${project.slug}` });
    const body = json(answer.body);
    expect(body).toMatchObject({
      id: `prj_${project.id}`,
      slug: project.slug,
      state: 'published',
      executor: null,
    });
    expect(body.progress).toMatchObject({ project: project.slug, raised: '0' });
    expect(answer.body).not.toContain(project.organizationId);
    expect(answer.body).not.toContain(project.fundId);
    const known = { 'if-none-match': String(answer.headers.etag) };
    expect((await app.inject({ url: `/api/v1/projects/${project.slug}`, headers: known })).statusCode).toBe(
      304,
    );
    expect((await app.inject({ url: '/api/v1/projects/nobody' })).statusCode).toBe(404);
  });
});

test('a booked entry moves the numbers on every surface, all true at one ledger number', async () => {
  const project = await buildProject(app, { goal: 20_000n });
  const chart = app.get(ChartOfAccounts);
  const [debit, credit] = [
    await chart.id(project.organizationId, '100201', 'CNY'),
    await chart.id(project.organizationId, '410102', 'CNY'),
  ];
  await app.database.inTransaction((tx) =>
    app.get(Ledger).post(tx, [
      {
        id: newId(),
        organizationId: project.organizationId,
        kind: 'platform_gift',
        sourceType: 'test',
        sourceId: newId(),
        subjectType: 'donation',
        subjectId: newId(),
        projectId: project.id,
        occurredAt: app.clock.now(),
        transfers: [{ fundId: project.fundId, debit, credit, amount: 12_345n, currency: 'CNY' }],
      },
    ]),
  );
  await app.get(Numberer).numberOnce();
  await app.get(Projector).projectOnce();
  await app.get(ProgressFeed).refresh();
  const one = json((await app.inject({ url: `/api/v1/projects/${project.slug}/progress` })).body);
  expect(one).toMatchObject({ raised: '12345', donations: 1, donors: 1, percent: 61, ledger_seq: 1 });
  const many = json((await app.inject({ url: `/api/v1/progress?projects=${project.slug}` })).body);
  const page = json((await app.inject({ url: `/api/v1/projects/${project.slug}` })).body);
  expect(many.data).toEqual([one]);
  expect(page.progress).toEqual(one);
});

test('closing a project keeps its page and numbers', async () => {
  const project = await buildProject(app);
  await app.get(Projects).close({ staffId: null }, project.id);
  const answer = await app.inject({ url: `/api/v1/projects/${project.slug}` });
  expect(json(answer.body).state).toBe('closed');
});

describe('the API describes itself', () => {
  test('in OpenAPI 3.1, with every route and nothing that is not there', async () => {
    const answer = await app.inject({ url: '/api/openapi.json' });
    const document = json(answer.body);
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths).sort()).toEqual([
      '/api/v1/channels',
      '/api/v1/channels/{id}/figures',
      '/api/v1/disclosure/annual',
      '/api/v1/events',
      '/api/v1/progress',
      '/api/v1/projects',
      '/api/v1/projects/{slug}',
      '/api/v1/projects/{slug}/certificate',
      '/api/v1/projects/{slug}/donations',
      '/api/v1/projects/{slug}/progress',
      '/api/v1/projects/{slug}/spending',
      '/api/v1/projects/{slug}/stream',
      '/api/v1/projects/{slug}/updates',
    ]);
    const project = await buildProject(app);
    const progress = json((await app.inject({ url: `/api/v1/projects/${project.slug}/progress` })).body);
    const described = Object.keys(document.components.schemas.ProgressAnswerBody.properties);
    expect(Object.keys(progress).sort()).toEqual(described.sort());
  });

  test('in openapi.json, which is not stale', async () => {
    const served = json((await app.inject({ url: '/api/openapi.json' })).body);
    const committed = json(readFileSync(join(import.meta.dirname, '../../../openapi.json'), 'utf8'));
    if (JSON.stringify(committed) !== JSON.stringify(served)) throw new Error('run: npm run openapi');
  });

  test('with a page whose scripts come from us alone', async () => {
    const page = await app.inject({ url: '/api/docs' });
    expect(page.statusCode).toBe(200);
    const sources = [...page.body.matchAll(/(?:src|href)="([^"#]*)"/g)].map(([, source]) => source ?? '');
    expect(sources.filter((source) => !source.startsWith('./docs/'))).toEqual([]);
    for (const source of sources) {
      const { pathname } = new URL(source, 'http://here/api/docs');
      expect([source, (await app.inject({ url: pathname })).statusCode]).toEqual([source, 200]);
    }
  });
});
