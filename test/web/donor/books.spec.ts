import { SetClock } from '../../../src/kernel/clock.js';
import { AccountingDaysQueries } from '../../../src/ledger/accounting-days.queries.js';
import { OrganizationsQueries } from '../../../src/organizations/organizations.queries.js';
import { type ClosingDesk, openClosingDesk } from '../../reconciliation/closing-desk.js';
import { openTestApp, type TestApp } from '../../support/app.js';

let app: TestApp;
let desk: ClosingDesk;
let books: string;

beforeAll(async () => {
  app = await openTestApp({ clock: new SetClock(new Date('2026-11-20T04:00:00Z')) });
  desk = await openClosingDesk(app);
  const organization = await app.get(OrganizationsQueries).byId(desk.organizationId);
  books = `/disclosure/books/${organization?.slug}`;
});
afterAll(() => app.close());

const get = (url: string, headers: Record<string, string> = {}) =>
  app.inject({ method: 'GET', url, headers });

it('says so while no day is closed', async () => {
  const page = await get(books, { 'accept-language': 'en' });
  expect(page.statusCode).toBe(200);
  expect(page.body).toContain('No day has been closed yet.');
  expect((await get(`${books}/index.json`)).json()).toMatchObject({ format: 'boai-books-index-1', days: [] });
  expect((await get('/.well-known/boai-keys.json')).json()).toEqual({ format: 'boai-keys-1', keys: [] });
});

describe('a closed day', () => {
  beforeAll(async () => {
    await desk.book('2026-11-18', 500n);
    await desk.close('2026-11-18');
  });

  it('is served as it was signed, with caching and for every origin', async () => {
    const file = await get(`${books}/2026-11-18.json`);
    const day = file.json();
    expect(file.statusCode).toBe(200);
    expect(file.headers).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'access-control-allow-origin': '*',
      'cache-control': expect.stringContaining('max-age=60'),
    });
    expect(day.head).toMatchObject({ format: 'boai-books-1', date: '2026-11-18', revision: 1, count: 1 });
    expect(day.blocks[0].rows[0]).toMatchObject({ amount: '500', leg: 0, credit: '410102' });
    const known = await get(`${books}/2026-11-18.json`, { 'if-none-match': String(file.headers.etag) });
    expect([known.statusCode, known.body]).toEqual([304, '']);
  });

  it('names no donor and no gift', async () => {
    const [entry] = await app.database.rows<{ subject: string }>(
      'SELECT subject_id AS subject FROM entry WHERE organization_id = ?',
      [desk.organizationId],
    );
    const { body } = await get(`${books}/2026-11-18.json`);
    expect(entry?.subject).toEqual(expect.any(String));
    expect(body).not.toContain(entry?.subject);
    expect(body).not.toMatch(/subject|donor|donation_id|memo/);
  });

  it('keeps the file of an older revision, which may be kept for ever', async () => {
    const first = await get(`${books}/2026-11-18.json`);
    await desk.reopen('2026-11-18');
    expect((await get(`${books}/2026-11-18.json`)).body).toBe(first.body);
    expect((await get(`${books}/index.json`)).json().days).toMatchObject([
      { reopened: true, file: '2026-11-18.json' },
    ]);
    await desk.book('2026-11-18', 700n);
    await desk.close('2026-11-18');
    const old = await get(`${books}/2026-11-18.r1.json`);
    expect(old.body).toBe(first.body);
    expect(old.headers['cache-control']).toContain('immutable');
    expect((await get(`${books}/2026-11-18.json`)).json().head).toMatchObject({
      revision: 2,
      number: 2,
      count: 2,
    });
    expect((await get(`${books}/2026-11-18.r2.json`)).json().head.revision).toBe(2);
    const { days } = (await get(`${books}/index.json`)).json();
    expect(days.map((day: { file: string }) => day.file)).toEqual(['2026-11-18.json', '2026-11-18.r1.json']);
  });

  it('shows its days, roots and the key in both languages', async () => {
    const [seal] = await app.get(AccountingDaysQueries).seals(desk.organizationId);
    const { keys } = (await get('/.well-known/boai-keys.json')).json();
    expect(keys).toMatchObject([
      { algorithm: 'Ed25519', key_id: seal?.keyId, valid_until: null, vouched_by: null },
    ]);
    for (const [language, title] of [
      ['en', 'Public books'],
      ['zh-CN', '公开账册'],
    ]) {
      const { body } = await get(books, { 'accept-language': String(language) });
      expect(body).toContain(title);
      expect(body).toContain(seal?.root);
      expect(body).toContain(keys[0].fingerprint.slice(0, 4));
      expect(body).toContain('2026-11-18.r1.json');
    }
    expect((await get('/disclosure/books')).body).toContain(books);
  });
});

it.each([
  '2026-11-17.json',
  '2026-11-18.r9.json',
  '2026-11-18.r0.json',
  '2026-02-30.json',
  'x.json',
  '..%2fx',
  '2026-11-18',
])('knows no %s', async (name) => {
  expect((await get(`${books}/${name}`)).statusCode).toBe(404);
  expect((await get(`/disclosure/books/nobody/${name}`)).statusCode).toBe(404);
});

it("does not serve another organization's file under this one's name", async () => {
  const other = await openClosingDesk(app);
  await other.close('2026-11-15');
  expect((await get(`${books}/2026-11-15.json`)).statusCode).toBe(404);
});
