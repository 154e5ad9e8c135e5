import { callerOf, RateLimit } from '../../../src/web/partner-api/rate-limit.js';
import { openTestApp, type TestApp } from '../../support/app.js';
import { buildProject } from '../../support/builders.js';

const PROXY = '10.9.0.1';

describe('a window of requests', () => {
  let now = 0;
  const limit = (requests: number, callersMax?: number) =>
    new RateLimit({ name: 'default', requests, seconds: 60 }, () => now, callersMax);

  test('is counted for each caller by itself, and begins with its first request', () => {
    const two = limit(2);
    expect([two.of('a').take(), two.of('a').take(), two.of('a').take()]).toEqual([true, true, false]);
    now += 59_001;
    expect([two.of('a').field, two.of('b').field]).toEqual(['"default";r=0;t=1', '"default";r=2;t=60']);
    now += 999;
    expect(two.of('a').take()).toBe(true);
    expect(two.policy).toBe('"default";q=2;w=60');
  });

  test('charges nothing for an answer that costs nothing', () => {
    const one = limit(1);
    for (let i = 0; i < 3; i++) {
      expect(one.of('a').take()).toBe(true);
      one.of('a').giveBack();
    }
  });

  test('keeps no more callers than it may: those above share one window', () => {
    const few = limit(1, 2);
    expect(['a', 'b', 'c', 'd', 'a'].map((caller) => few.of(caller).take())).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:0:1:aaaa::1', '2001:db8:0:1::/64'],
  ['2001:0DB8:0000:0001:bbbb:1:2:3', '2001:db8:0:1::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('%s counts as %s', (address, caller) => {
  expect(callerOf(address)).toBe(caller);
});

describe('the limit of the public API', () => {
  let app: TestApp;
  let slug: string;
  beforeAll(async () => {
    app = await openTestApp({ settings: { API_PER_MINUTE: '3', TRUST_PROXY: PROXY } });
    slug = (await buildProject(app)).slug;
  });
  afterAll(() => app.close());

  const ask = (url: string, from: string, headers: Record<string, string> = {}) =>
    app.inject({ url, remoteAddress: from, headers: { 'accept-language': 'en', ...headers } });
  const left = (headers: Record<string, unknown>) => /r=(\d+)/.exec(String(headers.ratelimit))?.[1];

  test('tells what is left on every answer, and refuses with a problem that says when to come back', async () => {
    const url = '/api/v1/projects';
    for (const r of ['2', '1', '0']) {
      const { headers } = await ask(url, '198.51.100.1');
      expect([headers['ratelimit-policy'], headers.ratelimit]).toEqual([
        '"default";q=3;w=60',
        expect.stringMatching(new RegExp(`^"default";r=${r};t=([1-9]|[1-5][0-9]|60)$`)),
      ]);
    }
    const refused = await ask(url, '198.51.100.1');
    expect(refused.statusCode).toBe(429);
    expect(refused.headers['content-type']).toContain('application/problem+json');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(refused.headers['access-control-allow-origin']).toBe('*');
    expect(refused.json()).toMatchObject({
      type: 'https://iana.org/assignments/http-problem-types#quota-exceeded',
      status: 429,
      code: 'quota_exceeded',
      'violated-policies': ['default'],
      detail: expect.stringContaining('Ask again in'),
    });
    expect((await ask(url, '198.51.100.2')).statusCode).toBe(200);
  });

  test('an unknown address under /api is charged too', async () => {
    const seen: number[] = [];
    for (let i = 0; i < 4; i++) seen.push((await ask('/api/v1/nothing', '198.51.100.3')).statusCode);
    expect(seen).toEqual([404, 404, 404, 429]);
  });

  test.each(['', '/progress'])('an answer 304 is not charged: /api/v1/projects/:slug%s', async (rest) => {
    const url = `/api/v1/projects/${slug}${rest}`;
    const first = await ask(url, '198.51.100.4');
    const known = { 'if-none-match': String(first.headers.etag) };
    for (let i = 0; i < 3; i++) {
      const again = await ask(url, '198.51.100.4', known);
      expect([again.statusCode, left(again.headers)]).toEqual([304, left(first.headers)]);
    }
  });

  test('what is answered from memory may be asked ten times as often', async () => {
    const url = `/api/v1/projects/${slug}/progress`;
    const statuses = [];
    for (let i = 0; i < 31; i++) statuses.push((await ask(url, '198.51.100.5')).statusCode);
    expect(statuses.filter((status) => status === 200)).toHaveLength(30);
    const refused = await ask('/api/v1/progress?projects=a', '198.51.100.5');
    expect([refused.statusCode, refused.headers['ratelimit-policy']]).toEqual([429, '"progress";q=30;w=60']);
    expect(refused.headers['access-control-allow-origin']).toBe('*');
  });

  test('a forged X-Forwarded-For gives nobody new requests; that of the trusted proxy counts', async () => {
    const forged = async (i: number) =>
      (await ask('/api/v1/projects', '198.51.100.6', { 'x-forwarded-for': `192.0.2.${i}` })).statusCode;
    expect([await forged(1), await forged(2), await forged(3), await forged(4)]).toEqual([
      200, 200, 200, 429,
    ]);
    const proxied = async (from: string) =>
      (await ask('/api/v1/projects', PROXY, { 'x-forwarded-for': from })).statusCode;
    const reader = '192.0.2.77';
    const seen = [];
    // A reader who writes a header of its own: the proxy appends the address that it sees.
    for (let i = 0; i < 4; i++) seen.push(await proxied(`203.0.113.${i}, ${reader}`));
    expect(seen).toEqual([200, 200, 200, 429]);
    expect(await proxied('192.0.2.78')).toBe(200);
  });

  test('pages of donors know no such limit', async () => {
    for (let i = 0; i < 5; i++) {
      const page = await ask('/about', '198.51.100.7');
      expect([page.statusCode === 429, page.headers.ratelimit]).toEqual([false, undefined]);
    }
  });
});
