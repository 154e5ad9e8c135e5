import { pino } from 'pino';
import { ProgressFeed } from '../../../src/progress/progress-feed.service.js';
import { createWebApp } from '../../../src/web-app.js';
import { progressKit } from '../../progress/progress-kit.js';
import { openTestApp, type TestApp } from '../../support/app.js';
import { type BuiltProject, buildProject } from '../../support/builders.js';
import { StreamReader } from '../../support/event-source.js';
import { type OwnRedis, openOwnRedis } from '../../support/own-redis.js';

jest.setTimeout(60_000);

let app: TestApp;
let redis: OwnRedis;
let url: string;
const readers: StreamReader[] = [];

beforeAll(async () => {
  redis = await openOwnRedis();
  app = await openTestApp({
    settings: { REDIS_URL: redis.url, STREAM_VIEWERS_MAX: '12', STREAM_VIEWERS_PER_ADDRESS: '8' },
  });
  url = await app.listen();
});
afterEach(async () => {
  for (const reader of readers.splice(0)) reader.close();
  await new Promise((resolve) => setTimeout(resolve, 50));
});
afterAll(async () => {
  await app.close();
  await redis.remove();
});

async function watch(
  project: { slug: string },
  headers: Record<string, string> = {},
  from?: string,
): Promise<StreamReader> {
  const reader = await StreamReader.open(`${url}/api/v1/projects/${project.slug}/stream`, headers, from);
  readers.push(reader);
  return reader;
}

const raised = (reader: StreamReader) => reader.events.map(({ data }) => JSON.parse(data).raised);

async function gift(project: BuiltProject, amount: bigint): Promise<void> {
  const kit = progressKit(() => app, app.clock);
  await kit.book(await kit.entries(project, [{ amount }]));
}

async function known(): Promise<BuiltProject> {
  const project = await buildProject(app);
  await app.get(ProgressFeed).refresh();
  return project;
}

test('the snapshot comes first, with its id, and says what …/progress says', async () => {
  const project = await buildProject(app);
  const reader = await watch(project);
  await reader.until(({ events }) => events.length === 1);
  expect(reader.status).toBe(200);
  expect(reader.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
    'access-control-allow-origin': '*',
  });
  expect(reader.headers['set-cookie']).toBeUndefined();
  expect(reader.text.startsWith('retry: 5000\n\n')).toBe(true);
  const progress = await app.inject({ url: `/api/v1/projects/${project.slug}/progress` });
  expect(reader.events).toEqual([{ id: '0-2', data: progress.body }]);
});

test('a gift reaches all viewers of its project once, and nobody else', async () => {
  const [project, other] = [await known(), await known()];
  const [one, two, three] = [await watch(project), await watch(project), await watch(other)];
  await gift(project, 12_345n);
  await Promise.all([one, two].map((each) => each.until(({ events }) => events.length === 2)));
  // A second look finds nothing new: nobody is told again.
  await app.get(ProgressFeed).refresh();
  await gift(other, 1n);
  await three.until(({ events }) => events.length === 2);
  expect([raised(one), raised(two), raised(three)]).toEqual([
    ['0', '12345'],
    ['0', '12345'],
    ['0', '1'],
  ]);
});

test('who comes back gets the snapshot only when it differs from what he has', async () => {
  const project = await known();
  const same = await watch(project, { 'last-event-id': '0-2' });
  const older = await watch(project, { 'last-event-id': '0-1' });
  await older.until(({ events }) => events.length === 1);
  await same.until(({ text }) => text === 'retry: 5000\n\n');
  await gift(project, 5n);
  await same.until(({ events }) => events.length === 1);
  expect(raised(same)).toEqual(['5']);
});

test('a silent stream shows within 20 s that it lives', async () => {
  const reader = await watch(await known());
  const begun = Date.now();
  await reader.until(({ text }) => text.includes('\n:\n\n'), 20_000);
  expect(Date.now() - begun).toBeLessThan(20_000);
  expect(reader.events).toHaveLength(1);
});

test.each(['no-such-project', '%E7%BA%A2', '..%2f..%2fetc'])('no public project: %s', async (slug) => {
  const answer = await app.inject({ url: `/api/v1/projects/${slug}/stream` });
  expect(answer.statusCode).toBe(404);
  expect(answer.headers['content-type']).toContain('application/problem+json');
  expect(JSON.parse(answer.body)).toMatchObject({ code: 'project_not_found', status: 404 });
});

test('a draft has no stream', async () => {
  const draft = await buildProject(app, { state: 'draft' });
  expect((await watch(draft)).status).toBe(404);
});

test('a preflight is answered, and no other method', async () => {
  const path = `${url}/api/v1/projects/any/stream`;
  expect((await fetch(path, { method: 'OPTIONS' })).status).toBe(204);
  expect((await fetch(path, { method: 'POST' })).status).toBe(405);
});

test('one address has its share, the process its measure; the answer says what to do instead', async () => {
  const project = await known();
  const mine: StreamReader[] = [];
  for (let i = 0; i < 8; i++) mine.push(await watch(project));
  const ninth = await watch(project, { 'accept-language': 'en' });
  await ninth.until(({ ended }) => ended);
  expect(ninth.status).toBe(503);
  expect(Number(ninth.headers['retry-after'])).toBeGreaterThan(0);
  expect(JSON.parse(ninth.text)).toMatchObject({
    code: 'stream_full',
    detail: expect.stringContaining(`Ask /api/v1/projects/${project.slug}/progress every 15 seconds`),
  });
  const others = await Promise.all([1, 2, 3, 4].map((n) => watch(project, {}, `127.0.0.${n + 1}`)));
  expect(others.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  expect((await watch(project, {}, '127.0.0.9')).status).toBe(503);
  mine[0]?.close();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect((await watch(project, {}, '127.0.0.9')).status).toBe(200);
});

test('every web process tells its viewers, at once by Redis and within seconds without it', async () => {
  const project = await known();
  const second = await createWebApp({ config: app.config, clock: app.clock }, pino({ level: 'silent' }));
  try {
    await second.app.listen(0, '127.0.0.1');
    const elsewhere = (await second.app.getUrl()).replace('[::1]', '127.0.0.1');
    const here = await watch(project);
    const there = await StreamReader.open(`${elsewhere}/api/v1/projects/${project.slug}/stream`);
    readers.push(there);
    const both = (values: string[], withinMs: number) =>
      Promise.all([here, there].map((each) => each.until(() => `${raised(each)}` === `${values}`, withinMs)));
    await gift(project, 100n);
    await both(['0', '100'], 900);
    await redis.stop();
    await gift(project, 100n);
    await both(['0', '100', '200'], 5_000);
    await redis.start();
    await gift(project, 100n);
    await both(['0', '100', '200', '300'], 5_000);
    // The second process ends: its viewers are told when to come back, and its end does not wait for them.
    const begun = Date.now();
    await second.app.close();
    expect(Date.now() - begun).toBeLessThan(5_000);
    await there.until(({ ended }) => ended);
    expect(there.text).toMatch(/\n\nretry: \d+\n\n$/);
    expect(here.ended).toBe(false);
  } finally {
    await second.app.close();
  }
});
