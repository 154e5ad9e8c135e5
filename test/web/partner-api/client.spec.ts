import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BoaiClient, BoaiProblem } from '../../../clients/typescript/src/index.js';
import { PartnerKeys } from '../../../src/partners/partner-keys.service.js';
import { buildActivePartner } from '../../partners/partner-kit.js';
import { openTestApp, type TestApp } from '../../support/app.js';
import { buildOrganization, buildProject } from '../../support/builders.js';

const ROOT = join(import.meta.dirname, '../../..');
let app: TestApp;
let url: string;
beforeAll(async () => {
  app = await openTestApp();
  url = await app.listen();
});
afterAll(() => app.close());

test('the client is made from openapi.json, and is not stale', () => {
  const maker = pathToFileURL(join(ROOT, 'bin/lib/client-types.mjs')).href;
  const script =
    `const { clientTypes } = await import('${maker}'); const { readFileSync } = await import('node:fs'); ` +
    "process.stdout.write(clientTypes(JSON.parse(readFileSync('openapi.json', 'utf8'))));";
  const made = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    cwd: ROOT,
  }).toString();
  const committed = readFileSync(join(ROOT, 'clients/typescript/src/types.ts'), 'utf8');
  if (made !== committed) throw new Error('run: npm run openapi');
});

test('the client compiles by itself', () => {
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', 'clients/typescript/tsconfig.json'], { cwd: ROOT });
}, 60_000);

test('reads answers, pages and problems, and takes what has not changed from memory', async () => {
  const organizationId = await buildOrganization(app);
  const slugs: string[] = [];
  for (let i = 0; i < 5; i++) {
    app.clock.advance(1000);
    slugs.unshift((await buildProject(app, { organizationId })).slug);
  }
  const statuses: number[] = [];
  const client = new BoaiClient(url, {
    fetch: async (...asked) => {
      const answer = await fetch(...asked);
      statuses.push(answer.status);
      return answer;
    },
  });
  const listed: string[] = [];
  for await (const project of client.each('listProjects', { query: { limit: 2 } })) listed.push(project.slug);
  expect(listed).toEqual(slugs);
  const path = { slug: slugs[0] ?? '' };
  const first = await client.get('getProgress', { path });
  expect(first).toMatchObject({ raised: '0', ledger_seq: 0 });
  expect(await client.get('getProgress', { path })).toEqual(first);
  expect(statuses).toEqual([200, 200, 200, 200, 304]);
  const problem = await client.get('getProject', { path: { slug: 'nobody' } }).catch((error) => error);
  expect(problem).toBeInstanceOf(BoaiProblem);
  expect([problem.status, problem.code]).toEqual([404, 'project_not_found']);
});

test('shows its key where one is needed', async () => {
  const organizationId = await buildOrganization(app);
  const { partnerId } = await buildActivePartner(app, organizationId);
  const wish = { livemode: true, name: 'Server', scopes: ['channels:read', 'events:read'], origins: [] };
  const { text } = await app.get(PartnerKeys).create({}, partnerId, { kind: 'secret', ...wish });
  const client = new BoaiClient(url, { key: text });
  expect(await client.get('listChannels')).toEqual({ data: [], next_cursor: null, has_more: false });
  const events = [];
  for await (const event of client.each('listEvents')) events.push(event);
  expect(events).toEqual([]);
  await expect(new BoaiClient(url).get('listChannels')).rejects.toMatchObject({
    status: 401,
    code: 'partner_key_missing',
  });
});
