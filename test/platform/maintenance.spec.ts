import { openTestApp, type TestApp } from '../support/app.js';

let app: TestApp;
const until = `${new Date(Date.now() + 3_600_000).toISOString().slice(0, 19)}Z`;
beforeAll(async () => {
  app = await openTestApp({ settings: { MAINTENANCE_UNTIL: until } });
});
afterAll(() => app.close());

const get = (url: string, language = 'en') =>
  app.inject({ url, headers: { accept: 'text/html', 'accept-language': language } });

test.each(['/', '/projects/any', '/console/login', '/partner/login', '/donations/don_1?key=a'])(
  '%s says until when, in both languages, and when to come back',
  async (url) => {
    const answer = await get(url);
    expect(answer.statusCode).toBe(503);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(3_500);
    expect(answer.headers['cache-control']).toBe('no-store');
    expect(answer.body).toContain('We are working on the site');
    expect(answer.body).toMatch(/Until about 20\d\d-\d\d-\d\d \d\d:\d\d \(Beijing time\)/);
    expect((await get(url, 'zh-CN')).body).toContain('网站维护中');
  },
);

test('machines get a problem, and what must go on goes on', async () => {
  const api = await app.inject({ url: '/api/v1/projects' });
  expect([api.statusCode, api.json().code]).toEqual([503, 'maintenance']);
  expect((await get('/health/live')).statusCode).toBe(200);
  expect((await get('/embed/v1/boai.js')).statusCode).toBe(200);
  // The provider's events are judged by their signature, as ever.
  const event = await app.inject({ method: 'POST', url: '/webhooks/stripe/main', payload: {} });
  expect([400, 404]).toContain(event.statusCode);
});
