import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isReservedSlug } from '../../src/organizations/organization.js';
import { hasValidCertificate, OrganizationsQueries } from '../../src/organizations/organizations.queries.js';
import { ChannelsQueries } from '../../src/partners/channels.queries.js';
import { Channels } from '../../src/partners/channels.service.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { buildChannel, buildChapter, buildOrganization } from '../support/builders.js';

let app: TestApp;

beforeAll(async () => {
  app = await openTestApp();
});
afterAll(async () => {
  await app.close();
});

describe('organizations', () => {
  it('are societies with their chapters', async () => {
    const queries = app.get(OrganizationsQueries);
    const society = await buildOrganization(app);
    const chapters = [
      await buildChapter(app, society, { slug: 'b-county' }),
      await buildChapter(app, society, { slug: 'a-county' }),
    ];
    expect((await queries.chaptersOf(society)).map(({ id }) => id)).toEqual(chapters.reverse());
    expect((await queries.bySlug('a-county'))?.parentId).toBe(society);
    const kinds = (await queries.list()).map(({ kind }) => kind);
    expect(kinds).toEqual([...kinds].sort((a, b) => (a === b ? 0 : a === 'society' ? -1 : 1)));
    expect(await queries.timeZoneOf(society)).toBe('Asia/Shanghai');
    await expect(queries.timeZoneOf('nobody')).rejects.toThrow('no organization');
  });

  it.each([
    [{ slug: 'ab' }, 'slug_form'],
    [{ slug: 'login' }, 'slug_reserved'],
    [{ slug: 'account' }, 'slug_reserved'],
    [{ slug: 'logout' }, 'slug_reserved'],
    [{ creditCode: '123' }, 'credit_code_form'],
    [{ kind: 'chapter' as const }, 'chapter_without_society'],
    [{ timeZone: 'Asia/Nowhere' }, 'unknown_time_zone'],
    [{ nameZh: '' }, 'empty'],
  ])('are refused with %j', async (overrides, code) => {
    await expect(buildOrganization(app, overrides)).rejects.toMatchObject({
      kind: 'invalid',
      fields: [{ code }],
    });
  });

  it('have one slug each', async () => {
    await buildOrganization(app, { slug: 'only-once' });
    await expect(buildOrganization(app, { slug: 'only-once' })).rejects.toMatchObject({ code: 'slug_taken' });
  });
});

describe('a slug', () => {
  /** What follows `/console/` in the routes of a controller, where it is not a placeholder. */
  function firstWords(text: string): string[] {
    const base = /@Controller\('([^']*)'\)/.exec(text)?.[1] ?? '';
    const routes = [...text.matchAll(/@(?:Get|Post|Put|Patch|Delete)\((?:'([^']*)')?\)/g)];
    return routes
      .map(([, route]) => `${base}/${route ?? ''}`.split('/'))
      .flatMap(([face, first]) => (face === 'console' && first && !first.startsWith(':') ? [first] : []));
  }

  it('is reserved exactly when the console has an address of that name', () => {
    const console = join(import.meta.dirname, '../../src/web/console');
    const words = readdirSync(console, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.controller.ts'))
      .flatMap((path) => firstWords(readFileSync(join(console, path), 'utf8')));
    expect(new Set(words)).toEqual(new Set(['account', 'login', 'logout']));
    expect(words.filter((word) => !isReservedSlug(word))).toEqual([]);
    expect(['login-county', 'wanan', 'accounts'].filter(isReservedSlug)).toEqual([]);
  });
});

describe('a fundraising certificate', () => {
  const held = (from: string | null, until: string | null, no: string | null = '1') => ({
    certificateNo: no,
    certificateValidFrom: from,
    certificateValidUntil: until,
  });

  it.each([
    ['on its first day', held('2026-11-20', '2027-11-19'), true],
    ['on its last day', held('2025-11-21', '2026-11-20'), true],
    ['without a first day', held(null, '2026-12-31'), true],
    ['before it begins', held('2026-11-21', '2027-11-20'), false],
    ['after it ran out', held('2025-01-01', '2026-11-19'), false],
    ['that is not there', held(null, null, null), false],
  ])('counts %s: %j → %s', (_, certificate, valid) => {
    expect(hasValidCertificate(certificate, '2026-11-20')).toBe(valid);
  });
});

describe('channels', () => {
  it('are found by their code, in its own case', async () => {
    const { id } = await app
      .get(Channels)
      .create({ code: 'DYtest1', nameZh: '抖音号', nameEn: 'Douyin' })
      .then((made) => ({ id: made }));
    const queries = app.get(ChannelsQueries);
    expect((await queries.byCode('DYtest1'))?.id).toBe(id);
    expect(await queries.byCode('dytest1')).toBeNull();
    expect((await queries.byId(id))?.nameZh).toBe('抖音号');
  });

  it('have one code each, made of letters and digits', async () => {
    const { code } = await buildChannel(app);
    const names = { nameZh: '公众号', nameEn: 'Account' };
    await expect(app.get(Channels).create({ code, ...names })).rejects.toMatchObject({
      code: 'channel_code_taken',
    });
    await expect(app.get(Channels).create({ code: 'a b', ...names })).rejects.toMatchObject({
      code: 'channel_code_form',
    });
  });
});
