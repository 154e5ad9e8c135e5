import { ProgressFeed } from '../../../../src/progress/progress-feed.service.js';
import { openTestApp, type TestApp } from '../../../support/app.js';
import { type BuiltProject, buildChannel, buildProject } from '../../../support/builders.js';
import { Line } from '../../../support/line.js';
import { readPng } from './png-reader.js';

const line = new Line();
let app: TestApp;
let project: BuiltProject;
let code: string;

beforeAll(async () => {
  await line.open(new URL(process.env.TEST_DATABASE_OWNER_URL ?? ''));
  app = await openTestApp({
    databaseUrl: (appUrl) => {
      const url = new URL(appUrl);
      url.port = String(line.port);
      return url.href;
    },
  });
  project = await buildProject(app);
  ({ code } = await buildChannel(app));
  const feed = app.get(ProgressFeed);
  while (!feed.of(project.slug)) await feed.refresh();
});
afterAll(async () => {
  await line.open(new URL(process.env.TEST_DATABASE_OWNER_URL ?? ''));
  await app.close();
  await line.cut();
});

test('while the database is away, pictures are pictures, with the moment of their numbers', async () => {
  const url = (name: string) => `/embed/projects/${project.slug}/${name}`;
  const before = await app.inject({ url: url('card.png?w=480') });
  expect(before.statusCode).toBe(200);
  await line.cut();
  // One that is in memory, one never asked for, one for a channel that nobody can look up now.
  const names = ['card.png?w=480', 'card.png?w=320&ratio=1:1', `poster.png?w=480&ch=${code}`, 'badge.svg'];
  for (const name of names) {
    const answer = await app.inject({ url: url(name) });
    expect([name, answer.statusCode]).toEqual([name, 200]);
    expect(answer.headers['content-type']).toMatch(/^image\//);
    if (answer.headers['content-type'] === 'image/png')
      expect(readPng(answer.rawPayload).texts.Description).toContain('数据截至 2026-11-20 12:00');
  }
  const same = await app.inject({ url: url('card.png?w=480') });
  expect(same.headers.etag).toBe(before.headers.etag);
  const unknown = await app.inject({ url: '/embed/projects/never-heard-of/card.png' });
  expect(unknown.statusCode).toBe(503);
  expect(unknown.headers['content-type']).toContain('application/problem+json');
}, 60_000);
