import { ProgressFeed } from '../../../src/progress/progress-feed.service.js';
import { openTestApp, type TestApp } from '../../support/app.js';
import { type BuiltProject, buildChannel, buildProject } from '../../support/builders.js';
import { type OwnDatabase, openOwnDatabase } from '../../support/own-database.js';

let database: OwnDatabase;
let app: TestApp;
let project: BuiltProject;

beforeAll(async () => {
  database = await openOwnDatabase();
  app = await openTestApp({
    settings: { DATABASE_URL: database.appUrl, DATABASE_OWNER_URL: database.ownerUrl },
  });
  project = await buildProject(app);
}, 60_000);

afterAll(async () => {
  await database.start();
  await app.close();
  await database.remove();
});

const get = (url: string) => app.inject({ url, headers: { accept: 'text/html' } });

test('while the database is away the embeds show the last good numbers with their time', async () => {
  const { code } = await buildChannel(app);
  const paths = [
    `/embed/v1/widget/${project.slug}`,
    `/embed/projects/${project.slug}?ch=${code}&lang=zh-CN`,
    `/oembed?url=http://127.0.0.1:3000/projects/${project.slug}`,
    '/embed/v1/boai.js',
  ];
  // The feed learns of a new project within five seconds.
  while (!app.get(ProgressFeed).of(project.slug)) await new Promise((resolve) => setTimeout(resolve, 200));
  // Nobody has ever asked for this one: its society's name is known all the same.
  const quiet = await buildProject(app, { organizationId: project.organizationId });
  while (!app.get(ProgressFeed).of(quiet.slug)) await new Promise((resolve) => setTimeout(resolve, 200));
  const before = [];
  for (const path of paths) before.push((await get(path)).body);
  await database.stop();
  for (const [nth, path] of paths.entries()) {
    const { statusCode, body } = await get(path);
    expect([path, statusCode, body === before[nth]]).toEqual([path, 200, true]);
  }
  expect(before[1]).toContain('数据截至');
  expect((await get(`/embed/v1/widget/${quiet.slug}`)).statusCode).toBe(200);
  // A channel that nobody asked about yet, and a project that memory does not know.
  expect((await get(`/embed/projects/${project.slug}?ch=AbC12`)).statusCode).toBe(200);
  const unknown = await get('/embed/projects/never-seen');
  expect(unknown.statusCode).toBe(503);
  expect(unknown.body).toContain('<a class="cta" href="/"');
}, 60_000);
