import { type FastifyInstance, fastify } from 'fastify';
import { ApiDoor } from '../../../src/web/partner-api/api-door.service.js';
import { openTestApp, type TestApp } from '../../support/app.js';
import { buildProject } from '../../support/builders.js';

let app: TestApp;
let slug: string;
beforeAll(async () => {
  app = await openTestApp();
  slug = (await buildProject(app)).slug;
});
afterAll(() => app.close());

const PLACES = [
  '/api/v1/projects',
  '/api/v1/projects/SLUG',
  '/api/v1/projects/SLUG/progress',
  '/api/v1/nothing',
];
const at = (place: string) => place.replace('SLUG', slug);

test.each(PLACES)('another site may read %s and is told so beforehand', async (place) => {
  const preflight = await app.inject({
    method: 'OPTIONS',
    url: at(place),
    headers: {
      origin: 'https://news.example',
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization',
    },
  });
  expect([preflight.statusCode, preflight.body]).toEqual([204, '']);
  expect(preflight.headers['access-control-allow-origin']).toBe('*');
  expect(preflight.headers['access-control-allow-methods']).toBe('GET, HEAD');
  expect(preflight.headers['access-control-allow-headers']).toContain('Authorization');
  const answer = await app.inject({ url: at(place), headers: { origin: 'https://news.example' } });
  expect(answer.headers['access-control-allow-origin']).toBe('*');
  expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
  for (const name of ['ETag', 'RateLimit', 'Retry-After', 'Deprecation'])
    expect(answer.headers['access-control-expose-headers']).toContain(name);
  expect(answer.headers['set-cookie']).toBeUndefined();
});

test.each(PLACES)('%s takes no other method, and says which it takes', async (place) => {
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
    const refused = await app.inject({ method, url: at(place), payload: { a: 1 } });
    expect([method, refused.statusCode]).toEqual([method, 405]);
    expect(refused.headers.allow).toBe('GET, HEAD, OPTIONS');
    expect(refused.headers['content-type']).toContain('application/problem+json');
    expect(refused.json()).toMatchObject({ status: 405, code: 'method_not_allowed' });
  }
});

test.each(['/api', '/api/', '/api/v1', '/api/v2/projects', '/api/v1/projects/a/b/c', '/api/v1/projects/%'])(
  '%s answers with a problem, whatever the reader accepts',
  async (url) => {
    const answer = await app.inject({ url, headers: { accept: 'text/html', 'accept-language': 'en' } });
    expect([400, 404]).toContain(answer.statusCode);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toEqual({
      type: expect.stringMatching(/\/problems\/\w+$/),
      title: expect.any(String),
      status: answer.statusCode,
      detail: expect.any(String),
      instance: url,
      code: expect.any(String),
      request_id: answer.headers['x-request-id'],
    });
  },
);

test('the page that a problem leads to exists', async () => {
  for (const code of ['quota_exceeded', 'bad_cursor', 'bad_project_list', 'project_not_found'])
    expect([code, (await app.inject({ url: `/problems/${code}` })).statusCode]).toEqual([code, 200]);
});

test('a HEAD says what a GET would, without the body', async () => {
  for (const place of PLACES.slice(0, 3)) {
    const [head, get] = [
      await app.inject({ method: 'HEAD', url: at(place) }),
      await app.inject({ url: at(place) }),
    ];
    expect([head.statusCode, head.headers.etag, head.body]).toEqual([get.statusCode, get.headers.etag, '']);
  }
});

test('a route that will end says since when, until when, and where to read what to use instead', async () => {
  const old: FastifyInstance = fastify();
  app.get(ApiDoor).open(old, [
    {
      route: '/api/v1/old/:id',
      since: new Date('2026-10-01T00:00:00Z'),
      sunset: new Date('2027-06-30T16:00:00Z'),
      instead: 'https://give.example.org/api/docs',
    },
  ]);
  old.get('/api/v1/old/:id', (_request, reply) => reply.send({}));
  old.get('/api/v1/new', (_request, reply) => reply.send({}));
  const { headers } = await old.inject('/api/v1/old/7');
  expect([headers.deprecation, headers.sunset, headers.link]).toEqual([
    '@1790812800',
    'Wed, 30 Jun 2027 16:00:00 GMT',
    '<https://give.example.org/api/docs>; rel="deprecation"; type="text/html"',
  ]);
  expect((await old.inject('/api/v1/new')).headers.deprecation).toBeUndefined();
  await old.close();
});
