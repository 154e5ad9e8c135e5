import { withPrefix } from '../../../src/kernel/ids.js';
import { Ledger } from '../../../src/ledger/ledger.service.js';
import { ApprovalsQueries } from '../../../src/platform/approvals/approvals.queries.js';
import { ReconciliationSchedules } from '../../../src/reconciliation/reconciliation.schedules.js';
import { buildPurse } from '../../reconciliation/closing-desk.js';
import { giftEntry } from '../../support/books.js';
import { axeViolations, openBrowser, overflow } from '../../support/browser.js';
import { as, form, openConsole, type Person, type TestConsole } from './console.js';

let desk: TestConsole;
let clerk: Person;
let approver: Person;
let second: Person;
const DAY = '2026-11-18';

beforeAll(async () => {
  desk = await openConsole();
  clerk = await desk.signIn(desk.society, 'clerk');
  approver = await desk.signIn(desk.society, 'approver');
  second = await desk.signIn(desk.society, 'approver');
  const purse = await buildPurse(desk.app, desk.society.id);
  const gifts = [giftEntry(purse, 12_345n, { kind: 'adjustment', occurredAt: new Date(`${DAY}T04:00:00Z`) })];
  await desk.app.database.inTransaction((tx) => desk.app.get(Ledger).post(tx, gifts));
});
afterAll(() => desk.app.close());

const base = (path = '') => `/console/${desk.society.slug}/closing${path}`;
const read = async (person: Person, url: string) => desk.app.inject(as(person, { method: 'GET', url }));
const post = (person: Person, url: string, fields: Record<string, string> = {}) =>
  desk.app.inject(as(person, form(url, fields)));

/** Votes on the page of the request that waits for the day. */
async function agree(person: Person) {
  const [request] = await desk.app.get(ApprovalsQueries).ofSubject(desk.society.id, DAY);
  if (!request) throw new Error('nothing was asked for');
  const url = `/console/${desk.society.slug}/approvals/${withPrefix('apr', request.id)}/vote`;
  return post(person, url, { shown: request.payloadSha256 });
}

describe('closing a day at the console', () => {
  test('the list leads to the day, which says what it has and what stands in the way', async () => {
    const list = await read(clerk, `${base()}?lang=en`);
    expect(list.body).toContain(base(`/${DAY}`));
    const day = await read(clerk, `${base(`/${DAY}`)}?lang=en`);
    expect(day.body).toMatch(/123\.45/);
    expect(day.body).toContain('Ask for the day to be closed');
    const today = await read(clerk, `${base('/2026-11-20')}?lang=en`);
    expect(today.body).toContain('20 Nov 2026 is not over yet where the organization is.');
    expect(today.body).toContain('Earlier days are open (1): 2026-11-18.');
    expect((await read(clerk, base('/2026-02-30'))).statusCode).toBe(404);
    expect((await read(clerk, `${base()}?day=${DAY}`)).headers.location).toBe(base(`/${DAY}`));
  });

  test('a refusal names every obstacle on the page', async () => {
    const refused = await post(clerk, `${base('/2026-11-20')}/closing?lang=en`);
    expect(refused.statusCode).toBe(409);
    expect(refused.body).toContain('It was not asked for');
    expect(refused.body).toContain('Earlier days are open (1): 2026-11-18.');
  });

  test('the clerk asks, an approver agrees on the approvals page, and the day is signed', async () => {
    const asked = await post(clerk, base(`/${DAY}/closing`));
    expect(asked.statusCode).toBe(303);
    expect(asked.headers.location).toContain('/approvals/apr_');
    expect((await read(clerk, `${base(`/${DAY}`)}?lang=en`)).body).toContain('waits for approval');
    expect((await agree(clerk)).statusCode).toBe(404);
    expect((await agree(approver)).headers.location).toContain('done=approved');
    const { body } = await read(clerk, `${base(`/${DAY}`)}?lang=en`);
    expect(body).toContain(`/disclosure/books/${desk.society.slug}/${DAY}.r1.json`);
    expect(body).toContain('Day closed');
    const sheet = (await read(clerk, `/console/${desk.society.slug}/days/${DAY}?lang=en`)).body;
    expect(sheet).toContain('Fingerprint of the signing key');
    expect(sheet).toMatch(/<code>([0-9a-f]{4} ){15}[0-9a-f]{4}<\/code>/);
  });

  test('reopening asks for a reason and two others', async () => {
    const without = await post(clerk, `${base(`/${DAY}/reopening`)}?lang=en`, { reason: ' ' });
    expect(without.statusCode).toBe(422);
    expect(without.body).toContain('Give the reason.');
    expect((await post(clerk, base(`/${DAY}/reopening`), { reason: '补记' })).statusCode).toBe(303);
    expect((await agree(approver)).headers.location).toContain('done=voted');
    expect((await read(clerk, `${base(`/${DAY}`)}?lang=en`)).body).toContain('>closed<');
    expect((await agree(second)).headers.location).toContain('done=approved');
    expect((await read(clerk, `${base(`/${DAY}`)}?lang=en`)).body).toContain('open again');
  });

  test('supervisors look, editors do not, and nobody else is told that it exists', async () => {
    const supervisor = await desk.signIn(desk.society, 'supervisor');
    const page = await read(supervisor, `${base(`/${DAY}`)}?lang=en`);
    expect(page.statusCode).toBe(200);
    expect(page.body).not.toContain('Ask for the day');
    expect((await post(supervisor, base(`/${DAY}/closing`))).statusCode).toBe(404);
    expect((await read(await desk.signIn(desk.society, 'editor'), base())).statusCode).toBe(404);
    expect((await read(await desk.signIn(desk.chapter, 'clerk'), base())).statusCode).toBe(404);
  });
});

describe('the checks at the console', () => {
  const checks = (path = '') => `/console/${desk.society.slug}/checks${path}`;

  test('are run on demand, kept, and every rule is there in a sentence', async () => {
    const { headers } = await post(clerk, checks('/runs'));
    expect(headers.location).toBe(`${checks()}?done=checked`);
    const { body } = await read(clerk, `${checks()}?lang=en`);
    expect(body).toContain('Every rule holds');
    expect(body).toContain('I8 seals verify');
    expect(body).toContain('The hash of every sealed block is that of its transfers as they stand');
    expect(body).toContain('by hand');
  });

  test('are run once a night by the clock, and a broken one opens a case', async () => {
    const night = () => desk.app.get(ReconciliationSchedules).runChecks();
    const runs = async () => {
      const [row] = await desk.app.database.rows<{ n: string }>(
        "SELECT COUNT(*) AS n FROM check_run WHERE cause = 'schedule'",
      );
      return Number(row?.n);
    };
    await night();
    await night();
    expect(await runs()).toBe(1);
    await desk.app.database.inTransaction((tx) =>
      tx.query('INSERT INTO progress_cursor (organization_id, ledger_seq) VALUES (?, 99)', [desk.chapter.id]),
    );
    desk.app.clock.set(new Date('2026-11-20T18:29:00Z'));
    await night();
    expect(await runs()).toBe(1);
    desk.app.clock.set(new Date('2026-11-20T18:31:00Z'));
    await night();
    expect(await runs()).toBe(2);
    const cases = await desk.app.database.rows<{ kind: string; subject: string; organization: string }>(
      'SELECT kind, subject_id AS subject, organization_id AS organization FROM work_case',
    );
    expect(cases).toEqual([
      { kind: 'CHECK_BROKEN', subject: 'progress does not run ahead', organization: desk.chapter.id },
    ]);
    // The night has ended their sessions.
    const own = (await read(await desk.signIn(desk.society, 'clerk'), `${checks()}?lang=en`)).body;
    expect(own).toContain('1 rules are broken');
    expect(own).toContain('1 more rows belong to other organizations.');
    expect(own).not.toContain(desk.chapter.id);
    const theirs = await desk.signIn(desk.chapter, 'clerk');
    const chapters = `/console/${desk.chapter.slug}/checks`;
    expect((await read(theirs, `${chapters}?lang=en`)).body).toContain(desk.chapter.id);
    expect((await post(theirs, `${chapters}/runs`)).statusCode).toBe(404);
    await desk.app.database.inTransaction((tx) =>
      tx.query('DELETE FROM progress_cursor WHERE organization_id = ?', [desk.chapter.id]),
    );
  });
});

test('the pages fit a phone and a desk, and axe finds nothing', async () => {
  const url = await desk.app.listen();
  const browser = await openBrowser();
  try {
    const page = await browser.context.newPage();
    const reader = await desk.signIn(desk.society, 'clerk');
    const [name = '', value = ''] = reader.cookie.split('=');
    await browser.context.addCookies([{ name, value, url }]);
    const places = [
      base(),
      base(`/${DAY}`),
      `/console/${desk.society.slug}/checks`,
      `/disclosure/books/${desk.society.slug}`,
    ];
    for (const [width, lang] of [
      [390, 'zh-CN'],
      [1440, 'en'],
    ] as const)
      for (const place of places) {
        await page.setViewportSize({ width, height: 900 });
        await page.goto(`${url}${place}?lang=${lang}`);
        expect([place, width, await overflow(page)]).toEqual([place, width, 0]);
        expect(await axeViolations(page)).toEqual([]);
      }
  } finally {
    await browser.close();
  }
}, 120_000);
