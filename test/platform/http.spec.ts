import { openTestApp, type TestApp } from '../support/app.js';

describe('the web process', () => {
  let app: TestApp;
  beforeAll(async () => {
    app = await openTestApp();
  });
  afterAll(() => app.close());

  it('answers an unknown address by a page for people and problem details for machines', async () => {
    const page = await app.inject({ url: '/nowhere', headers: { 'accept-language': 'en' } });
    expect(page.statusCode).toBe(404);
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.body).toContain('Not found');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    const api = await app.inject({ url: '/api/v1/nowhere' });
    expect(api.statusCode).toBe(404);
    expect(api.headers['content-type']).toContain('application/problem+json');
    expect(api.json()).toMatchObject({ status: 404, code: 'not_found', instance: '/api/v1/nowhere' });
    const { pathname } = new URL(api.json<{ type: string }>().type);
    const meaning = await app.inject({ url: pathname });
    expect(meaning.statusCode).toBe(200);
    expect(meaning.body).toContain('没有找到');
  });
});
