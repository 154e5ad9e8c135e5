import { type ChildProcess, spawn } from 'node:child_process';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { progressKit } from '../progress/progress-kit.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { type BuiltProject, buildProject } from '../support/builders.js';
import { StreamReader } from '../support/event-source.js';
import { compiled } from '../support/start.js';

// A real web process with a thousand viewers is ended, and another takes its place.
jest.setTimeout(240_000);

const ROOT = join(import.meta.dirname, '..', '..');
const VIEWERS = 1_000;
const EXIT_MAX_MS = 10_000;

let app: TestApp;
let project: BuiltProject;
const running: ChildProcess[] = [];

beforeAll(async () => {
  await compiled();
  app = await openTestApp();
  project = await buildProject(app);
});
afterAll(async () => {
  for (const child of running.filter(({ exitCode }) => exitCode === null)) {
    const gone = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await gone;
  }
  await app.close();
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function web(port: number): Promise<ChildProcess> {
  const { runtime }: { runtime(): string } = await import(join(ROOT, 'bin', 'lib', 'runtime.mjs'));
  const settings = Object.entries(app.config).filter(([, value]) => value !== undefined);
  const child = spawn(runtime(), [join(ROOT, 'dist', 'main.js')], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH ?? '',
      ...Object.fromEntries(settings.map(([name, value]) => [name, String(value)])),
      ...{ LOG_LEVEL: 'silent', PORT: String(port), API_PER_MINUTE: '0' },
    },
    stdio: 'ignore',
  });
  running.push(child);
  for (let wait = 0; wait < 600; wait++) {
    if (child.exitCode !== null) throw new Error(`web ended with ${child.exitCode}`);
    const answer = await fetch(`http://127.0.0.1:${port}/health/ready`).catch(() => undefined);
    if (answer?.status === 200) return child;
    await new Promise((next) => setTimeout(next, 100));
  }
  throw new Error('web never became ready');
}

async function watch(port: number): Promise<StreamReader[]> {
  const readers: StreamReader[] = [];
  const url = `http://127.0.0.1:${port}/api/v1/projects/${project.slug}/stream`;
  for (let n = 0; n < VIEWERS; n += 100)
    readers.push(...(await Promise.all(Array.from({ length: 100 }, () => StreamReader.open(url)))));
  return readers;
}

test('SIGTERM with 1,000 viewers: the process ends within 10 s, they are asked back, and get the newest', async () => {
  const port = await freePort();
  const first = await web(port);
  const before = await watch(port);
  await Promise.all(before.map((each) => each.until(({ events }) => events.length === 1, 10_000)));
  const begun = Date.now();
  const code = new Promise<number | null>((resolve) => first.once('exit', resolve));
  first.kill('SIGTERM');
  expect(await code).toBe(0);
  expect(Date.now() - begun).toBeLessThan(EXIT_MAX_MS);
  await Promise.all(before.map((each) => each.until(({ ended }) => ended)));
  // Each is told when to come back, and not all at the same time.
  const waits = before.map(({ text }) => Number(/\n\nretry: (\d+)\n\n$/.exec(text)?.[1]));
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(1_000);
  expect(Math.max(...waits)).toBeLessThanOrEqual(5_000);
  expect(new Set(waits).size).toBeGreaterThan(20);

  const kit = progressKit(() => app, app.clock);
  await kit.book(await kit.entries(project, [{ amount: 4_200n }]));
  const second = await web(port);
  const after = await watch(port);
  await Promise.all(after.map((each) => each.until(({ events }) => events.length === 1, 10_000)));
  const amounts = after.map(({ events: [event] }) => JSON.parse(event?.data ?? '{}').raised);
  expect(new Set(amounts)).toEqual(new Set(['4200']));
  for (const reader of after) reader.close();
  const end = new Promise<number | null>((resolve) => second.once('exit', resolve));
  second.kill('SIGTERM');
  expect(await end).toBe(0);
});
